/** A minute of fuzzing, with the same inputs each time; `npm run fuzz` tries others for as long as one likes. */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const FUZZ = join(dirname(fileURLToPath(import.meta.url)), '../../fuzz/run.mjs');
const SECONDS = 60;
const SEED = '20261122';
/** A busy machine gets less done in a minute, but not next to nothing. */
const FEWEST_INPUTS = 1000;
/** Bundling the analyzer comes before the minute, and reading the captures. */
const PATIENCE_MS = (SECONDS + 120) * 1000;

test('mutated captures for a minute: no throw, no hang, no growth, every result by its schema', {
  timeout: PATIENCE_MS,
}, () => {
  // What the fuzzer says names its seed and keeps the input that broke something, so that it can be run again.
  const run = spawnSync(process.execPath, [FUZZ, '--seed', SEED, '--seconds', String(SECONDS)], { encoding: 'utf8' });
  expect(run.status, run.stdout + run.stderr).toBe(0);
  const inputs = Number(/fuzz: (\d+) inputs .* nothing broke/.exec(run.stdout)?.[1]);
  expect(inputs).toBeGreaterThan(FEWEST_INPUTS);
});
