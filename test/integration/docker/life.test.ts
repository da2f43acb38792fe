import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadLab } from '../../../src/cli/lab-files.ts';
import { reproduceLab } from '../../../src/controller/reproduce.ts';
import { resolveLab } from '../../../src/lab/resolve.ts';
import {
  containersOf,
  docker,
  dockerRuntime,
  engineAnswers,
  leftOf,
  NEEDS_ENGINE,
  networkOf,
} from '../../support/docker-engine.ts';
import { readRun } from '../../support/lab-run.ts';
import { REPOSITORY, startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

describe('a machine that can’t run it', () => {
  it.for([
    ['no engine at a socket', { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }, 'no Docker engine answers'],
    ['no engine at an address', { DOCKER_HOST: 'tcp://127.0.0.1:1' }, 'no Docker engine answers'],
    ['DOCKER_HOST of an unknown kind', { DOCKER_HOST: 'gopher://there' }, 'no kind of engine'],
    [
      'TLS without certificates',
      { DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_CERT_PATH: '/nonexistent' },
      'certificates',
    ],
  ] as const)(
    '%s: exit 3 says what to do, and no run directory is left',
    async ([, env, message], { expect: expects }) => {
      const home = await temporaryDirectory();
      const ended = await wirelab(['run', 'ftp', '--runtime', 'docker'], { cwd: home, env: { ...env } });
      expects(ended).toMatchObject({ code: 3, stdout: '' });
      expects(ended.stderr).toContain(message);
      expects(ended.stderr).toContain('hint:');
      expects(await runsIn(home)).toEqual([]);
    },
  );

  it('base image that can’t be pulled: exit 3 tells of save and load, and no network is left', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const home = await temporaryDirectory();
    const env = { WIRELAB_IMAGE_BASE: 'registry.invalid/base:1' };
    const running = startWirelab(['run', 'ftp', '--runtime', 'docker'], { cwd: home, env });
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.stderr).toContain("base image registry.invalid/base:1 can't be pulled");
    expect(ended.stderr).toContain('wirelab image load');
    expect(await leftOf(running.child.pid!)).toEqual([]);
    expect(await runsIn(home)).toEqual([]);
  });

  it('every subnet taken: exit 3 says how to free one', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const home = await temporaryDirectory();
    await cp(join(REPOSITORY, 'labs', 'ftp'), join(home, 'lab'), { recursive: true });
    const file = join(home, 'lab', 'lab.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/10\.21\.0\.0\/24/g, '198.18.7.0/24'));
    await docker('network', 'create', '--internal', '--subnet', '198.18.0.0/16', 'wirelab-test-everything');
    onTestFinished(async () => void (await docker('network', 'rm', 'wirelab-test-everything')));
    const ended = await wirelab(['run', join(home, 'lab'), '--runtime', 'docker'], { cwd: home });
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.stderr).toContain('no subnet free');
    expect(ended.stderr).toContain('docker network prune');
  });
});

describe.concurrent('a run that breaks', () => {
  it.for(['server', 'client', 'capture'])(
    '%s container killed in a step: exit 4, a readable partial run, nothing left',
    async (victim, context) => {
      context.skip(!engineAnswers, NEEDS_ENGINE);
      const directory = join(await temporaryDirectory(), 'run');
      const running = startWirelab([
        'run',
        'mail',
        '--variant',
        'server-silent',
        '--runtime',
        'docker',
        '--out',
        directory,
      ]);
      await running.stderrLine(/^✔/);
      const container = (await containersOf(running.child.pid!)).get(victim);
      await docker('kill', container ?? '');
      context.expect(await running.ended).toMatchObject({ code: 4 });
      const { manifest } = await readRun(directory);
      context.expect(manifest).toMatchObject({ status: 'broke', error: { code: 'run-broke' } });
      context.expect(await readdir(directory)).toContain('capture.pcapng');
      context.expect(await leftOf(running.child.pid!)).toEqual([]);
    },
  );

  it('network removed by somebody before a host is on it: a readable partial run, nothing left', async (context) => {
    context.skip(!engineAnswers, NEEDS_ENGINE);
    const runtime = dockerRuntime();
    const lab = loadLab(join(REPOSITORY, 'labs', 'ftp'));
    const choice = { variant: null, student: null, seed: null, labHash: lab.hash };
    const { network } = resolveLab(lab.file, choice);
    await using lease = await runtime.leaseSubnet({ lab: 'ftp', network });
    await docker('network', 'rm', (await networkOf(process.pid))!);
    const out = join(await temporaryDirectory(), 'run');
    const { failure } = await reproduceLab({
      plan: resolveLab(lab.file, { ...choice, subnet: lease.subnet }),
      runtime,
      engine: 'libpcap',
      signal: new AbortController().signal,
      progress: { phaseStarted() {}, phaseEnded() {}, stepStarted() {}, stepEnded() {}, note() {} },
      out,
      student: null,
      language: 'en',
      formats: ['md'],
      version: '0',
    });
    context.expect(failure).toMatchObject({ code: 'run-broke', message: context.expect.stringContaining('not found') });
    const { manifest, analysis } = await readRun(out);
    context.expect(manifest).toMatchObject({ status: 'broke', error: { code: 'run-broke' } });
    context.expect(analysis.capture.packets).toBe(0);
    context.expect(await leftOf(process.pid)).toEqual([]);
  });

  it('Ctrl-C in a step: exit 130, and nothing left', async (context) => {
    context.skip(!engineAnswers, NEEDS_ENGINE);
    const directory = join(await temporaryDirectory(), 'run');
    const running = startWirelab(['run', 'ftp', '--runtime', 'docker', '--out', directory]);
    await running.stderrLine(/Upload/);
    running.child.kill('SIGINT');
    context.expect(await running.ended).toMatchObject({ code: 130 });
    context.expect(await leftOf(running.child.pid!)).toEqual([]);
  });
});

async function runsIn(home: string): Promise<string[]> {
  return readdir(join(home, 'runs')).catch(() => []);
}
