/** Every way to a TCP header: the conversation behind it, and nothing thrown wherever it is cut. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, recordsOf } from '../../../support/capture-formats.ts';
import { bytes, conversation, ethernet, ipv4, payloadOf, through, udp } from '../../../support/layers.ts';
import { allRoads, captureOf, ROADS, type Road } from '../../../support/roads.ts';

const BY_TITLE = ROADS.map((road) => [road[0], road] as const);

test('no two roads have one title', () => {
  expect(new Set(ROADS.map(([title]) => title)).size).toBe(ROADS.length);
});

test.each(BY_TITLE)('%s: the conversation within', async (_, road: Road) => {
  const { analysis, streams } = await analyse(captureOf(road));
  expect(analysis.capture).toMatchObject({ tcpPackets: 5, warnings: [] });
  expect(streams).toEqual({ '0 client': 'hello', '0 server': 'world' });
});

test('all roads in one capture: a connection each', async () => {
  const { analysis } = await analyse(allRoads());
  expect(analysis.connections).toHaveLength(ROADS.length);
});

test.each(BY_TITLE)('%s, cut after any byte: every packet counted, nothing thrown', async (_, road: Road) => {
  const [, wrap, { linkType = 1, ipv6 = false } = {}] = road;
  const last = conversation(ipv6).at(-1)!;
  const whole = wrap(last.bytes);
  const cuts = Array.from({ length: whole.length }, (_, length) => {
    return { ...last, bytes: whole.subarray(0, length), originalLength: whole.length };
  });
  const { analysis } = await analyse(asPcap(cuts, { linkType }));
  expect(analysis.capture).toMatchObject({ packets: whole.length });
});

const capwapFragment = [0, 0x10, 0x43, 0x80, 0, 0, 0, 0];
test.each([
  ['not-followed-capwap-fragments', through(conversation(), (frame) => udp(5247, bytes(capwapFragment, frame)))],
  ['not-followed-gre-hdlc', through(conversation(), (frame) => ipv4(47, bytes([0, 0, 0x88, 0x81, 0x7e], frame)))],
  ['not-followed-van-jacobson-compression', captureOf(['', (frame) => bytes([0x2d], frame), { linkType: 9 }])],
  ['not-followed-ppp-multilink-fragments', captureOf(['', (frame) => bytes([0x3d, 0x80], frame), { linkType: 9 }])],
  ['not-followed-wireless-fragments', captureOf(['', (frame) => bytes([8, 5], frame), { linkType: 105 }])],
  [
    'not-followed-wireless-fragments',
    captureOf(['', (frame) => bytes([8, 1, ...Array(20).fill(0), 1, 0], frame), { linkType: 105 }]),
  ],
  ['encrypted-frames', captureOf(['', (frame) => bytes([...Array(12).fill(2), 0x88, 0xe5, 0x0c], frame)])],
])('%s: no TCP, and told', async (code, capture) => {
  const { analysis } = await analyse(capture);
  expect(analysis.capture).toMatchObject({ packets: 5, tcpPackets: 0, warnings: [{ code, count: 5 }] });
});

const beside = (port: number, payload: Uint8Array) => () => {
  return ethernet(ipv4(17, bytes([0, 53, port >> 8, port & 255, 0, 8 + payload.length, 0, 0], payload)));
};
test.each<[string, Road[1]]>([
  ['Teredo’s port, another version', beside(3544, new Uint8Array(60).fill(0x70))],
  [
    'LISP’s port, the beginning of something like IP',
    beside(4341, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 60)),
  ],
  ['PIM, a hello', (frame) => ethernet(ipv4(103, bytes([0x20, 0, 0, 0, 0, 0, 0, 0], payloadOf(frame))))],
  ['GRE, source routes without end', () => ethernet(ipv4(47, bytes([0x40, 0, 8, 0], new Uint8Array(1000).fill(8))))],
  ['NSH, a length of nothing', (frame) => bytes([...Array(12).fill(2), 0x89, 0x4f, 0, 0, 1, 3, 0, 0, 0, 0], frame)],
  ['B.A.T.M.A.N., news of a neighbour', (frame) => bytes([...Array(12).fill(2), 0x43, 5, 0, 15], frame)],
])('%s: no TCP, and nothing wrong', async (_, wrap) => {
  const { analysis } = await analyse(captureOf(['', wrap]));
  expect(analysis.capture).toMatchObject({ packets: 5, tcpPackets: 0, warnings: [] });
  expect(recordsOf(captureOf(['', wrap]))).toHaveLength(5);
});
