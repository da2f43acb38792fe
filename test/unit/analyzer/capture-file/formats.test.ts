/** The same two packets in every format and link type that is read: the same analysis. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { annotateCapture } from '../../../../src/analyzer/capture-file/annotate.ts';
import { analyse } from '../../../support/analyse.ts';
import {
  asPcap,
  Bytes,
  block,
  enhancedPacket,
  interfaceBlock,
  join,
  recordsOf,
  type StoredPacket,
  sectionHeader,
  withoutEthernet,
  withTags,
} from '../../../support/capture-formats.ts';
import { Talk } from '../../../support/packet-builder.ts';

const list = recordsOf(tapped());
const nanoseconds = ({ seconds, nanoseconds: ns }: StoredPacket) => BigInt(seconds) * 1_000_000_000n + BigInt(ns);
const all = (make: (packet: StoredPacket) => StoredPacket) => list.map(make);

function tapped(): Uint8Array {
  const talk = new Talk().open();
  talk.wait(1).client('PA', 'hello');
  talk.wait(1).server('PA', 'world');
  return talk.capture.pcap();
}

function pcapng(
  little: boolean,
  resolution: number | undefined,
  units: (ns: bigint) => bigint,
  offset?: number,
): Uint8Array {
  const described = {
    ...(resolution === undefined ? {} : { resolution }),
    ...(offset === undefined ? {} : { offset }),
  };
  const packets = list.map((packet) => enhancedPacket(packet, units(nanoseconds(packet)), 0, little));
  return join([sectionHeader(little), interfaceBlock(described, little), ...packets]);
}

const unknown = block(0x0bad, new Uint8Array(20));
const simple = (packet: StoredPacket) => block(3, new Bytes().u32(packet.originalLength).raw(packet.bytes).done());
const obsolete = (packet: StoredPacket) => {
  const us = nanoseconds(packet) / 1000n;
  const head = new Bytes().u16(0, 0xffff).u32(Number(us >> 32n), Number(us & 0xffffffffn));
  return block(2, head.u32(packet.bytes.length, packet.originalLength).raw(packet.bytes).done());
};

const PPP_FRAMINGS: readonly [linkType: number, title: string, head: number[]][] = [
  [50, 'PPP', [0xff, 3, 0, 0x21]],
  [50, 'Cisco’s framing', [0x0f, 0, 8, 0]],
  [9, 'Cisco’s framing', [0x8f, 0, 8, 0]],
];

const pppoe = ({ bytes }: StoredPacket): number[] => [0x88, 0x64, 0x11, 0, 0, 1, 0, bytes.length - 12, 0, 0x21];
/** Nanoseconds under the magic number of microseconds. */
const AIX = { magic: 0xa1b2c3d4, nanoseconds: true, minorVersion: 2, swapLengths: true } as const;
const FORMATS: readonly [string, Uint8Array][] = [
  ['pcap, microseconds', asPcap(list)],
  ['pcap, big-endian', asPcap(list, { bigEndian: true })],
  ['pcap, nanoseconds', asPcap(list, { nanoseconds: true })],
  ['pcap, Kuznetzov', asPcap(list, { kuznetzov: true })],
  ['pcap 2.2, lengths swapped', asPcap(list, { minorVersion: 2, swapLengths: true })],
  ['pcap of AIX', asPcap(list, { ...AIX, linkType: 6 })],
  [
    'pcap of AIX, loopback',
    asPcap(
      all((p) => withoutEthernet(p, [2, 0, 0, 0])),
      { ...AIX, linkType: 24 },
    ),
  ],
  ['pcap of Ixia’s hardware', asPcap(list, { magic: 0x1c0001ac, nanoseconds: true, afterHeader: [0, 0, 2, 0] })],
  ['pcap of Ixia’s software', asPcap(list, { magic: 0x1c0001ab, bigEndian: true, afterHeader: [0, 0, 2, 0] })],
  ['pcap with FCS bits', asPcap(list, { linkType: 0x2400_0001 })],
  ['pcapng, default resolution', pcapng(true, undefined, (ns) => ns / 1000n)],
  ['pcapng, big-endian, nanoseconds', pcapng(false, 9, (ns) => ns)],
  ['pcapng, power of two', pcapng(true, 0x80 | 30, (ns) => (ns * 2n ** 30n) / 1_000_000_000n + 1n)],
  ['pcapng, offset', pcapng(true, 9, (ns) => ns - 5_000_000_000n, 5)],
  [
    'pcapng, unknown blocks between',
    join([
      sectionHeader(),
      unknown,
      interfaceBlock({ resolution: 9 }),
      unknown,
      ...list.map((p) => enhancedPacket(p, nanoseconds(p))),
    ]),
  ],
  ['pcapng, simple packets', join([sectionHeader(), interfaceBlock(), ...list.map(simple)])],
  ['pcapng, obsolete packets', join([sectionHeader(), interfaceBlock(), ...list.map(obsolete)])],
  [
    'pcapng, two sections in two byte orders',
    join([
      sectionHeader(),
      interfaceBlock(),
      ...list.slice(0, 3).map((p) => enhancedPacket(p, nanoseconds(p) / 1000n)),
      sectionHeader(false),
      interfaceBlock({}, false),
      ...list.slice(3).map((p) => enhancedPacket(p, nanoseconds(p) / 1000n, 0, false)),
    ]),
  ],
  ['gzip', gzipSync(asPcap(list))],
  [
    'our own annotated pcapng',
    annotateCapture(asPcap(list), { comments: new Map([[1, ['first']]]), names: new Map([['10.0.0.1', 'c']]) }),
  ],
  ['802.1Q', asPcap(all((p) => withTags(p, [0x81, 0, 0, 5, 8, 0])))],
  ['QinQ', asPcap(all((p) => withTags(p, [0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 8, 0])))],
  ['PPPoE session', asPcap(all((p) => withTags(p, pppoe(p))))],
  ['MPLS', asPcap(all((p) => withTags(p, [0x88, 0x47, 0, 1, 0, 64, 0, 2, 1, 64])))],
  [
    'Linux SLL',
    asPcap(
      all((p) => withoutEthernet(p, [0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0])),
      { linkType: 113 },
    ),
  ],
  [
    'Linux SLL2',
    asPcap(
      all((p) => withoutEthernet(p, [8, 0, ...new Uint8Array(18)])),
      { linkType: 276 },
    ),
  ],
  [
    'null, little-endian',
    asPcap(
      all((p) => withoutEthernet(p, [2, 0, 0, 0])),
      { linkType: 0 },
    ),
  ],
  [
    'null, big-endian',
    asPcap(
      all((p) => withoutEthernet(p, [0, 0, 0, 2])),
      { linkType: 0 },
    ),
  ],
  [
    'loop',
    asPcap(
      all((p) => withoutEthernet(p, [0, 0, 0, 2])),
      { linkType: 108 },
    ),
  ],
  [
    'PPP',
    asPcap(
      all((p) => withoutEthernet(p, [0xff, 3, 0, 0x21])),
      { linkType: 9 },
    ),
  ],
  ...PPP_FRAMINGS.map(([linkType, title, head]): [string, Uint8Array] => [
    `PPP, link type ${linkType}, ${title}`,
    asPcap(
      all((p) => withoutEthernet(p, head)),
      { linkType },
    ),
  ]),
  ...[12, 14, 101, 228].map((linkType): [string, Uint8Array] => [
    `raw IP ${linkType}`,
    asPcap(
      all((p) => withoutEthernet(p)),
      { linkType },
    ),
  ]),
];

