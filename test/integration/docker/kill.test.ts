import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { containersOf, docker, engineAnswers, leftOf, NEEDS_ENGINE, networkOf } from '../../support/docker-engine.ts';
import { until } from '../../support/until.ts';
import { type RunningWirelab, startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

/** Containers end with their standard input; the engine then removes them, on a busy machine one after the other. */
const CONTAINERS_GONE_MS = 20_000;
const MOMENT_TIMEOUT_MS = 30_000;

/** Moments of a run, each by the line of progress after which it comes, or by what the engine has of it by then. */
const MOMENTS: Record<string, RegExp | 'network' | 'container'> = {
  'once the network is there': 'network',
  'once the first container runs': 'container',
  'while hosts and capture start': /^network /,
  'after the login': /Log in with account/,
  'after the upload': /Upload/,
  'after the refusals': /\(denied\)/,
  'while the lab is taken down': /^waiting for the last FIN/,
};

describe.concurrent('kill -9 of the controller on Docker', () => {
  it.for(Object.keys(MOMENTS))(
    '%s: the next command leaves nothing, and the capture can be read',
    async (moment, context) => {
      context.skip(!engineAnswers, NEEDS_ENGINE);
      const directory = join(await temporaryDirectory(), 'run');
      const running = startWirelab(['run', 'ftp', '--runtime', 'docker', '--out', directory]);
      const { pid = 0 } = running.child;
      await reach(running, MOMENTS[moment]!);

      running.child.kill('SIGKILL');
      await running.ended;

      await until('every container has ended by itself', CONTAINERS_GONE_MS, async () =>
        (await containersOf(pid)).size === 0 ? true : undefined,
      );
      const cleaned = await wirelab(['clean', '--json']);
      context.expect(cleaned).toMatchObject({ code: 0 });
      context.expect(await leftOf(pid)).toEqual([]);
      if (moment.startsWith('after')) await expectReadableCapture(directory, context.expect);
    },
  );

  it('while another run lives: the other one is not touched', async ({ expect, skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const directory = join(await temporaryDirectory(), 'run');
    const living = startWirelab(['run', 'ftp', '--runtime', 'docker', '--out', directory]);
    await living.stderrLine(/^network /);
    const dry = await wirelab(['clean', '--dry-run', '--json']);
    await wirelab(['clean']);
    expect(await living.ended).toMatchObject({ code: 0 });
    expect(dry.stdout).not.toContain(directory);
    expect(await leftOf(living.child.pid!)).toEqual([]);
  });

  it('labels of another machine, another boot, a reused process number: only the certainly dead are removed', async ({
    expect,
    skip,
    onTestFinished,
  }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const running = startWirelab([
      'run',
      'ftp',
      '--runtime',
      'docker',
      '--out',
      join(await temporaryDirectory(), 'run'),
    ]);
    const network = await until('the network is there', MOMENT_TIMEOUT_MS, () => networkOf(running.child.pid!));
    const labels = JSON.parse(await docker('network', 'inspect', '-f', '{{json .Labels}}', network)) as Labels;
    await running.ended;

    const names = {
      'wirelab-test-alive': { ...labels, 'wirelab.owner': '1', 'wirelab.owner.start': await startOf(1) },
      'wirelab-test-reused': { ...labels, 'wirelab.owner': '1', 'wirelab.owner.start': '1' },
      'wirelab-test-boot': { ...labels, 'wirelab.owner': '1', 'wirelab.owner.boot': 'another' },
      'wirelab-test-machine': { ...labels, 'wirelab.owner.host': 'another' },
      'wirelab-test-namespace': { ...labels, 'wirelab.owner.pid-namespace': 'pid:[1]' },
    };
    onTestFinished(async () => {
      await docker('network', 'rm', ...Object.keys(names)).catch(() => undefined); // Some are gone, as they should be.
    });
    for (const [index, [name, own]] of Object.entries(names).entries()) {
      await docker('network', 'create', '--internal', '--subnet', `10.252.${index}.0/24`, ...labelOptions(own), name);
    }
    await wirelab(['clean']);
    const left = (await docker('network', 'ls', '--filter', 'name=wirelab-test', '--format', '{{.Name}}')).split('\n');
    expect(left.sort()).toEqual(['wirelab-test-alive', 'wirelab-test-machine', 'wirelab-test-namespace']);
  });
});

type Labels = Record<string, string>;

function labelOptions(labels: Labels): string[] {
  return Object.entries(labels).flatMap(([label, value]) => ['--label', `${label}=${value}`]);
}

async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3]!;
}

async function reach(running: RunningWirelab, moment: RegExp | 'network' | 'container'): Promise<void> {
  if (moment instanceof RegExp) {
    await running.stderrLine(moment);
    return;
  }
  const { pid = 0 } = running.child;
  await until(`the ${moment} is there`, MOMENT_TIMEOUT_MS, async () => {
    const found = moment === 'network' ? await networkOf(pid) : (await containersOf(pid)).size;
    return found ? true : undefined;
  });
}

async function expectReadableCapture(directory: string, expect: typeof import('vitest').expect): Promise<void> {
  const capture = (await readdir(directory)).find((name) => /^capture\.pcap(ng)?$/.test(name));
  expect(capture).toBeDefined();
  const analyzed = await wirelab(['analyze', join(directory, capture!), '--json']);
  expect(analyzed).toMatchObject({ code: 0 });
  expect(JSON.parse(analyzed.stdout).capture.tcpPackets).toBeGreaterThan(0);
}
