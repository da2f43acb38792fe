/**
 * Header prediction and plain segments only save time: with both switched off, every verdict, finding and number is the
 * same.
 */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { PlainSegments } from '../../../src/analyzer/findings/plain-segments.ts';
import { HeaderPrediction, NOT_PREDICTED } from '../../../src/analyzer/tcp/header-prediction.ts';
import { analyse, type Seen } from '../../support/analyse.ts';
import { ordinaryTalks } from '../../support/ordinary-talks.ts';
import { randomTalks } from '../../support/random-talks.ts';
import { hasSharedCaptures, sharedCapture, sharedCaptures } from '../../support/shared-captures.ts';

const SEGMENTS = 3000;
/** Of the shared captures, every so many. */
const EVERY = 7;

afterEach(() => vi.restoreAllMocks());

async function bothWays(capture: Uint8Array): Promise<{ quickly: Seen; carefully: Seen; saved: number }> {
  const prediction = vi.spyOn(HeaderPrediction.prototype, 'take');
  const quickly = await analyse(capture);
  const saved = prediction.mock.results.filter(({ value }) => value !== NOT_PREDICTED).length;
  prediction.mockReturnValue(NOT_PREDICTED);
  vi.spyOn(PlainSegments.prototype, 'take').mockReturnValue(false);
  const carefully = await analyse(capture);
  vi.restoreAllMocks();
  return { quickly, carefully, saved };
}

test.each([1, 2, 3, 4, 5, 6])('random segments, seed %i', async (seed) => {
  const { quickly, carefully } = await bothWays(randomTalks(seed * 104_729, SEGMENTS));
  expect(quickly).toEqual(carefully);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('mostly ordinary segments, seed %i: most are predicted', async (seed) => {
  const { quickly, carefully, saved } = await bothWays(ordinaryTalks(seed * 15_485_863, SEGMENTS));
  expect(quickly).toEqual(carefully);
  expect(saved).toBeGreaterThan(SEGMENTS / 2);
});

const shared = hasSharedCaptures ? sharedCaptures().filter((_, index) => index % EVERY === 0) : [];

test.skipIf(!hasSharedCaptures)(`every ${EVERY}th shared capture`, { timeout: 60_000 }, async () => {
  for (const name of shared) {
    const { quickly, carefully } = await bothWays(readFileSync(sharedCapture(name)));
    expect(quickly, name).toEqual(carefully);
  }
});
