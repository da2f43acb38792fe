/** Filters of findings on captures from the wild, judged by tshark 4.4; skipped where those or the oracle are not. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Analysis } from '../../../src/analyzer/model.ts';
import { analyse } from '../../unit/analyzer/findings/analyse.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const SHARED = process.env.WIRELAB_SHARED ?? join(ROOT, '../shared');
const INDEX = join(SHARED, 'captures/INDEX.tsv');
const ORACLE = join(SHARED, 'oracle/tshark44');
const ORACLE_BUILT = existsSync(
  join(process.env.WIRELAB_ORACLE ?? '/var/cache/wirelab-oracle', 'trixie/usr/bin/tshark'),
);
const possible = existsSync(INDEX) && existsSync(ORACLE) && ORACLE_BUILT;
/** Hundreds of captures, each read by tshark once. */
const PATIENCE_MS = 10 * 60_000;
/** Its SOCKS dissector gives the connection within the connection a number of its own. */
const OTHER_STREAM_NUMBERS = /socks/;

/** Filters by stream and flags with their frames: those by frame number need no judge. */
function filtersOf({ findings, connections }: Analysis): Map<string, readonly number[]> {
  const guesses = connections.flatMap(({ closing }) => closing?.hypotheses ?? []);
  const whole = [...findings, ...guesses].filter(({ params }) => params.more === undefined);
  const byFlags = whole.filter(({ filter }) => filter.startsWith('tcp.stream'));
  return new Map(byFlags.map(({ filter, frames }) => [filter, frames]));
}

function shown(capture: string, filter: string): number[] {
  const input = openSync(capture, 'r');
  try {
    const args = ['-n', '-Y', filter, '-T', 'fields', '-e', 'frame.number'];
    const { stdout } = spawnSync(ORACLE, args, { stdio: [input, 'pipe', 'ignore'], encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  } finally {
    closeSync(input);
  }
}

test.skipIf(!possible)(
  'shared captures: all filters of a capture together show exactly their frames',
  { timeout: PATIENCE_MS },
  async () => {
    const rows = readFileSync(INDEX, 'utf8').trim().split('\n').slice(1);
    let judged = 0;
    for (const name of rows.map((row) => row.split('\t')[0]!)) {
      if (OTHER_STREAM_NUMBERS.test(name)) continue;
      const capture = join(SHARED, 'captures', name);
      const filters = filtersOf(await analyse(readFileSync(capture)));
      if (filters.size === 0) continue;
      judged += filters.size;
      const frames = [...new Set([...filters.values()].flat())].sort((a, b) => a - b);
      const together = [...filters.keys()].map((filter) => `(${filter})`).join(' || ');
      expect({ name, frames: shown(capture, together) }).toEqual({ name, frames });
    }
    expect(judged).toBeGreaterThan(300);
  },
);
