/** What the Docker runtime needs, checked one by one. */
import { hintsOf, messagesOf } from '../../base/errors.ts';
import type { Need } from '../runtime.ts';
import { type Engine, requireEngine } from './engine.ts';
import { imageContent } from './image-content.ts';
import { engineTitle, requireVisibleBridges } from './podman.ts';

/** Engine API of Docker 20.10: fixed addresses, `removed` waits, ports below 1024 for ordinary users. */
const OLDEST_API = 1.41;

export async function dockerNeeds(engine: Engine, packageDirectory: string, base: string): Promise<Need[]> {
  const answers = await engineNeed(engine);
  if (!answers.ok) return [answers];
  return [answers, ...(await versionNeeds(engine)), await imageNeed(engine, packageDirectory, base)];
}

async function engineNeed(engine: Engine): Promise<Need> {
  const need = { id: 'docker-engine', title: { en: 'Docker engine', zh: 'Docker 引擎' }, required: true };
  try {
    await requireEngine(engine);
    await requireVisibleBridges(engine);
    return { ...need, ok: true, detail: { en: `answers at ${engine.name}`, zh: `在 ${engine.name} 应答` }, mend: null };
  } catch (error) {
    return { ...need, ok: false, detail: messagesOf(error), mend: hintsOf(error) };
  }
}

async function versionNeeds({ docker }: Engine): Promise<Need[]> {
  const version = await docker.version();
  const { ApiVersion, Os } = version;
  const recent = compareVersions(ApiVersion, OLDEST_API) >= 0;
  return [
    {
      id: 'docker-version',
      title: { en: 'Docker 20.10 or later', zh: 'Docker 20.10 或更高版本' },
      ok: recent,
      detail: `${engineTitle(version)} (API ${ApiVersion})`,
      mend: recent ? null : { en: 'update the Docker engine', zh: '升级 Docker 引擎' },
      required: true,
    },
    {
      id: 'docker-linux',
      title: { en: 'Linux containers', zh: 'Linux 容器' },
      ok: Os === 'linux',
      detail: Os,
      mend:
        Os === 'linux'
          ? null
          : { en: 'switch Docker Desktop to Linux containers', zh: '把 Docker Desktop 切换到 Linux 容器' },
      required: true,
    },
  ];
}

/** `1.5` is older than `1.41`: the parts are numbers of their own. */
function compareVersions(version: string, oldest: number): number {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = String(oldest).split('.').map(Number);
  return major - oldestMajor || minor - oldestMinor;
}

async function imageNeed({ docker }: Engine, packageDirectory: string, base: string): Promise<Need> {
  const need = {
    id: 'docker-image',
    title: { en: 'Docker image of the lab hosts', zh: '实验主机的 Docker 镜像' },
    required: false,
  };
  try {
    const { name } = imageContent('host', packageDirectory, base);
    const there = await docker
      .getImage(name)
      .inspect()
      .then(
        () => true,
        () => false,
      );
    const mend = {
      en: 'wirelab image build (the first run does it by itself), or wirelab image load FILE',
      zh: 'wirelab image build（第一次运行时会自动构建），或 wirelab image load 文件',
    };
    return {
      ...need,
      ok: there,
      detail: there ? name : { en: `${name} is not built yet`, zh: `${name} 尚未构建` },
      mend: there ? null : mend,
    };
  } catch (error) {
    return { ...need, ok: false, detail: messagesOf(error), mend: 'npm run build' };
  }
}
