/** Every way to a TCP header beside tshark 4.4, in one capture; skipped where that is not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allRoads, ROADS } from '../../support/roads.ts';
import { AFTER_UDP, AGGREGATES, SAMPLES } from '../../support/several-packets.ts';
import { hasTshark44, ourLines, tsharkLines } from '../../support/tshark44.ts';

const PACKETS_EACH = 5;

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'wirelab-roads-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

test.skipIf(!hasTshark44)('every road: tshark’s streams, numbers and flags', { timeout: 60_000 }, async () => {
  const file = join(directory, 'roads.pcapng');
  const capture = allRoads();
  writeFileSync(file, capture);
  const lines = tsharkLines(file, 'tcp', ['-E', 'occurrence=f']);
  const found = new Set(lines.map((line) => Math.ceil(Number(line.split(' ')[0]) / PACKETS_EACH)));
  expect(ROADS.filter((_, index) => !found.has(index + 1)).map(([title]) => title)).toEqual([]);
  expect(await ourLines(capture)).toEqual(lines);
});

test.skipIf(!hasTshark44).each([
  ['aggregates', AGGREGATES],
  ['aggregates that begin with UDP', AFTER_UDP],
  ['samples of sFlow', SAMPLES],
])('%s: tshark’s streams, numbers and flags', { timeout: 60_000 }, async (_, capture) => {
  const file = join(directory, 'several.pcap');
  writeFileSync(file, capture);
  const lines = tsharkLines(file, 'tcp && !sflow', ['-E', 'occurrence=f']);
  expect(lines).not.toEqual([]);
  expect(await ourLines(capture)).toEqual(lines);
});
