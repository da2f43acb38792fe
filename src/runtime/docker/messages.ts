/** What the Docker runtime says when something is wrong, in every language; `{name}` is filled by `fillIn`. */
import type { Localized } from '../../base/language.ts';

export const MESSAGES = {
  unknownHost: {
    en: 'DOCKER_HOST is {host}, which names no kind of engine that wirelab knows',
    zh: 'DOCKER_HOST 的值是 {host}，wirelab 不认识这种引擎',
  },
  noAddress: { en: 'DOCKER_HOST is {host}, which is no address', zh: 'DOCKER_HOST 的值是 {host}，它不是一个地址' },
  hostForms: {
    en: 'use unix://PATH, tcp://HOST:PORT or ssh://USER@HOST',
    zh: '请使用 unix://路径、tcp://主机:端口 或 ssh://用户@主机',
  },
  certificates: {
    en: "the engine wants TLS, and its certificates can't be read in {directory}",
    zh: '引擎要求使用 TLS，但无法读取 {directory} 中的证书',
  },
  certificatesPlace: {
    en: 'put ca.pem, cert.pem and key.pem there, or name their directory with DOCKER_CERT_PATH',
    zh: '请把 ca.pem、cert.pem 和 key.pem 放在那里，或者用 DOCKER_CERT_PATH 指定它们所在的目录',
  },
  noTrust: {
    en: 'the Docker engine at {name} and you do not trust each other’s certificates ({detail})',
    zh: '您与 {name} 的 Docker 引擎不信任对方的证书（{detail}）',
  },
  forbidden: { en: 'you may not use the Docker engine at {name}', zh: '您没有权限使用 {name} 的 Docker 引擎' },
  joinGroup: {
    en: 'sudo usermod -aG docker "$USER", then log in again; or use --runtime namespace',
    zh: '运行 sudo usermod -aG docker "$USER" 后重新登录；或者使用 --runtime namespace',
  },
  noEngine: { en: 'no Docker engine answers at {name} ({detail})', zh: '{name} 没有 Docker 引擎应答（{detail}）' },
  startEngine: {
    en: 'start it (sudo systemctl start docker, or Docker Desktop), or use --runtime namespace',
    zh: '请启动它（sudo systemctl start docker，或 Docker Desktop），或者使用 --runtime namespace',
  },
  rootlessPodman: {
    en: 'an ordinary user’s Podman keeps its bridges where no container can see them, so nothing could be captured',
    zh: '普通用户的 Podman 把网桥放在任何容器都看不到的地方，因此无法抓包',
  },
  otherThanPodman: {
    en:
      'use --runtime namespace, which needs no root either; or Docker; or root’s Podman: ' +
      'sudo systemctl start podman.socket, and DOCKER_HOST=unix:///run/podman/podman.sock',
    zh:
      '请使用 --runtime namespace，它同样不需要 root；或者使用 Docker；或者使用 root 的 Podman：' +
      '先运行 sudo systemctl start podman.socket，再设置 DOCKER_HOST=unix:///run/podman/podman.sock',
  },
  diskFull: { en: "the Docker engine's disk is full ({detail})", zh: 'Docker 引擎的磁盘已满（{detail}）' },
  freeDisk: {
    en: 'docker system df shows what fills it; docker system prune frees it',
    zh: 'docker system df 显示占用情况；docker system prune 释放空间',
  },
  updateEngine: { en: 'update the Docker engine to 20.10 or later', zh: '请把 Docker 引擎更新到 20.10 或更高版本' },
  refused: { en: 'the Docker engine refused', zh: 'Docker 引擎拒绝了请求' },
  because: { en: '{doing}: {detail}', zh: '{doing}：{detail}' },
  notClean: { en: 'what is left could not be removed', zh: '残留的内容无法删除' },
  noNetwork: { en: 'the lab network could not be made', zh: '无法建立实验网络' },
  notMade: { en: 'a container could not be made', zh: '无法创建容器' },
  notStarted: { en: 'a container could not be started', zh: '无法启动容器' },
  engineWent: {
    en: 'the Docker engine at {name} went away in the middle of the run',
    zh: '{name} 的 Docker 引擎在运行过程中停止了',
  },
  startAgain: {
    en: 'start it again; the next wirelab command removes what is left of this run',
    zh: '请重新启动它；下一条 wirelab 命令会清除这次运行的残留',
  },
  noSubnet: {
    en: 'the Docker engine has no subnet free: {count} from {subnet} on are taken',
    zh: 'Docker 引擎没有空闲的子网：从 {subnet} 起的 {count} 个都已被占用',
  },
  freeSubnets: {
    en: 'docker network ls shows them; wirelab clean and docker network prune remove what nobody uses',
    zh: 'docker network ls 会列出它们；wirelab clean 和 docker network prune 会删除没有人使用的网络',
  },
  noName: {
    en: 'the Docker engine has no name free for the lab network: {count} in turn are taken, the last: {detail}',
    zh: 'Docker 引擎没有可用的实验网络名称：接连 {count} 个都已被占用，最后一个：{detail}',
  },
  freeNames: {
    en: 'docker network ls shows them; wirelab clean removes those that killed runs have left',
    zh: 'docker network ls 会列出它们；wirelab clean 会删除被强行终止的运行留下的网络',
  },
  noCap: { en: 'the capture engine cap is not in the Docker image', zh: 'Docker 镜像中没有抓包引擎 cap' },
  useLibpcap: { en: 'use --engine libpcap', zh: '请使用 --engine libpcap' },
  notWritten: { en: "the capture can't be written: {detail}", zh: '无法写入抓包文件：{detail}' },
  noFiles: { en: 'the files that the Docker image is made of are not there', zh: '缺少构建 Docker 镜像所需的文件' },
  buildAgain: { en: 'npm run build, or install wirelab again', zh: '运行 npm run build，或者重新安装 wirelab' },
  building: { en: 'building the image {image}', zh: '正在构建镜像 {image}' },
  pulling: { en: 'pulling the base image {image}', zh: '正在拉取基础镜像 {image}' },
  notPulled: { en: "the base image {image} can't be pulled: {detail}", zh: '无法拉取基础镜像 {image}：{detail}' },
  notBuilt: { en: 'the image {image} could not be built', zh: '无法构建镜像 {image}' },
  offline: {
    en:
      'on a machine with a network: wirelab image save wirelab-image.tar{kind}; here: wirelab image load wirelab-image.tar. ' +
      'Or name a Debian image with Node that this engine has: WIRELAB_IMAGE_BASE=NAME:TAG{otherwise}',
    zh:
      '在有网络的机器上运行 wirelab image save wirelab-image.tar{kind}，在这里运行 wirelab image load wirelab-image.tar；' +
      '或者指定引擎中已有的、带 Node 的 Debian 镜像：WIRELAB_IMAGE_BASE=名称:标签{otherwise}',
  },
  otherwiseNamespace: { en: '. Or use --runtime namespace', zh: '；或者使用 --runtime namespace' },
  otherwiseOwnServer: { en: '. Or leave --server out', zh: '；或者去掉 --server 选项' },
  notRead: { en: 'the image could not be read', zh: '无法读取镜像' },
  fileNotWritten: { en: 'cannot write {file}: {detail}', zh: '无法写入 {file}：{detail}' },
  moreRoom: { en: 'name a place with enough room', zh: '请指定空间足够的位置' },
  notLoaded: { en: 'cannot load {file}: {detail}', zh: '无法加载 {file}：{detail}' },
  notOurs: { en: '{file} holds no image of wirelab', zh: '{file} 中没有 wirelab 的镜像' },
  savedFile: {
    en: 'give a file that `wirelab image save` has written',
    zh: '请给出由 wirelab image save 写出的文件',
  },
  notPruned: { en: 'the images could not be removed', zh: '无法删除镜像' },
} as const satisfies { readonly [name: string]: Localized };
