/** When the fast path is taken, and how much of an ordinary capture it takes. `both-ways.test.ts` shows that it is right. */
import { afterEach, expect, test, vi } from 'vitest';
import { createAnalyzer } from '../../../src/analyzer/analyzer.ts';
import { CaptureTally } from '../../../src/analyzer/capture-tally.ts';
import { FastPath } from '../../../src/analyzer/fast-path/fast-path.ts';
import { OUTCOME, SHARED_SLOTS } from '../../../src/analyzer/fast-path/layout.ts';
import { ROWS_AT_ONCE } from '../../../src/analyzer/tcp/flow-rows.ts';
import { MAX_CONNECTIONS } from '../../../src/analyzer/tcp/followed-flows.ts';
import { MAX_QUOTED_STREAMS } from '../../../src/analyzer/tcp/quoted-streams.ts';
import { analyse } from '../../support/analyse.ts';
import { largeCapture } from '../../support/large-capture.ts';
import { ordinaryTalks } from '../../support/ordinary-talks.ts';

const SEGMENTS = 3000;
const SMALL = largeCapture({ connections: 1, segments: 4, payloadBytes: 700 });
/** 4,070 packets. */
const MANY = largeCapture({ connections: 10, segments: 200, payloadBytes: 1 });

afterEach(() => vi.restoreAllMocks());

test('ordinary talks, nobody listens to packets: most are taken as whole records', async () => {
  const taken = vi.spyOn(CaptureTally.prototype, 'noteTaken');
  const analyzer = createAnalyzer({ fastPath: 'always' });
  analyzer.push(ordinaryTalks(15_485_863, SEGMENTS));
  await analyzer.finish();
  const packets = taken.mock.calls.reduce((sum, [count]) => sum + count, 0);
  expect(packets).toBeGreaterThan(SEGMENTS / 2);
});

test('ordinary talks, somebody listens to packets: most are taken one by one', async () => {
  const taken = vi.spyOn(FastPath.prototype, 'takeSegment');
  const records = vi.spyOn(CaptureTally.prototype, 'noteTaken');
  await analyse(ordinaryTalks(15_485_863, SEGMENTS), undefined, 'always');
  const predicted = taken.mock.results.filter(({ value }) => value === OUTCOME.done || value === OUTCOME.watched);
  expect(predicted.length).toBeGreaterThan(SEGMENTS / 2);
  expect(records).not.toHaveBeenCalled();
});

test('as many connections as are kept, and streams that ICMP names besides: all have a row in its memory', () => {
  expect(MAX_CONNECTIONS + MAX_QUOTED_STREAMS).toBeLessThanOrEqual(ROWS_AT_ONCE);
  expect(2 * MAX_CONNECTIONS).toBeLessThan(SHARED_SLOTS);
});

const PIECE = 64 * 1024;

test.each([
  { capture: 'a small capture', bytes: SMALL, fastPath: 'large', used: false },
  { capture: 'many packets in small pieces', bytes: MANY, fastPath: 'large', used: true },
  { capture: 'many packets, unwanted', bytes: MANY, fastPath: 'never', used: false },
  { capture: 'a small capture, wanted', bytes: SMALL, fastPath: 'always', used: true },
] as const)('$capture: the fast path is used: $used', async ({ bytes, fastPath, used }) => {
  const taken = vi.spyOn(CaptureTally.prototype, 'noteTaken');
  // The checksums of this capture are wrong, which is a letter in Zeek's history.
  const analyzer = createAnalyzer({ fastPath, verifyChecksums: false });
  for (let at = 0; at < bytes.length; at += PIECE) analyzer.push(bytes.subarray(at, at + PIECE));
  const { capture } = await analyzer.finish();
  expect(taken.mock.calls.length > 0).toBe(used);
  expect(capture.warnings).toEqual([]);
});

test('a large file, read into the two buffers by turns: the same analysis as in one piece', async () => {
  const capture = largeCapture({ connections: 3, segments: 400, payloadBytes: 1400 });
  const analyzer = createAnalyzer();
  const buffers = analyzer.buffersFor(capture.length);
  expect(buffers[0].buffer).toBe(buffers[1].buffer);
  const half = buffers[0].length / 2 + 1;
  for (let at = 0, turn = 0; at < capture.length; at += half, turn = 1 - turn) {
    const piece = capture.subarray(at, at + half);
    buffers[turn]!.set(piece);
    analyzer.push(buffers[turn]!.subarray(0, piece.length));
  }
  const inOnePiece = createAnalyzer({ fastPath: 'never' });
  inOnePiece.push(capture);
  expect(await analyzer.finish()).toEqual(await inOnePiece.finish());
});

test('a small file: the buffers are no larger than it needs', () => {
  const [one, other] = createAnalyzer().buffersFor(20_000);
  expect([one.length, other.length]).toEqual([PIECE, PIECE]);
  expect(one.buffer).not.toBe(other.buffer);
});
