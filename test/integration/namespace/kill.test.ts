import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { type ProcessEntry, processesOf, processTree } from '../../support/process-tree.ts';
import { until } from '../../support/until.ts';
import { type RunningWirelab, startWirelab, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

/** What the issue promises: two seconds after a kill nothing of the run is left. */
const GONE_WITHIN_MS = 2_000;
/** A busy machine may take this long to get to the moment of the kill. */
const MOMENT_TIMEOUT_MS = 30_000;

/** The processes of a run, each named by how it is found in the tree below the controller. */
const VICTIMS: Record<string, (tree: readonly ProcessEntry[]) => ProcessEntry | undefined> = {
  controller: (tree) => tree[0],
  unshare: (tree) => tree.find(isUnshare),
  'first process': (tree) => tree.find((entry) => entry.parent === tree.find(isUnshare)?.pid),
  'first agent': (tree) => agents(tree)[0],
  'second agent': (tree) => agents(tree)[1],
  'nsenter of an agent': (tree) => tree.find((entry) => entry.pid === agents(tree)[0]?.parent),
  'capture program': (tree) => tree.filter((entry) => isProgram(entry, 'capture.mjs')).at(-1),
};

/** Moments of a run, each by the line of progress after which it comes; null is the very beginning. */
const MOMENTS: Record<string, RegExp | null> = {
  'while the network is made': null,
  'while hosts and capture start': /^network /,
  'after the login': /Log in with account/,
  'after the upload': /Upload/,
  'after the refusals': /\(denied\)/,
  'while the lab is taken down': /^waiting for the last FIN/,
};

const CASES = Object.keys(MOMENTS).flatMap((moment) => Object.keys(VICTIMS).map((victim) => ({ moment, victim })));

describe.concurrent('kill -9', () => {
  it.for(CASES)(
    'of the $victim $moment: nothing is left, and what was captured can be read',
    async (row, { expect }) => {
      const directory = join(await temporaryDirectory(), 'run');
      const running = startWirelab(['run', 'ftp', '--runtime', 'namespace', '--out', directory]);
      await moment(running, MOMENTS[row.moment]!);

      const victim = VICTIMS[row.victim]!(processTree(running.child.pid!));
      if (victim) kill(victim.pid);

      if (row.victim !== 'controller') await running.ended;
      await until('everything of the run is gone', GONE_WITHIN_MS, () =>
        processesOf(directory).length === 0 ? true : undefined,
      );
      const { code } = await running.ended;
      // A victim that had not started yet or had ended already leaves a run that ends well or breaks, never one that hangs.
      expect(row.victim === 'controller' ? [null] : [0, 4]).toContain(code);
      if (victim && row.moment === 'after the upload' && row.victim !== 'controller') expect(code).toBe(4);
      await expectReadableCapture(directory, row.moment, expect);
    },
  );
});

async function moment(running: RunningWirelab, line: RegExp | null): Promise<void> {
  if (line !== null) {
    await running.stderrLine(line);
    return;
  }
  await until('the namespaces are being made', MOMENT_TIMEOUT_MS, () =>
    processTree(running.child.pid!).find(isUnshare),
  );
}

async function expectReadableCapture(
  directory: string,
  moment: string,
  expect: typeof import('vitest').expect,
): Promise<void> {
  const files = await readdir(directory).catch(() => []);
  const capture = files.find((name) => /^capture\.pcap(ng)?$/.test(name));
  if (!moment.startsWith('after')) return;
  expect(capture).toBeDefined();
  const analyzed = await wirelab(['analyze', join(directory, capture!), '--json']);
  expect(analyzed).toMatchObject({ code: 0 });
  expect(JSON.parse(analyzed.stdout).capture.tcpPackets).toBeGreaterThan(0);
}

function agents(tree: readonly ProcessEntry[]): ProcessEntry[] {
  return tree.filter((entry) => isProgram(entry, 'agent.mjs') && entry.command.startsWith(process.execPath));
}

function isProgram(entry: ProcessEntry, name: string): boolean {
  return entry.command.includes(`/dist/${name}`);
}

function isUnshare(entry: ProcessEntry): boolean {
  return /(^|\/)unshare .*--kill-child/.test(entry.command);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
