/** Every verdict and number beside tshark 4.4's, on every shared capture; skipped where those or the oracle are not. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasSharedCaptures, SHARED, sharedCapture, sharedCaptures } from '../support/shared-captures.ts';
import { hasTshark44 } from '../support/tshark44.ts';
import { WIRELAB } from '../support/wirelab.ts';

const PARITY = join(SHARED, 'oracle/parity.mjs');
const CACHE = process.env.WIRELAB_PARITY_CACHE ?? join(tmpdir(), 'wirelab-parity-cache');
/** The first run asks tshark about each capture. */
const PATIENCE_MS = 15 * 60_000;

const possible = hasTshark44 && hasSharedCaptures && existsSync(PARITY);

test.skipIf(!possible)(
  'shared captures, analyzed: numbers and flags of every TCP packet are tshark 4.4’s',
  { timeout: PATIENCE_MS },
  () => {
    const captures = sharedCaptures().map(sharedCapture);
    const command = `${process.execPath} ${WIRELAB} analyze --ndjson`;
    const args = [PARITY, '--json', '--cache', CACHE, '--cmd', command, ...captures];
    const { total } = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
      total: { packets: number; agree: number; missing: number; failed: string[] };
    };
    expect(total.packets).toBeGreaterThan(8000);
    expect({ agree: total.agree, missing: total.missing }).toEqual({ agree: total.packets, missing: 0 });
  },
);
