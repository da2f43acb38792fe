/** Roads of which the link type is another one than Ethernet, by https://www.tcpdump.org/linktypes.html. */
import { bytes, payloadOf as ip } from './layers.ts';
import type { Road } from './roads.ts';

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const MAC = [2, 0, 0, 0, 0, 1];
const MACS = [...MAC, ...MAC];
const ROUTED = [0x82, 0, 0, 0, 0, 1];
const SNAP = [0xaa, 0xaa, 3, 0, 0, 0];
const SNAP_IP = [...SNAP, 8, 0];
const BRIDGED = [0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 7, 0, 0];
const PPP = [0xff, 3, 0, 0x21];
const CISCO = [0x0f, 0, 8, 0];
const FRAME_RELAY = [0x18, 0x41, 3, 0xcc];
const RADIOTAP = [0, 0, 8, 0, 0, 0, 0, 0];
const WIRELESS = [8, 1, 0, 0, ...MAC, ...MAC, ...MAC, 0, 0, ...SNAP_IP];
const FIBRE_CHANNEL = [0, 1, ...zeros(7), 2, ...zeros(6)];

type Head = readonly number[];
/** Before the IP packet. */
const before = (title: string, linkType: number, head: Head): Road => [
  title,
  (frame) => bytes(head, ip(frame)),
  { linkType },
];
const before6 = (title: string, linkType: number, head: Head): Road => [
  title,
  (frame) => bytes(head, ip(frame)),
  { linkType, ipv6: true },
];
/** Before the whole Ethernet frame. */
const around = (title: string, linkType: number, head: Head): Road => [
  title,
  (frame) => bytes(head, frame),
  { linkType },
];
const pflog = (length: number, family: number): number[] => [length, family, ...zeros(((length + 3) & ~3) - 2)];
const ppi = (linkType: number, fields: Head = []): number[] => [
  0,
  0,
  8 + fields.length,
  0,
  linkType,
  0,
  0,
  0,
  ...fields,
];
const pktap = (linkType: number): number[] => [108, 0, 0, 0, 1, 0, 0, 0, linkType, 0, 0, 0, ...zeros(96)];
const erf = (type: number, rest: Head, extension: Head = []): number[] => {
  return [...zeros(8), extension.length > 0 ? type | 0x80 : type, 4, 0, 100, 0, 0, 0, 84, ...extension, ...rest];
};
const sll = (hardware: number, protocol: number): number[] => {
  return [0, 0, hardware >> 8, hardware & 255, 0, 6, ...MAC, 0, 0, protocol >> 8, protocol & 255];
};
const sll2 = (hardware: number, protocol: number): number[] => {
  return [protocol >> 8, protocol & 255, 0, 0, 0, 0, 0, 1, hardware >> 8, hardware & 255, 0, 6, ...MAC, 0, 0];
};
const JUNIPER = [0x4d, 0x47, 0x43];
const juniper = (title: string, linkType: number, flags: number, head: Head): Road => {
  return before(`Juniper, ${title}`, linkType, [...JUNIPER, flags, ...head]);
};

