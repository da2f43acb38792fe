/** Random segments, asked of tshark 4.4 as well; skipped where it is not. `WIRELAB_RANDOM_TALKS=500` tries so many captures. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomTalks } from '../../support/random-talks.ts';
import { hasTshark44, ourLines, tsharkLines } from '../../support/tshark44.ts';

const CAPTURES = Number(process.env.WIRELAB_RANDOM_TALKS ?? 12);
const SEGMENTS = 3000;
const PATIENCE_MS = 60_000;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirelab-random-talks-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.skipIf(!hasTshark44).each(Array.from({ length: CAPTURES }, (_, index) => index + 1))(
  'random segments, seed %i: tshark’s streams, numbers and flags',
  { timeout: PATIENCE_MS },
  async (seed) => {
    const capture = randomTalks(seed * 7919, SEGMENTS);
    const file = join(directory, 'capture.pcap');
    writeFileSync(file, capture);
    const lines = tsharkLines(file, 'tcp');
    expect(lines).toHaveLength(SEGMENTS);
    const ours = await ourLines(capture);
    expect(ours.filter((line, index) => line !== lines[index])).toEqual([]);
  },
);
