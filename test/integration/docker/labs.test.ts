import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadLab } from '../../../src/cli/lab-files.ts';
import type { RuntimeKind } from '../../../src/runtime/runtime.ts';
import { engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import { REPOSITORY, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

interface Verdict {
  readonly checks: string;
  readonly handshakes: string;
  readonly teardowns: string;
  readonly answers: number;
}

const LABS = join(REPOSITORY, 'labs');

const CASES = readdirSync(LABS).flatMap((lab) =>
  [null, ...Object.keys(loadLab(join(LABS, lab)).file.variants)].map((variant) => ({ lab, variant })),
);

const table: string[] = ['lab | variant | runtime | checks | teardowns'];

describe('every lab on Docker and on namespaces', () => {
  it.for(CASES)(
    '$lab, variant $variant: equal verdicts, and a capture that is whole',
    async ({ lab, variant }, context) => {
      context.skip(!engineAnswers, NEEDS_ENGINE);
      const [onDocker, onNamespaces] = [await runOn('docker', lab, variant), await runOn('namespace', lab, variant)];
      expect(withoutTiming(verdictOf(onDocker))).toEqual(withoutTiming(verdictOf(onNamespaces)));
      expect(onDocker.manifest.checks.filter((check) => !check.held)).toEqual([]);
      expect(onDocker.manifest.truth.filter((row) => !row.agrees)).toEqual([]);
      expect(onDocker.manifest.capture).toMatchObject({ engine: 'libpcap', dropped: 0 });
      expect(onDocker.manifest.capture.largestFrame).toBeLessThanOrEqual(onDocker.manifest.network.mtu + 14);
      expect(onDocker.manifest.capture.whole).toBe(onNamespaces.manifest.capture.whole);
    },
  );

  afterAll(() => {
    if (table.length > 1) console.log(table.join('\n'));
  });
});

async function runOn(runtime: RuntimeKind, lab: string, variant: string | null): Promise<FinishedRun> {
  const directory = join(await temporaryDirectory(), 'run');
  const options = variant === null ? [] : ['--variant', variant];
  const ended = await wirelab(['run', lab, '--runtime', runtime, ...options, '--out', directory]);
  expect(ended.stderr).not.toContain('error:');
  const run = await readRun(directory);
  const { checks, teardowns } = verdictOf(run);
  table.push([lab, variant ?? '-', runtime, checks, teardowns].join(' | '));
  return run;
}

function verdictOf({ manifest, analysis }: FinishedRun): Verdict {
  return {
    checks: manifest.checks.map((check) => `${check.id}${check.held ? '' : ' FAILED'}`).join(' '),
    handshakes: tally(analysis.connections.map((connection) => connection.handshake.kind)),
    teardowns: tally(analysis.connections.map((connection) => connection.teardown.kind)),
    answers: manifest.questions.length,
  };
}

/**
 * Where no check of the lab wants a kind, it is up to which side is quicker whether the second FIN rides on the ACK of the
 * first (RFC 9293 §3.6): three segments or four. Those are counted as one kind; the table shows them as they were.
 */
function withoutTiming(verdict: Verdict): Verdict {
  const counts = new Map<string, number>();
  for (const [, count = '', kind = ''] of verdict.teardowns.matchAll(/(\d+) ([\w-]+)/g)) {
    const merged = /^(?:three-segment|four-segment|simultaneous)$/.test(kind) ? 'by-fin' : kind;
    counts.set(merged, (counts.get(merged) ?? 0) + Number(count));
  }
  return { ...verdict, teardowns: listed(counts) };
}

function tally(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return listed(counts);
}

function listed(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .map(([kind, count]) => `${count} ${kind}`)
    .sort()
    .join(', ');
}
