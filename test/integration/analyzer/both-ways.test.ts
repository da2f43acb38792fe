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
import { type SegmentSpec, type Speaker, Talk, TestCapture } from '../../support/packet-builder.ts';
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

type Said = readonly [from: Speaker, flags: string, data?: string, spec?: Partial<SegmentSpec>];

const ODD_ONES: Readonly<Record<string, readonly Said[]>> = {
  'a SYN+ACK for more than the SYN': [
    ['client', 'S'],
    ['server', 'SA', '', { ack: 1000 }],
  ],
  'a SYN+ACK for a FIN without ACK': [
    ['client', 'S'],
    ['client', 'F'],
    ['server', 'SA', '', { ack: 2 }],
  ],
  'a SYN+ACK after data without ACK': [
    ['client', '', 'x'],
    ['server', 'SA', '', { ack: 1 }],
  ],
  'a SYN+ACK first': [
    ['server', 'SA', '', { ack: 1 }],
    ['client', 'S'],
    ['client', 'A'],
  ],
  'a SYN with data': [
    ['client', 'S', 'early'],
    ['server', 'SA'],
    ['client', 'A'],
  ],
  'SYNs that cross': [
    ['client', 'S'],
    ['server', 'S'],
    ['client', 'SA', '', { seq: 0 }],
    ['server', 'SA', '', { seq: 0 }],
  ],
  'a SYN after a RST without ACK': [
    ['server', 'R', '', { seq: 0 }],
    ['client', 'S'],
    ['server', 'SA'],
    ['client', 'A'],
  ],
  'a SYN and FIN that end at number 0': [
    ['client', 'SF', '', { seq: -1_000_001 }],
    ['server', 'SA', '', { ack: -999_999 }],
    ['client', 'A', '', { seq: -999_999 }],
  ],
  'a SYN that closes': [
    ['client', 'SF'],
    ['server', 'SA'],
    ['client', 'A'],
  ],
  'a FIN twice, in order': [
    ['client', 'S'],
    ['server', 'SA'],
    ['client', 'FA'],
    ['client', 'FA'],
    ['server', 'A'],
  ],
  'a FIN before the handshake is over': [
    ['client', 'S'],
    ['server', 'SA'],
    ['server', 'FA'],
    ['client', 'FA'],
  ],
};

test.each(Object.entries(ODD_ONES))('%s', async (_, said) => {
  const capture = new TestCapture();
  const talk = new Talk(capture);
  const ordinary: Said[] = [
    ['client', 'PA', 'more'],
    ['server', 'PA', 'answer'],
    ['client', 'FA'],
    ['server', 'FA'],
    ['client', 'A'],
  ];
  for (const [from, flags, data = '', spec = {}] of [...said, ...ordinary]) talk[from](flags, data, spec);
  const { quickly, carefully } = await bothWays(capture.pcap());
  expect(quickly).toEqual(carefully);
});

test('the clock goes back by 2 ns between SYN and SYN+ACK', async () => {
  const talk = new Talk().wait(1);
  talk.client('S');
  talk.wait(-0.000_002).server('SA');
  talk.client('A');
  const { quickly, carefully } = await bothWays(talk.capture.pcap());
  expect(quickly).toEqual(carefully);
});

const shared = hasSharedCaptures ? sharedCaptures().filter((_, index) => index % EVERY === 0) : [];

test.skipIf(!hasSharedCaptures)(`every ${EVERY}th shared capture`, { timeout: 60_000 }, async () => {
  for (const name of shared) {
    const { quickly, carefully } = await bothWays(readFileSync(sharedCapture(name)));
    expect(quickly, name).toEqual(carefully);
  }
});
