/** What an acknowledgment takes from the list of outstanding segments, also where a rewritten number lies half the space away. */
import { expect, test } from 'vitest';
import { FlowRows } from '../../../../src/analyzer/tcp/flow-rows.ts';
import type { SequenceNumber } from '../../../../src/analyzer/tcp/sequence-number.ts';
import { UnackedSegments } from '../../../../src/analyzer/tcp/unacked-segments.ts';

const FAR = 2 ** 31 + 5;
const at = (number: number): SequenceNumber => (number | 0) as SequenceNumber;

/** Of the higher side of the second connection. */
function emptyList(): { store: UnackedSegments; side: number } {
  const rows = new FlowRows();
  rows.add();
  return { store: new UnackedSegments(rows), side: rows.add() * 2 + 1 };
}

/** Segments of 100 bytes, sent a nanosecond apart from 1 on, then acknowledgments at 100. */
function roundTrips(sent: readonly number[], acks: readonly number[]): number[] {
  const { store, side } = emptyList();
  for (const [index, seq] of sent.entries()) store.add(side, at(seq), at(seq + 100), index + 1);
  return acks.map((ack) => store.acknowledge(side, at(ack), 100));
}

test.each([
  ['in order', [1000, 1100], [1100, 1200], [99, 98]],
  ['nothing new', [1000], [1000], [-1]],
  ['a hole first', [1100, 1000], [1100, 1200], [98, 99]],
  [
    'a jump ahead of half the space: behind, and so acknowledged as well',
    [1000, 1000 + FAR],
    [1100, 1100 + FAR],
    [99, -1],
  ],
  ['a jump of less than half the space', [1000, 1000 + 2 ** 31 - 500], [1100, 1100 + 2 ** 31 - 500], [99, 98]],
  ['jumps in several steps', [1000, 1000 + 2 ** 30, 1000 + FAR], [1100], [99]],
  ['acknowledged exactly half the space ahead of the first byte', [1000], [1000 + 2 ** 31], [-1]],
  ['acknowledged half the space and an end ahead', [1000, 1100], [1000 + 2 ** 31, 1100], [-1, -1]],
  ['so far below the lowest that only a later one is acknowledged', [1000, 1200], [1250 - 2 ** 31, 1300], [-1, -1]],
  [
    'steps down that add up to nearly half the space: what lies above all of them is acknowledged from far below',
    [1_073_743_000, 1462, -1_073_739_662],
    [-1_073_741_824, 1_073_743_100],
    [-1, -1],
  ],
  ['all acknowledged, then from the beginning', [1000, 1000 + FAR], [1100 + FAR, 1100, 1100], [98, 99, -1]],
])('%s', (_, sent, acks, expected) => {
  expect(roundTrips(sent, acks)).toEqual(expected);
});

test('exactly half the space away: each number is at or after the other, as for Wireshark', () => {
  const { store, side } = emptyList();
  store.add(side, at(1000), at(1100), 1);
  expect(store.contains(side, at(1000 + 2 ** 31), at(1100 + 2 ** 31))).toBe(true);
  expect(store.contains(side, at(1001 + 2 ** 31), at(1101 + 2 ** 31))).toBe(false);
  store.add(side, at(1000 + 2 ** 31), at(1100 + 2 ** 31), 2);
  // Seen last, the first segment starts another run.
  expect(store.endOfRun(side, at(1000 + 2 ** 31))).toBe(at(1000 + 2 ** 31));
});
