import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineAnswers, leftOf, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import { startWirelab, temporaryDirectory } from '../../support/wirelab.ts';

const LABS_AT_ONCE = 20;
const TIMEOUT_MS = 300_000;

it('twenty labs at once on one engine: each on a subnet of its own, all whole, nothing left', {
  timeout: TIMEOUT_MS,
}, async ({ skip }) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  const root = await temporaryDirectory();
  const runs = Array.from({ length: LABS_AT_ONCE }, (_, index) => {
    const directory = join(root, String(index));
    return { directory, running: startWirelab(['run', 'ftp', '--runtime', 'docker', '--out', directory]) };
  });
  const finished = await Promise.all(
    runs.map(async ({ directory, running }) => {
      const { code, stderr } = await running.ended;
      expect(stderr).not.toContain('error:');
      expect(code).toBe(0);
      return readRun(directory);
    }),
  );
  // On a busy machine one may be over before another begins, which then gets its subnet.
  for (const [index, one] of finished.entries()) {
    for (const another of finished.slice(index + 1)) {
      if (one.manifest.network.subnet === another.manifest.network.subnet) expect(overlap(one, another)).toBe(false);
    }
  }
  expect(finished.map(({ manifest }) => manifest.capture.whole)).not.toContain(false);
  for (const { running } of runs) expect(await leftOf(running.child.pid!)).toEqual([]);
});

/** From its first step to its last, a lab surely has its network. */
function periodOf({ manifest: { steps } }: FinishedRun): readonly [from: number, to: number] {
  const times = steps.flatMap(({ startedAt }) => (startedAt === null ? [] : [Number(startedAt)]));
  return [Math.min(...times), Math.max(...times)];
}

function overlap(one: FinishedRun, another: FinishedRun): boolean {
  const [from, to] = periodOf(one);
  const [otherFrom, otherTo] = periodOf(another);
  return from <= otherTo && otherFrom <= to;
}
