/**
 * The same short conversation in link types and tunnels that not every tool reads, headers written out as the standards draw
 * them. `test/integration/analyzer/hand-built.test.ts` asks tshark what it makes of each.
 */
import { asLink, bytes, conversation, ETHER_TYPE, payloadOf, through, udp } from './layers.ts';

const IPV6 = true;
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const ADDRESS = [2, 0, 0, 0, 0, 1];
const SNAP = [0xaa, 0xaa, 3, 0, 0, 0];
const PPP_IPV4 = [0xff, 3, 0, 0x21];

interface WirelessOptions {
  type?: number;
  flags?: number;
  /** What follows the third address and the sequence number. */
  more?: readonly number[];
}

/** A data frame from a station to its access point, unless said otherwise. */
function wireless(frame: Uint8Array, { type = 0x08, flags = 1, more = [] }: WirelessOptions = {}): Uint8Array {
  const addresses = [...ADDRESS, ...ADDRESS, ...ADDRESS];
  return bytes([type, flags, 0, 0, ...addresses, 0x10, 0, ...more, ...SNAP, ...ETHER_TYPE.ipv4], payloadOf(frame));
}

/** One subframe: two addresses and a length. */
function aggregated(frame: Uint8Array): Uint8Array {
  const length = payloadOf(frame).length + 8;
  const quality = [0x80, 0];
  return wireless(frame, { type: 0x88, more: [...quality, ...ADDRESS, ...ADDRESS, length >> 8, length & 255] });
}

const radiotap = (fields: readonly number[], rest: Uint8Array): Uint8Array =>
  bytes([0, 0, 4 + fields.length, 0, ...fields], rest);
const FLAGS_ONLY = (flags: number): number[] => [2, 0, 0, 0, flags];
const TIME_AND_FLAGS = (flags: number): number[] => [3, 0, 0, 0x80, 0, 0, 0, 0, ...zeros(4), ...zeros(8), flags];
const nflog = (family: number, frame: Uint8Array): Uint8Array => {
  const length = payloadOf(frame).length + 4;
  return bytes([family, 0, 0, 0, 5, 0, 10, 0, 0, 0, 0, 0, length & 255, length >> 8, 9, 0], payloadOf(frame));
};
const infiniband = (frame: Uint8Array): Uint8Array => bytes([...zeros(40), ...ETHER_TYPE.ipv4, 0, 0], payloadOf(frame));

