/** Roads through IP: tunnels by their protocol or their port. */
import { bytes, ethernet, payloadOf as ip, ipv4 } from './layers.ts';
import type { Road } from './roads.ts';

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const MAC = [2, 0, 0, 0, 0, 1];
const SNAP_IP = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
const WIRELESS = [8, 1, 0, 0, ...MAC, ...MAC, ...MAC, 0, 0, ...SNAP_IP];
/** The two bytes of its control field the other way round. */
const SWAPPED = [1, 8, ...WIRELESS.slice(2)];
const LABEL = [0, 6, 0x41, 64];
const OPTIONS = [6, 0, 1, 4, 0, 0, 0, 0];
/** RFC 4302: next header, length in words minus 2, reserved; index, sequence number, check. */
const AUTHENTICATION = (next: number): number[] => [next, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, ...zeros(12)];

type Head = readonly number[];
type Inner = (frame: Uint8Array) => Uint8Array;
const whole: Inner = (frame) => frame;

const protocol = (title: string, number: number, head: Head, inner: Inner = ip): Road => [
  title,
  (frame) => ethernet(ipv4(number, bytes(head, inner(frame)))),
];
const protocol6 = (title: string, number: number, head: Head): Road => [
  title,
  (frame) => ethernet(ipv4(number, bytes(head, ip(frame)))),
  { ipv6: true },
];
/** Between the IP header and TCP. */
const behindIpv4 = (title: string, next: number, head: Head): Road => [
  title,
  (frame) => insert(frame, { header: 20, nextAt: 9, lengthAt: 2, next, head }),
];
const behindIpv6 = (title: string, next: number, head: Head): Road => [
  title,
  (frame) => insert(frame, { header: 40, nextAt: 6, lengthAt: 4, next, head }),
  { ipv6: true },
];
const gre = (title: string, flags: number, type: number, head: Head, inner: Inner = ip): Road => {
  return protocol(`GRE, ${title}`, 47, [flags, 0, type >> 8, type & 255, ...head], inner);
};
/** From a port that follows the connection's, so that no two roads are one conversation of UDP. */
const datagram = (port: number, head: Head, payload: Uint8Array, clientPort: number): Uint8Array => {
  const length = 8 + head.length + payload.length;
  const source = 30_000 + (clientPort % 20_000);
  const udp = [source >> 8, source & 255, port >> 8, port & 255, length >> 8, length & 255, 0, 0];
  return ethernet(ipv4(17, bytes([...udp, ...head], payload)));
};
const udp = (title: string, port: number, head: Head, inner: Inner = ip): Road => [
  title,
  (frame) => datagram(port, head, inner(frame), clientPortOf(ip(frame), 20)),
];
const udp6 = (title: string, port: number, head: Head): Road => [
  title,
  (frame) => datagram(port, head, ip(frame), clientPortOf(ip(frame), 40)),
  { ipv6: true },
];

const TEREDO_AUTHENTICATION = [0, 1, 0, 0, ...zeros(8), 0];
const TEREDO_ORIGIN = [0, 0, 1, 2, 3, 4, 5, 6];
/** RFC 5415 §4.3: version, lengths and flags, fragment, then what its length says. */
const capwap = (words: number, flags: Head, more: Head = []): number[] => [
  0,
  words << 3,
  ...flags,
  ...zeros(4),
  ...more,
];
const ayiya = (identity: number, signature: number): number[] => {
  return [identity << 4, signature << 4, 1, 41, 0, 0, 0, 0, ...zeros(2 ** identity + signature * 4)];
};