export const LINK_ROADS: readonly Road[] = [
  before('Token Ring', 6, [0x10, 0x40, ...MACS, ...SNAP_IP]),
  before('Token Ring with a route', 6, [0x10, 0x40, ...MAC, ...ROUTED, 6, 0x30, 0, 0x11, 0, 0x20, ...SNAP_IP]),
  before('Token Ring, IP on its own access point', 6, [0x10, 0x40, ...MACS, 6, 6, 3]),
  before('FDDI', 10, [0x50, ...MACS, ...SNAP_IP]),
  before('ATM (RFC 2684)', 100, SNAP_IP),
  around('ATM, bridged', 100, BRIDGED),
  before6('ATM under a BSD’s number, IPv6', 11, [...SNAP, 0x86, 0xdd]),
  before('classical IP over ATM', 106, []),
  before('SunATM, LLC', 123, [2, 0, 0, 100, ...SNAP_IP]),
  before('SunATM, IP alone', 123, [0, 0, 0, 100]),
  around('SunATM, an emulated network', 123, [1, 0, 0, 100, 0, 5]),
  before('frame relay (RFC 2427)', 107, FRAME_RELAY),
  before6('frame relay, IPv6', 107, [0x18, 0x41, 3, 0x8e]),
  before('frame relay, padding and SNAP', 107, [0x18, 0x41, 3, 0, 0x80, 0, 0, 0, 8, 0]),
  around('frame relay, bridged', 107, [0x18, 0x41, 3, 0, 0x80, 0, 0x80, 0xc2, 0, 7]),
  before('frame relay, Cisco', 107, [0x18, 0x41, 8, 0]),
  before('frame relay, PPP', 107, [0x18, 0x41, 3, 0xcf, 0, 0x21]),
  before('frame relay, an address of 4 bytes', 107, [0x18, 0x40, 2, 3, 3, 0xcc]),
  before('Cisco HDLC', 104, CISCO),
  before('Cisco HDLC, a network layer’s identifier', 104, [0x0f, 0, 0xfe, 0xfe, 3, 0xcc]),
  before('Cisco HDLC under a BSD’s number', 112, CISCO),
  before('PPP, an EtherType', 9, [8, 0]),
  ['PPP, the header of RFC 1144', (frame) => vanJacobson(frame), { linkType: 9 }],
  before('PPP, multilink', 9, [0xff, 3, 0, 0x3d, 0xc0, 0, 0, 1, 0, 0x21]),
  around('PPP, bridged (RFC 3518)', 9, [0xff, 3, 0, 0x31, 0, 1]),
  before('PPP, LLC', 9, [0xff, 3, 0, 0x4b, ...SNAP_IP]),
  before('PPP, a network layer’s identifier', 9, [0xff, 3, 0, 0x23, 0xcc]),
  before('PPP, MPLS', 9, [0xff, 3, 2, 0x83, 0, 6, 0x41, 64]),
  before('PPP with direction', 204, [1, ...PPP]),
  before('Cisco HDLC with direction', 204, [1, ...CISCO]),
  before('raw IP that is PPP', 101, PPP),
  before('loopback, an EtherType', 0, [0, 8, 0, 0]),
  before('loopback, PPP', 0, PPP),
  before6('loopback, IPv6 that is called IPv4', 0, [2, 0, 0, 0]),
  before('ENC', 109, [2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
  before6('ENC, big-endian, IPv6', 109, [0, 0, 0, 24, 0, 0, 0, 1, 0, 0, 0, 0]),
  ...[45, 61, 69, 84, 100].map((length) => before(`PFLOG of ${length} bytes`, 117, pflog(length, 2))),
  before6('PFLOG, IPv6', 117, pflog(61, 24)),
  before('IP over Fibre Channel', 122, [...FIBRE_CHANNEL, ...SNAP_IP]),
  before('IP over FireWire', 138, [...zeros(16), 8, 0]),
  around('PPI, Ethernet', 192, ppi(1)),
  before('PPI, IEEE 802.11', 192, [...ppi(105, [2, 0, 20, 0, ...zeros(20)]), ...WIRELESS]),
  before('PPI, radiotap', 192, [...ppi(127), ...RADIOTAP, ...WIRELESS]),
  around('PKTAP, Ethernet', 258, pktap(1)),
  before('PKTAP, loopback', 258, [...pktap(0), 2, 0, 0, 0]),
  around('PKTAP under Darwin’s number', 149, pktap(1)),
  ['IPNET', (frame) => ipnet(2, frame), { linkType: 226 }],
  ['IPNET, IPv6', (frame) => ipnet(26, frame), { linkType: 226, ipv6: true }],
  before('Linux, LLC', 113, [...sll(1, 4), ...SNAP_IP]),
  before('Linux, PPP', 113, [...sll(512, 7), ...PPP]),
  around('Linux, Ethernet', 113, sll(1, 3)),
  around('Linux, GRE’s interface', 113, sll(778, 0x6558)),
  before('Linux, radiotap', 113, [...sll(803, 4), ...RADIOTAP, ...WIRELESS]),
  before('Linux, frame relay', 113, [...sll(770, 0), ...FRAME_RELAY]),
  before('Linux version 2, LLC', 276, [...sll2(1, 4), ...SNAP_IP]),
  before('Linux version 2, radiotap', 276, [...sll2(803, 4), ...RADIOTAP, ...WIRELESS]),
  around('ERF, Ethernet', 197, erf(2, [0, 0])),
  around('ERF, Ethernet behind an extension', 197, erf(2, [0, 0], zeros(8))),
  before('ERF, IP', 197, erf(22, [])),
  before('ERF, PPP', 197, erf(1, PPP)),
  before('ERF, Cisco HDLC', 197, erf(10, CISCO)),
  before('ERF, ATM', 197, erf(4, [0, 0, 6, 0x40, ...SNAP_IP])),
  before('ERF, PPP on a channel', 197, erf(5, [0, 0, 0, 0, ...PPP])),
  before('IEEE 802.11, IP on its own access point', 105, [8, 1, 0, 0, ...MAC, ...MAC, ...MAC, 0, 0, 6, 6, 3]),
  before('IEEE 802.11, the number of a last fragment', 105, [8, 1, 0, 0, ...MAC, ...MAC, ...MAC, 1, 0, ...SNAP_IP]),
  before('IEEE 802.11, a mesh', 105, [0x88, 3, 0, 0, ...zeros(20), ...MAC, 0, 1, 0, 31, 1, 0, 0, 0, ...SNAP_IP]),
  ['NFLOG of a bridge', nflogOfBridge, { linkType: 239 }],
  before('Symantec’s firewall', 99, [...zeros(6), 8, 0, ...zeros(36)]),
  ['ATSC ALP', (frame) => bytes([0, ip(frame).length], ip(frame)), { linkType: 289 }],
  before('AX.25', 3, [...zeros(6), 0x60, ...zeros(6), 0x61, 3, 0xcc]),
  before('AX.25 by KISS', 202, [0, ...zeros(6), 0x60, ...zeros(6), 0x61, 3, 0xcc]),
  ['DOCSIS', docsis, { linkType: 143 }],
  juniper('PPP links', 130, 0, PPP),
  juniper('frame relay links', 131, 0, [0x18, 0x41, 3, 0xcc]),
  juniper('GGSN', 133, 0, [2, 0, 0, 0]),
  juniper('ATM', 135, 0, [...zeros(8), ...SNAP_IP]),
  juniper('ATM, IP alone', 137, 0, zeros(4)),
  juniper('services', 136, 0, zeros(12)),
  juniper('PPP', 179, 0, PPP),
  juniper('frame relay', 180, 0, FRAME_RELAY),
  juniper('Cisco HDLC', 181, 0, CISCO),
  juniper('voice', 183, 0, zeros(18)),
  juniper('no link layer', 178, 2, [2, 0, 0, 0]),
  juniper('no link layer, behind an extension', 178, 0x82, [0, 6, 3, 1, 14, 4, 1, 14, 2, 0, 0, 0]),
  around('Juniper, Ethernet behind an extension', 178, [...JUNIPER, 0x80, 0, 6, 3, 1, 14, 4, 1, 14]),
];

/** The protocol gives way to the connection's number. */
function vanJacobson(frame: Uint8Array): Uint8Array {
  const packet = ip(frame).slice();
  packet[9] = 3;
  return bytes([0xff, 3, 0, 0x2f], packet);
}

function ipnet(family: number, frame: Uint8Array): Uint8Array {
  return bytes([1, family, 0, 0, 0, 0, 0, ip(frame).length, 0, 0, 0, 2, 0, 0, 0, 2, ...zeros(8)], ip(frame));
}

function nflogOfBridge(frame: Uint8Array): Uint8Array {
  const length = ip(frame).length + 4;
  return bytes([7, 0, 0, 0, 8, 0, 1, 0, 8, 0, 0, 0, length, 0, 9, 0], ip(frame));
}

/** With the header's check sequence, without which Wireshark does not go on. */
function docsis(frame: Uint8Array): Uint8Array {
  const header = [0, 0, 0, frame.length];
  let sum = 0xffff;
  for (const byte of header) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum & 1) === 1 ? (sum >> 1) ^ 0x8408 : sum >> 1;
  }
  return bytes([...header, ~sum & 255, (~sum >> 8) & 255], frame);
}
