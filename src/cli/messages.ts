/** What the command line says, in each language. */
import { fillIn, type Language, type Localized } from '../base/language.ts';
import type { Phase } from '../controller/progress.ts';

const MESSAGES = {
  usage: { en: 'Usage: $0 <command> [options]', zh: '用法：$0 <命令> [选项]' },
  noCommand: { en: 'no command was given', zh: '没有给出命令' },
  run: { en: 'run a lab and write its report', zh: '运行一个实验并生成报告' },
  labs: { en: 'list the labs and their variants', zh: '列出实验及其变体' },
  doctor: { en: 'check what this machine needs, one by one', zh: '逐项检查本机所需的条件' },
  image: {
    en: 'build, save or load the Docker images; remove old ones',
    zh: '构建、保存或加载 Docker 镜像；删除旧镜像',
  },
  imageAction: {
    en: 'build it again; save it to a file for a machine without a network; load such a file; remove what other versions built',
    zh: '重新构建；保存为文件供没有网络的机器使用；加载这样的文件；删除其他版本构建的镜像',
  },
  imageFile: { en: 'file of the image', zh: '镜像文件' },
  imageKind: {
    en: 'lab hosts; on top of them the clients of docker-compose.yml, or the servers of run --server',
    zh: '实验主机；或在其上的 docker-compose.yml 的客户端、run --server 的服务器',
  },
  imageBase: { en: 'base image: Debian with Node', zh: '基础镜像：带 Node 的 Debian' },
  clean: { en: 'remove what killed runs left behind', zh: '清除被强行终止的运行留下的内容' },
  analyze: { en: 'explain the TCP of a capture', zh: '分析抓包文件中的 TCP' },
  report: { en: 'write the report of a run or a capture', zh: '为一次运行或一个抓包文件生成报告' },
  lab: { en: 'name of a lab, or path of a lab file', zh: '实验名称，或实验文件的路径' },
  runtime: {
    en: 'where the hosts run: in namespaces of this machine or as Docker containers',
    zh: '主机在哪里运行：本机的命名空间，或 Docker 容器',
  },
  variant: { en: 'variant of the lab; wirelab labs lists them', zh: '实验的变体；用 wirelab labs 列出' },
  server: {
    en: "a real server in place of wirelab's own (on Docker)",
    zh: '用真实的服务器软件代替 wirelab 自带的服务器（在 Docker 上）',
  },
  student: { en: 'student who does the lab; makes the lab their own', zh: '做实验的学生；实验参数因人而异' },
  seed: { en: 'what makes the lab individual, in place of the student', zh: '代替学生姓名决定实验参数的种子' },
  out: { en: 'run directory (default: a new one under runs/)', zh: '运行目录（默认在 runs/ 下新建）' },
  lang: { en: 'language of report and messages', zh: '报告与提示的语言' },
  reportSource: {
    en: 'run directory, capture file, or - for standard input',
    zh: '运行目录、抓包文件，或 -（标准输入）',
  },
  redact: { en: 'black out passwords, in the packets too', zh: '涂黑密码，分组中的也不例外' },
  reportTitle: { en: 'title of the report', zh: '报告标题' },
  reportCourse: { en: 'course, for the title page', zh: '课程名称（封面）' },
  reportStudent: { en: 'student, for the title page', zh: '学生姓名（封面）' },
  reportNumber: { en: 'student number, for the title page', zh: '学号（封面）' },
  reportTeacher: { en: 'teacher, for the title page', zh: '指导教师（封面）' },
  reportDate: { en: 'date, for the title page', zh: '实验日期（封面）' },
  reportTemplate: {
    en: 'folder with a Markdown skeleton that arranges the report',
    zh: '模板文件夹，其中的 Markdown 决定报告的章节安排',
  },
  reportOut: { en: 'directory for the report, or - for standard output', zh: '报告的存放目录，或 -（标准输出）' },
  format: { en: 'formats of the report, with commas between: {formats}', zh: '报告的格式，用逗号分隔：{formats}' },
  engine: { en: 'capture engine', zh: '抓包引擎' },
  json: { en: 'print one machine-readable document', zh: '输出一个机器可读的文档' },
  captureFile: {
    en: 'pcap or pcapng file, also inside gzip; - is standard input',
    zh: 'pcap 或 pcapng 文件（可为 gzip 压缩）；- 表示标准输入',
  },
  ndjson: { en: 'print one line of JSON for each TCP packet', zh: '每个 TCP 分组输出一行 JSON' },
  follow: {
    en: 'print the dialogue of one stream, client in red and server in blue',
    zh: '输出一个流的对话，客户端为红色，服务器为蓝色',
  },
  extract: {
    en: 'recover files and mails into this directory and list them',
    zh: '把恢复出的文件和邮件写入该目录并列出',
  },
  completion: {
    en: 'print what makes bash or zsh complete labs, variants and options',
    zh: '输出让 bash 或 zsh 补全实验、变体和选项的脚本',
  },
  completionShell: { en: 'shell that shall complete', zh: '要补全的 shell' },
  dryRun: { en: 'only list', zh: '只列出，不删除' },
  phaseNetwork: { en: 'network', zh: '搭建网络' },
  phaseHosts: { en: 'hosts', zh: '启动主机' },
  phaseCapture: { en: 'capture', zh: '开始抓包' },
  phaseSteps: { en: 'steps', zh: '实验步骤' },
  phaseClosing: { en: 'waiting for the last FIN', zh: '等待最后一个 FIN' },
  phaseDown: { en: 'taking the lab down', zh: '拆除实验环境' },
  phaseAnalysis: { en: 'analysis', zh: '分析' },
  phaseReport: { en: 'report', zh: '报告' },
  checksHeld: { en: '{title}: all {count} checks held', zh: '{title}：全部 {count} 项检查通过' },
  checksFailed: {
    en: '{title}: {failed} of {count} checks failed',
    zh: '{title}：{count} 项检查中有 {failed} 项未通过',
  },
  failedCheck: { en: '{title}: {detail}', zh: '{title}：{detail}' },
  wroteReport: { en: 'report', zh: '报告' },
  wroteCapture: { en: 'capture', zh: '抓包' },
  partial: { en: 'what was seen is in {path}', zh: '已经得到的内容在 {path}' },
  notBegun: { en: 'the lab never began; {path} tells why', zh: '实验没有开始；原因见 {path}' },
  dropped: { en: 'the capture lost {count} packets', zh: '抓包丢失了 {count} 个分组' },
  droppedUnknown: { en: 'the capture engine cannot tell whether it lost packets', zh: '抓包引擎无法得知是否丢包' },
  offloaded: {
    en: 'a frame of {count} bytes is larger than the MTU allows: offloading was on',
    zh: '有 {count} 字节的帧超过 MTU：网卡卸载未关闭',
  },
  hint: { en: 'hint: ', zh: '提示：' },
  error: { en: 'error: ', zh: '错误：' },
  nothingLeft: { en: 'nothing was left behind', zh: '没有残留' },
  ready: { en: 'this machine can run every lab', zh: '本机可以运行所有实验' },
  notReady: { en: 'this machine cannot run labs yet', zh: '本机还不能运行实验' },
  optional: { en: ' (optional)', zh: '（可选）' },
  variants: { en: 'variants', zh: '变体' },
} as const satisfies Record<string, Localized>;

export type MessageKey = keyof typeof MESSAGES;

/** The text of a message, with `{name}` filled from `values`. */
export function say(
  language: Language,
  key: MessageKey,
  values: { readonly [name: string]: string | number } = {},
): string {
  return fillIn(MESSAGES[key], values)[language];
}

export const PHASE_MESSAGE: Record<Phase, MessageKey> = {
  network: 'phaseNetwork',
  hosts: 'phaseHosts',
  capture: 'phaseCapture',
  steps: 'phaseSteps',
  closing: 'phaseClosing',
  down: 'phaseDown',
  analysis: 'phaseAnalysis',
  report: 'phaseReport',
};
