import { execFileSync } from 'node:child_process';
import { cp, mkdir, readFile, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadLab } from '../../../src/cli/lab-files.ts';
import { type Reproduced, reproduceLab } from '../../../src/controller/reproduce.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';
import { DockerRuntime } from '../../../src/runtime/docker/docker-runtime.ts';
import { LABEL, ownLabels } from '../../../src/runtime/docker/owner.ts';
import type { LeaseRequest, Runtime, SubnetLease } from '../../../src/runtime/runtime.ts';
import { expectTold, NEVER_BEGAN, onlyRunIn } from '../../support/broken-run.ts';
import { docker, dockerRuntime, engineAnswers, leftOf, NEEDS_ENGINE, networkOf } from '../../support/docker-engine.ts';
import { readRun } from '../../support/lab-run.ts';
import { isRoot, NEEDS_ROOT } from '../../support/ordinary-user.ts';
import { startSecondEngine } from '../../support/second-engine.ts';
import { REPOSITORY, startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const NO_IMAGE = { WIRELAB_IMAGE_BASE: 'registry.invalid/base:1' };
const NOT_PULLED = "base image registry.invalid/base:1 can't be pulled";

/** A run that fails before its first step: it must end with 3, name its directory, and leave nothing on the engine. */
async function failsToBegin(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const home = await temporaryDirectory();
  const running = startWirelab(['run', ...args, '--runtime', 'docker', '--lang', 'en'], { cwd: home, env });
  const { code, stderr } = await running.ended;
  const directory = await onlyRunIn(home);
  expect(code).toBe(3);
  expect(stderr).toContain(`the lab never began; ${join('runs', directory.split('/').at(-1)!)} tells why`);
  expect(await leftOf(running.child.pid!)).toEqual([]);
  return { directory, stderr };
}

describe('an image that can’t be had', () => {
  it('base image that can’t be pulled: the run directory tells of save and load', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const { directory } = await failsToBegin(['ftp'], NO_IMAGE);
    await expectTold(directory, { code: 'machine-lacks', title: NEVER_BEGAN, why: NOT_PULLED, mend: 'image load' });
  });

  it('build that fails: the log in the run directory holds what the build said', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const base = 'wirelab-test-without-packages';
    execFileSync('docker', ['import', '--change', 'ENV PATH=/nowhere', '-', base], { input: Buffer.alloc(10_240) });
    onTestFinished(async () => void (await docker('image', 'rm', '--force', base)));
    const { directory } = await failsToBegin(['ftp'], { WIRELAB_IMAGE_BASE: base });
    const why = 'could not be built';
    await expectTold(directory, { code: 'machine-lacks', title: NEVER_BEGAN, why, mend: 'image load' });
    expect(await readFile(join(directory, 'logs', 'run.txt'), 'utf8')).toMatch(/^Step \d+\/\d+ : RUN /m);
  });

  it('runtime auto: namespaces take over in the same directory, whose log says why', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const home = await temporaryDirectory();
    const ended = await wirelab(['run', 'ftp'], { cwd: home, env: NO_IMAGE });
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stderr).toContain('taking namespace');
    const directory = await onlyRunIn(home);
    expect((await readRun(directory)).manifest).toMatchObject({
      status: 'checks-held',
      runtime: { kind: 'namespace' },
      error: null,
    });
    expect(await readFile(join(directory, 'logs', 'run.txt'), 'utf8')).toContain(NOT_PULLED);
  });
});

