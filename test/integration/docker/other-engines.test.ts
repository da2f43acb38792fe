import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { readRun } from '../../support/lab-run.ts';
import { isRoot, NEEDS_ROOT } from '../../support/ordinary-user.ts';
import {
  engineUser,
  missing,
  NEEDS_ENGINE_USER,
  startPodman,
  startRootlessDocker,
} from '../../support/other-engines.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const user = await engineUser();
const lacksPodman = missing('podman', 'runc');
const lacksRootless = missing('dockerd-rootless.sh', 'rootlesskit', 'slirp4netns', 'newuidmap');

/** A file with the image of the lab hosts. */
let image = '';

beforeAll(async () => {
  if (!engineAnswers) return;
  image = join(await temporaryDirectory(), 'image.tar');
  expect(await wirelab(['image', 'save', image])).toMatchObject({ code: 0 });
});

/** The image is loaded, a lab runs, a run is killed and cleaned up after, and old images go: with nothing but `DOCKER_HOST`. */
async function expectLabs(host: string): Promise<void> {
  const env = { DOCKER_HOST: host };
  const home = await temporaryDirectory();
  expect(await wirelab(['image', 'load', image], { env })).toMatchObject({ code: 0 });
  for (const lab of ['ftp', 'mail']) {
    const directory = join(home, lab);
    const ended = await wirelab(['run', lab, '--runtime', 'docker', '--out', directory], { env });
    expect(ended).toMatchObject({ code: 0 });
    const { manifest } = await readRun(directory);
    expect(manifest.capture).toMatchObject({ dropped: 0, whole: true });
  }
  expect(await wirelab(['image', 'prune'], { env })).toMatchObject({ code: 0, stdout: '' });
  expect((await wirelab(['clean', '--json'], { env })).stdout.trim()).toBe('[]');
}

describe('root’s Podman in Docker’s place', () => {
  it('labs: run as on Docker, and the image that they use stays', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(!isRoot, NEEDS_ROOT);
    skip(lacksPodman !== null, lacksPodman ?? '');
    await expectLabs(await startPodman());
  });
});

describe('an ordinary user’s Docker', () => {
  it('labs: run as on root’s', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(!isRoot, NEEDS_ROOT);
    skip(user === null, NEEDS_ENGINE_USER);
    skip(lacksRootless !== null, lacksRootless ?? '');
    await expectLabs(await startRootlessDocker(user!));
  });
});

describe('an ordinary user’s Podman', () => {
  it('a lab: exit 3 says why nothing can be captured there, and what to use instead', async ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT);
    skip(user === null, NEEDS_ENGINE_USER);
    skip(lacksPodman !== null, lacksPodman ?? '');
    const env = { DOCKER_HOST: await startPodman(user) };
    const ended = await wirelab(['run', 'ftp', '--runtime', 'docker'], { env, cwd: await temporaryDirectory() });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain('Podman keeps its bridges where no container can see them');
    expect(ended.stderr).toContain('--runtime namespace');
  });

  it('--runtime auto: the lab runs in namespaces', async ({ skip }) => {
    skip(!isRoot, NEEDS_ROOT);
    skip(user === null, NEEDS_ENGINE_USER);
    skip(lacksPodman !== null, lacksPodman ?? '');
    const env = { DOCKER_HOST: await startPodman(user) };
    const directory = join(await temporaryDirectory(), 'run');
    expect(await wirelab(['run', 'ftp', '--out', directory], { env })).toMatchObject({ code: 0 });
    expect((await readRun(directory)).manifest.runtime.kind).toBe('namespace');
  });
});
