/** Every verdict and number beside tshark 4.4's, on every shared capture; skipped where those or the oracle are not. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SHARED = process.env.WIRELAB_SHARED ?? join(ROOT, '../shared');
const INDEX = join(SHARED, 'captures/INDEX.tsv');
const ORACLE = join(SHARED, 'oracle/parity.mjs');
const CACHE = process.env.WIRELAB_PARITY_CACHE ?? join(tmpdir(), 'wirelab-parity-cache');
const ORACLE_BUILT = existsSync(
  join(process.env.WIRELAB_ORACLE ?? '/var/cache/wirelab-oracle', 'trixie/usr/bin/tshark'),
);
/** The first run asks tshark about each capture. */
const PATIENCE_MS = 15 * 60_000;

const possible = existsSync(INDEX) && existsSync(ORACLE) && ORACLE_BUILT;

test.skipIf(!possible)(
  'shared captures, analyzed: numbers and flags of every TCP packet are tshark 4.4’s',
  { timeout: PATIENCE_MS },
  () => {
    const rows = readFileSync(INDEX, 'utf8').trim().split('\n').slice(1);
    const captures = rows.map((row) => join(SHARED, 'captures', row.split('\t')[0]!));
    const command = `${process.execPath} ${join(ROOT, 'dist/cli.js')} analyze --ndjson`;
    const args = [ORACLE, '--json', '--cache', CACHE, '--cmd', command, ...captures];
    const { total } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
      total: { packets: number; agree: number; missing: number; failed: string[] };
    };
    expect(total.packets).toBeGreaterThan(8000);
    expect({ agree: total.agree, missing: total.missing }).toEqual({ agree: total.packets, missing: 0 });
  },
);
