import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { BROKE_OFF, expectTold } from '../../support/broken-run.ts';
import { containersOf, docker, engineAnswers, leftOf, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

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
      const { manifest } = await expectTold(directory, { code: 'run-broke', title: BROKE_OFF, why: victim });
      context.expect(manifest.steps[0]).toMatchObject({ outcome: 'done' });
      context.expect(await readdir(directory)).toContain('capture.pcapng');
      context.expect(await leftOf(running.child.pid!)).toEqual([]);
    },
  );

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