/** Each holds the five packets of `conversation`. */
export const WRAPPINGS: readonly { title: string; capture: Uint8Array }[] = [
  { title: 'IEEE 802.11', capture: asLink(conversation(), (frame) => wireless(frame), { linkType: 105 }) },
  {
    title: 'IEEE 802.11 with quality of service',
    capture: asLink(conversation(), (frame) => wireless(frame, { type: 0x88, more: [0, 0] }), { linkType: 105 }),
  },
  {
    title: 'IEEE 802.11 with quality of service and the control field of high throughput',
    capture: asLink(conversation(), (frame) => wireless(frame, { type: 0x88, flags: 0x81, more: zeros(6) }), {
      linkType: 105,
    }),
  },
  {
    title: 'IEEE 802.11 between access points: a fourth address',
    capture: asLink(conversation(), (frame) => wireless(frame, { flags: 3, more: ADDRESS }), { linkType: 105 }),
  },
  { title: 'IEEE 802.11, aggregated', capture: asLink(conversation(), aggregated, { linkType: 105 }) },
  {
    title: 'radiotap',
    capture: asLink(conversation(), (frame) => radiotap(FLAGS_ONLY(0), wireless(frame)), { linkType: 127 }),
  },
  {
    title: 'radiotap with padding behind the header',
    capture: asLink(
      conversation(),
      (frame) => radiotap(FLAGS_ONLY(0x20), wireless(frame, { type: 0x88, more: [0, 0, 0, 0] })),
      { linkType: 127 },
    ),
  },
  {
    title: 'radiotap with two words of presence, a time, and padding',
    capture: asLink(
      conversation(),
      (frame) => radiotap(TIME_AND_FLAGS(0x20), wireless(frame, { type: 0x88, more: [0, 0, 0, 0] })),
      { linkType: 127 },
    ),
  },
  {
    title: 'Prism',
    capture: asLink(conversation(), (frame) => bytes([0x44, 0, 0, 0, 0x90, 0, 0, 0, ...zeros(136)], wireless(frame)), {
      linkType: 119,
    }),
  },
  {
    title: 'AVS',
    capture: asLink(
      conversation(),
      (frame) => bytes([0x80, 0x21, 0x10, 1, 0, 0, 0, 64, ...zeros(56)], wireless(frame)),
      { linkType: 163 },
    ),
  },
  {
    title: 'AVS under Prism’s number',
    capture: asLink(
      conversation(),
      (frame) => bytes([0x80, 0x21, 0x10, 1, 0, 0, 0, 64, ...zeros(56)], wireless(frame)),
      { linkType: 119 },
    ),
  },
  {
    title: 'ARCNET of Linux, RFC 1051',
    capture: asLink(conversation(), (frame) => bytes([1, 2, 0, 0, 240], payloadOf(frame)), { linkType: 129 }),
  },
  {
    title: 'ARCNET of Linux, RFC 1201',
    capture: asLink(conversation(), (frame) => bytes([1, 2, 0, 0, 212, 0, 0, 7], payloadOf(frame)), { linkType: 129 }),
  },
  {
    title: 'ARCNET of the BSDs, RFC 1201',
    capture: asLink(conversation(), (frame) => bytes([1, 2, 212, 0, 0, 7], payloadOf(frame)), { linkType: 7 }),
  },
  { title: 'NFLOG, IPv4', capture: asLink(conversation(), (frame) => nflog(2, frame), { linkType: 239 }) },
  { title: 'NFLOG, IPv6', capture: asLink(conversation(IPV6), (frame) => nflog(10, frame), { linkType: 239 }) },
  { title: 'IP over InfiniBand', capture: asLink(conversation(), infiniband, { linkType: 242 }) },
  {
    title: 'L2TP (RFC 2661)',
    capture: through(conversation(), (frame) => udp(1701, bytes([0, 2, 0, 1, 0, 1, ...PPP_IPV4], payloadOf(frame)))),
  },
  {
    title: 'L2TP with length, sequence numbers and offset',
    capture: through(conversation(), (frame) =>
      udp(1701, bytes([0x4a, 2, 0, 99, 0, 1, 0, 1, 0, 1, 0, 1, 0, 3, 0, 0, 0, ...PPP_IPV4], payloadOf(frame))),
    ),
  },
];

/** What the last four bytes are for Wireshark; without them the segments would be shorter there. */
const CHECK_SEQUENCE = [1, 2, 3, 4];

/** Cisco FabricPath, with a check sequence. */
export const FABRIC_PATH = asLink(conversation(), (frame) => {
  const outer = [2, 0x0a, 0xbd, 0, 0, 0, 2, 0x0a, 0xbc, 0, 0, 0, 0x89, 3, 0x40, 0x20];
  return bytes([...outer, ...frame, ...CHECK_SEQUENCE]);
});

/** Frames without TCP: management, null data, a fragment, ARP; five packets each. */
export const SILENT: readonly { title: string; capture: Uint8Array }[] = [
  { title: 'a beacon', capture: asLink(conversation(), (frame) => wireless(frame, { type: 0x80 }), { linkType: 105 }) },
  {
    title: 'data of no content',
    capture: asLink(conversation(), (frame) => wireless(frame, { type: 0x48 }), { linkType: 105 }),
  },
  {
    title: 'a part of an ARCNET packet',
    capture: asLink(conversation(), (frame) => bytes([1, 2, 0, 0, 212, 3, 0, 7], payloadOf(frame)), { linkType: 129 }),
  },
  {
    title: 'ARP on ARCNET',
    capture: asLink(conversation(), (frame) => bytes([1, 2, 0, 0, 213, 0, 0, 7], payloadOf(frame)), { linkType: 129 }),
  },
  {
    title: 'NFLOG of a bridge',
    capture: asLink(conversation(), (frame) => nflog(7, frame), { linkType: 239 }),
  },
  {
    title: 'control of L2TP',
    capture: through(conversation(), (frame) =>
      udp(1701, bytes([0xc8, 2, 0, 99, 0, 1, 0, 1, 0, 1, 0, 1], payloadOf(frame))),
    ),
  },
  {
    title: 'LCP in L2TP',
    capture: through(conversation(), (frame) =>
      udp(1701, bytes([0, 2, 0, 1, 0, 1, 0xff, 3, 0xc0, 0x21], payloadOf(frame))),
    ),
  },
];

/** A protected frame. */
export const ENCRYPTED = asLink(conversation(), (frame) => wireless(frame, { flags: 0x41 }), { linkType: 105 });