export const TUNNEL_ROADS: readonly Road[] = [
  protocol6('IPv6 in IP’s protocol 4', 4, []),
  behindIpv4('authentication header in IPv4', 51, AUTHENTICATION(6)),
  protocol('authentication header in IPv4, a tunnel', 51, AUTHENTICATION(4)),
  behindIpv6('authentication header in IPv6', 51, AUTHENTICATION(6)),
  behindIpv4('hop-by-hop options in IPv4', 0, OPTIONS),
  behindIpv4('destination options in IPv4', 60, OPTIONS),
  behindIpv4('a routing header in IPv4', 43, [6, 0, ...zeros(6)]),
  behindIpv4('a fragment header in IPv4', 44, [6, 0, ...zeros(6)]),
  behindIpv6('hop-by-hop options in IPv6', 0, OPTIONS),
  behindIpv6('a routing header in IPv6', 43, [6, 2, 4, 0, 0, 0, 0, 0, ...zeros(16)]),
  behindIpv6('Shim6', 140, [6, 0, 0x80, 0, 0, 0, 0, 0]),
  protocol('EtherIP (RFC 3378)', 97, [0x30, 0], whole),
  protocol('Ethernet in IP', 143, [], whole),
  protocol('MPLS in IP (RFC 4023)', 137, LABEL),
  protocol('PIM, a register message', 103, [0x21, ...zeros(7)]),
  protocol('VXLAN over UDP-Lite', 136, [0xc0, 0, 0x12, 0xb5, 0, 8, 0, 0, 8, ...zeros(7)], whole),
  gre('routing (RFC 1701)', 0x40, 0x0800, [0, 0, 0, 0, 0, 0, 0, 0]),
  gre('a source route', 0x40, 0x0800, [0, 0, 0, 0, 8, 0, 4, 4, 1, 2, 3, 4, 0, 0, 0, 0]),
  gre('frame relay', 0, 0x6559, [0x18, 0x41, 3, 0xcc]),
  gre('transparent bridging', 0, 0x6400, [], whole),
  gre('IEEE 802.11', 0, 0x8200, WIRELESS),
  gre('NSH', 0, 0x894f, [0x0f, 0xc2, 2, 1, 0, 0, 1, 0xff]),
  gre('ERSPAN, first type', 0, 0x88be, [], whole),
  gre('ERSPAN, third type', 0x10, 0x22eb, [0, 0, 0, 1, 0x20, 1, ...zeros(10)], whole),
  gre('ERSPAN, third type and more', 0x10, 0x22eb, [0, 0, 0, 1, 0x20, 1, ...zeros(9), 1, ...zeros(8)], whole),
  udp('VXLAN on Linux’s port', 8472, [8, ...zeros(7)], whole),
  udp('VXLAN-GPE, Ethernet', 4790, [0x0c, 0, 0, 3, 0, 0, 5, 0], whole),
  udp('VXLAN-GPE, IP', 4790, [0x0c, 0, 0, 1, 0, 0, 5, 0]),
  udp('VXLAN-GPE, MPLS', 4790, [0x0c, 0, 0, 5, 0, 0, 5, 0, ...LABEL]),
  udp('Geneve, NSH', 6081, [0, 0, 0x89, 0x4f, 0, 0, 5, 0, 0x0f, 0xc2, 2, 1, 0, 0, 1, 0xff]),
  udp('GTP-U, Ethernet', 2152, [0x30, 255, 0, 80, 0, 0, 0, 1], whole),
  udp('GTP of version 0', 3386, [0x1e, 255, 0, 60, ...zeros(16)]),
  udp('GTP-U on the port of control', 2123, [0x30, 255, 0, 60, 0, 0, 0, 1]),
  udp6('Teredo (RFC 4380)', 3544, []),
  udp6('Teredo, with authentication and origin', 3544, [...TEREDO_AUTHENTICATION, ...TEREDO_ORIGIN]),
  udp6('AYIYA', 5072, ayiya(4, 5)),
  udp6('AYIYA without a signature', 5072, ayiya(2, 0)),
  udp('AMT (RFC 7450)', 2268, [6, 0]),
  udp('LISP (RFC 6830)', 4341, [0x80, 0, 0, 1, 0, 0, 0, 0]),
  udp6('LISP, IPv6', 4341, [0x80, 0, 0, 1, 0, 0, 0, 0]),
  udp('LISP, control', 4342, [0x80, 0, 0, 0]),
  udp('CAPWAP, Ethernet', 5247, capwap(2, [0x42, 0]), whole),
  udp('CAPWAP, IEEE 802.11', 5247, [...capwap(2, [0x43, 0]), ...SWAPPED]),
  udp('CAPWAP with the radio’s address', 5247, [...capwap(4, [0x43, 0x10], [6, ...MAC, 0]), ...SWAPPED]),
  udp('LWAPP over UDP', 12_222, [0, 0, 0, 90, 0, 0, ...WIRELESS]),
  udp('LWAPP of another layer', 12_220, [], whole),
  udp('MPLS in UDP (RFC 7510)', 6635, LABEL),
  udp('GRE in UDP (RFC 8086)', 4754, [0, 0, 8, 0]),
  udp('TZSP, Ethernet', 37_008, [1, 0, 0, 1, 1], whole),
  udp('TZSP with fields, IEEE 802.11', 37_008, [1, 0, 0, 18, 0, 10, 1, 200, 1, ...WIRELESS]),
  udp('mirrored by Juniper', 30_030, [0, 0, 0, 1, 0, 0, 0, 2]),
  udp('a cluster of Microsoft', 3343, [], whole),
  udp('Mobile IP (RFC 3519)', 434, [4, 4, 0, 0]),
  ['a remote analyzer', (frame) => peek(frame)],
];

interface Insertion {
  header: number;
  nextAt: number;
  lengthAt: number;
  next: number;
  head: Head;
}

function insert(frame: Uint8Array, { header, nextAt, lengthAt, next, head }: Insertion): Uint8Array {
  const packet = ip(frame);
  const start = packet.slice(0, header);
  start[nextAt] = next;
  start[lengthAt + 1]! += head.length;
  return ethernet(bytes([...start, ...head], packet.subarray(header)));
}

/** Behind an IP header of this length. */
function clientPortOf(packet: Uint8Array, length: number): number {
  const port = (at: number) => (packet[at]! << 8) | packet[at + 1]!;
  return Math.max(port(length), port(length + 2));
}

function peek(frame: Uint8Array): Uint8Array {
  const header = [0, 0xff, 0xab, 0xcd, 2, 0, 0, 0, 55, ...zeros(46)];
  const payload = bytes([...WIRELESS, ...ip(frame), 1, 2, 3, 4]);
  return datagram(5000, header, payload, clientPortOf(ip(frame), 20));
}
