/** What the Docker runtime needs, checked one by one. */
import { messageOf, WirelabError } from '../../base/errors.ts';
import type { Need } from '../runtime.ts';
import { type Engine, requireEngine } from './engine.ts';
import { imageContent } from './image-content.ts';

/** Engine API of Docker 20.10: fixed addresses, `removed` waits, ports below 1024 for ordinary users. */
const OLDEST_API = 1.41;

export async function dockerNeeds(engine: Engine, packageDirectory: string, base: string): Promise<Need[]> {
  const answers = await engineNeed(engine);
  if (!answers.ok) return [answers];
  return [answers, ...(await versionNeeds(engine)), await imageNeed(engine, packageDirectory, base)];
}

async function engineNeed(engine: Engine): Promise<Need> {
  const need = { id: 'docker-engine', title: 'Docker engine', required: true };
  try {
    await requireEngine(engine);
    return { ...need, ok: true, detail: `answers at ${engine.name}`, mend: null };
  } catch (error) {
    const mend = error instanceof WirelabError ? (error.hint ?? null) : null;
    return { ...need, ok: false, detail: messageOf(error), mend };
  }
}

async function versionNeeds({ docker }: Engine): Promise<Need[]> {
  const { Version, ApiVersion, Os } = await docker.version();
  const recent = compareVersions(ApiVersion, OLDEST_API) >= 0;
  return [
    {
      id: 'docker-version',
      title: 'Docker 20.10 or later',
      ok: recent,
      detail: `${Version} (API ${ApiVersion})`,
      mend: recent ? null : 'update the Docker engine',
      required: true,
    },
    {
      id: 'docker-linux',
      title: 'Linux containers',
      ok: Os === 'linux',
      detail: Os,
      mend: Os === 'linux' ? null : 'switch Docker Desktop to Linux containers',
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
  const need = { id: 'docker-image', title: 'Docker image of the lab hosts', required: false };
  try {
    const { name } = imageContent('host', packageDirectory, base);
    const there = await docker
      .getImage(name)
      .inspect()
      .then(
        () => true,
        () => false,
      );
    const mend = 'wirelab image build (the first run does it by itself), or wirelab image load FILE';
    return { ...need, ok: there, detail: there ? name : `${name} is not built yet`, mend: there ? null : mend };
  } catch (error) {
    return { ...need, ok: false, detail: messageOf(error), mend: 'npm run build' };
  }
}