test.each(FORMATS)('%s: five segments, one connection, both payloads', async (_name, capture) => {
  for (const pieces of [capture.length, 7, 1]) {
    const { analysis, streams, packets } = await analyse(capture, pieces);
    expect(analysis.capture.warnings).toEqual([]);
    expect(packets.map(({ seq, length }) => [seq, length])).toEqual([
      [0, 0],
      [0, 0],
      [1, 0],
      [1, 5],
      [1, 5],
    ]);
    expect(streams).toEqual({ '0 client': 'hello', '0 server': 'world' });
    expect(analysis.connections[0]!.handshake.kind).toBe('three-way');
  }
});

test.each([
  ['pcapng, power of two', '1700000000.001000000'],
  ['pcapng, offset', '1700000000.001000000'],
  ['pcap, nanoseconds', '1700000000.001000000'],
])('%s: times are exact', async (name, second) => {
  const { analysis } = await analyse(FORMATS.find(([title]) => title === name)![1]);
  expect(analysis.capture.firstTime).toBe('1700000000.000000000');
  expect(analysis.connections[0]!.rtt.handshakeMs).toBeCloseTo(1.02, 3);
  expect(second).toContain('.001');
});

test('a last record that is cut short: what is before it is analysed, and the place is named', async () => {
  const whole = asPcap(list);
  const { analysis } = await analyse(whole.subarray(0, whole.length - 3));
  expect(analysis.capture.packets).toBe(4);
  expect(analysis.capture.warnings).toMatchObject([
    { code: 'cut-short', offset: whole.length - 16 - list.at(-1)!.bytes.length },
  ]);
});

