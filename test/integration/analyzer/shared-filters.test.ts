/** Filters of findings on captures from the wild, judged by tshark 4.4; skipped where those or the oracle are not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Analysis } from '../../../src/analyzer/model.ts';
import { hasSharedCaptures, sharedCapture, sharedCaptures } from '../../support/shared-captures.ts';
import { framesShownBy44, hasTshark44 } from '../../support/tshark44.ts';
import { analyse } from '../../unit/analyzer/findings/analyse.ts';

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

test.skipIf(!hasTshark44 || !hasSharedCaptures)(
  'shared captures: all filters of a capture together show exactly their frames',
  { timeout: PATIENCE_MS },
  async () => {
    let judged = 0;
    for (const name of sharedCaptures()) {
      if (OTHER_STREAM_NUMBERS.test(name)) continue;
      const capture = sharedCapture(name);
      const filters = filtersOf(await analyse(readFileSync(capture)));
      if (filters.size === 0) continue;
      judged += filters.size;
      const frames = [...new Set([...filters.values()].flat())].sort((a, b) => a - b);
      const together = [...filters.keys()].map((filter) => `(${filter})`).join(' || ');
      expect({ name, frames: framesShownBy44(capture, together) }).toEqual({ name, frames });
    }
    expect(judged).toBeGreaterThan(300);
  },
);