describe('a network that can’t be had', () => {
  it('every subnet taken: the run directory says how to free one', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const lab = await takeEverySubnet({});
    const { directory } = await failsToBegin([lab]);
    const why = 'no subnet free';
    await expectTold(directory, { code: 'machine-lacks', title: NEVER_BEGAN, why, mend: 'docker network prune' });
  });

  it('every subnet taken by what a killed run has left: it is removed, and the run succeeds', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const labels = ownLabels('7e57000004', { run: 'killed', lab: 'ftp' }, 'network');
    const lab = await takeEverySubnet({ ...labels, [LABEL.owner]: '1', [LABEL.start]: 'of another process' });
    const directory = join(await temporaryDirectory(), 'run');
    expect(await wirelab(['run', lab, '--runtime', 'docker', '--out', directory])).toMatchObject({ code: 0 });
    expect((await readRun(directory)).manifest.network.subnet).toBe('198.18.7.0/24');
    await expect(docker('network', 'inspect', EVERYTHING)).rejects.toThrow(/not found|no such network/i);
  });

  it('every name taken: the run directory names the last one, and the other network stays', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const id = '7e57000003';
    const other = await docker('network', 'create', '--internal', '--subnet', '10.251.7.0/24', `wirelab-${id}`);
    onTestFinished(async () => void (await docker('network', 'rm', other)));
    const { directory, failure } = await runOn(dockerRuntime({ newId: () => id }));
    expect(failure).toMatchObject({ code: 'machine-lacks' });
    const why = `network with name wirelab-${id} already exists`;
    await expectTold(directory.path, { code: 'machine-lacks', title: NEVER_BEGAN, why, mend: 'docker network ls' });
    expect(await leftOf(process.pid)).toEqual([]);
    expect(await docker('network', 'inspect', '--format', '{{.Id}}', other)).toBe(other);
  });

  it('removed by somebody before a host is on it: the run directory says so', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const { directory, failure } = await runOn(new RemovedNetwork({ packageDirectory: REPOSITORY }));
    expect(failure).toMatchObject({ code: 'run-broke' });
    await expectTold(directory.path, { code: 'run-broke', title: NEVER_BEGAN, why: 'not found' });
    expect(await leftOf(process.pid)).toEqual([]);
  });
});

describe('an engine whose disk is full', () => {
  it('no room for a container: the run directory says what shows and frees the space', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(!isRoot, NEEDS_ROOT);
    const home = await temporaryDirectory();
    const [image, root] = [join(home, 'image.tar'), join(home, 'engine')];
    expect(await wirelab(['image', 'save', image])).toMatchObject({ code: 0 });
    await mkdir(root);
    // Room for the image, unpacked and on its way, and for what an engine keeps.
    const room = 3 * (await stat(image)).size;
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${room}`, 'wirelab-test', root]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', root]));
    const env = { DOCKER_HOST: (await startSecondEngine(root)).host };
    expect(await wirelab(['image', 'load', image], { env })).toMatchObject({ code: 0 });
    await fillUp(root);

    const { directory } = await failsToBegin(['ftp'], env);
    const why = 'disk is full';
    await expectTold(directory, { code: 'machine-lacks', title: NEVER_BEGAN, why, mend: 'docker system prune' });
  });
});

const EVERYTHING = 'wirelab-test-everything';

/** A network on all the subnets that a lab may have, with these labels; returns the lab's directory. */
async function takeEverySubnet(labels: Readonly<Record<string, string>>): Promise<string> {
  const lab = join(await temporaryDirectory(), 'lab');
  await cp(join(REPOSITORY, 'labs', 'ftp'), lab, { recursive: true });
  const file = join(lab, 'lab.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/10\.21\.0\.0\/24/g, '198.18.7.0/24'));
  const options = Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  await docker('network', 'create', '--internal', '--subnet', '198.18.0.0/16', ...options, EVERYTHING);
  onTestFinished(async () => void (await docker('network', 'rm', EVERYTHING).catch(() => undefined)));
  return lab;
}

/** To the last byte. */
async function fillUp(directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  await writeFile(join(directory, 'filler'), Buffer.alloc(bavail * bsize)).catch(() => undefined);
}

/** An engine on which somebody removes the network as soon as it is there. */
class RemovedNetwork extends DockerRuntime {
  override async leaseSubnet(request: LeaseRequest): Promise<SubnetLease> {
    const lease = await super.leaseSubnet(request);
    await docker('network', 'rm', (await networkOf(process.pid))!);
    return lease;
  }
}

async function runOn(runtime: Runtime): Promise<Reproduced> {
  const lab = loadLab(join(REPOSITORY, 'labs', 'ftp'));
  const choice = { variant: null, student: null, seed: null, labHash: lab.hash };
  return reproduceLab({
    planOn: (subnet) => resolveLab(lab.file, subnet === undefined ? choice : { ...choice, subnet }),
    runtimes: [runtime],
    engine: 'libpcap',
    signal: new AbortController().signal,
    progress: { phaseStarted() {}, phaseEnded() {}, stepStarted() {}, stepEnded() {}, note() {} },
    out: join(await temporaryDirectory(), 'run'),
    student: null,
    language: 'en',
    formats: ['md'],
    version: '0',
  });
}
