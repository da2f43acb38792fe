/** Frames that hold several packets. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, recordsOf } from '../../../support/capture-formats.ts';
import { AFTER_UDP, AGGREGATES, SAMPLES } from '../../../support/several-packets.ts';

test('three segments in one wireless frame: none is missing, the first one stands for the frame', async () => {
  const { analysis, packets, streams } = await analyse(AGGREGATES);
  expect(streams).toEqual({ '0 client': 'one two three four' });
  expect(packets.map(({ frame, seq, length, flags }) => [frame, seq, length, flags])).toEqual([
    [1, 0, 0, []],
    [2, 0, 0, []],
    [3, 1, 0, []],
    [4, 1, 4, []],
    [5, 15, 4, []],
    [6, 1, 0, []],
  ]);
  expect(analysis.capture).toMatchObject({ packets: 6, tcpPackets: 6, warnings: [] });
});

test('a wireless frame that begins with another protocol: the segment behind it is found', async () => {
  const { analysis, streams } = await analyse(AFTER_UDP);
  expect(streams).toEqual({ '0 client': 'hello', '0 server': 'world' });
  expect(analysis.capture).toMatchObject({ tcpPackets: 5, warnings: [] });
});

test('samples of sFlow: they name streams, and are no packets', async () => {
  const { analysis } = await analyse(SAMPLES);
  expect(analysis.capture).toMatchObject({ packets: 16, tcpPackets: 15, warnings: [] });
  const ports = new Map(analysis.connections.map(({ id, client }) => [id, client.port]));
  expect([0, 1, 2].map((id) => ports.get(id))).toEqual([40_001, 40_002, 40_003]);
});

test.each([
  ['aggregate', AGGREGATES, 105, 3],
  ['datagram of samples', SAMPLES, 1, 0],
])('%s, cut after any byte: nothing thrown', async (_, capture, linkType, index) => {
  // Records of microseconds: all that counts here is the bytes.
  const whole = capture.subarray(24);
  const view = new DataView(whole.buffer, whole.byteOffset);
  let at = 0;
  for (let i = 0; i < index; i++) at += 16 + view.getUint32(at + 8, true);
  const frame = whole.subarray(at + 16, at + 16 + view.getUint32(at + 8, true));
  const [first] = recordsOf(capture);
  const cuts = Array.from({ length: frame.length }, (__, length) => {
    return { ...first!, bytes: frame.subarray(0, length), originalLength: frame.length };
  });
  const { analysis } = await analyse(asPcap(cuts, { linkType }));
  expect(analysis.capture.packets).toBe(frame.length);
});

test('a frame of nothing but headers of aggregates: bounded', async () => {
  const [first] = recordsOf(AGGREGATES);
  const bytes = new Uint8Array(200_000);
  bytes.set(first!.bytes.subarray(0, 26));
  const { analysis } = await analyse(asPcap([{ ...first!, bytes, originalLength: bytes.length }], { linkType: 105 }));
  expect(analysis.capture).toMatchObject({ packets: 1, tcpPackets: 0 });
});