test('a record that claims a gigabyte: everything before it is analysed, and the place is named', async () => {
  const whole = asPcap(list);
  const at = 24 + list.slice(0, 3).reduce((sum, packet) => sum + 16 + packet.bytes.length, 0);
  new DataView(whole.buffer).setUint32(at + 8, 2 ** 30, true);
  const { analysis } = await analyse(whole);
  expect(analysis.capture.packets).toBe(3);
  expect(analysis.capture.warnings).toMatchObject([{ code: 'damaged', offset: at }]);
});

test('a link type that is not read: counted and named', async () => {
  const { analysis } = await analyse(asPcap(list, { linkType: 189 }));
  expect(analysis.capture.warnings).toMatchObject([{ code: 'link-type-usb-linux', count: 5, firstFrame: 1 }]);
});

test('names and drop counters in a pcapng: in the analysis', async () => {
  const capture = annotateCapture(asPcap(list), {
    names: new Map([['10.0.0.2', 'server']]),
    statistics: { received: 5, dropped: 7 },
  });
  const { analysis } = await analyse(capture);
  expect(analysis.capture.dropped).toBe(7);
  expect(analysis.connections[0]!.server.name).toBe('server');
});

test.each([9, 0x204, 0x216, 0x221, 0xbad, 0x40000bad])(
  'pcapng block %i before the last packet: Wireshark counts it as a frame, and so do we',
  async (type) => {
    const blocks = list.map((packet) => enhancedPacket(packet, nanoseconds(packet) / 1000n));
    const odd = block(type, new Uint8Array(24));
    const capture = join([sectionHeader(), interfaceBlock(), ...blocks.slice(0, 4), odd, blocks[4]!]);
    const { packets } = await analyse(capture);
    expect(packets.map(({ frame }) => frame)).toEqual([1, 2, 3, 4, 6]);
  },
);

test('a gzip of 20 KB that holds 20 MB, pushed at once: every packet of it', async () => {
  const zeros = { seconds: 1_700_000_000, nanoseconds: 0, bytes: new Uint8Array(200_000), originalLength: 200_000 };
  const packed = gzipSync(asPcap(Array.from({ length: 100 }, () => zeros)));
  expect(packed.length).toBeLessThan(40_000);
  const { analysis } = await analyse(packed);
  expect(analysis.capture).toMatchObject({ packets: 100, warnings: [] });
});
