/** Roads on Ethernet: what stands between its addresses and IP. */
import { bytes, payloadOf as ip } from './layers.ts';
import type { Road } from './roads.ts';

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);
const MAC = [2, 0, 0, 0, 0, 1];
const MACS = [...MAC, ...MAC];
const SNAP_IP = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0];
const CHECK = zeros(16);
const BRIDGED_TOKEN_RING = [0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 9, 0, 0, 0x10, 0x40];
const SERVICE_TAGS = [0x88, 0xa8, 0, 5, 0x88, 0xe7, 0, 0, 1, 0];
const VLAN_IP = [0x81, 0, 0, 3, 8, 0];

/** Before the IP packet, after the addresses; `behind` ends the frame. */
const tag = (title: string, head: readonly number[], behind: readonly number[] = []): Road => [
  title,
  (frame) => bytes([...MACS, ...head, ...ip(frame), ...behind]),
];
const tag6 = (title: string, head: readonly number[]): Road => [
  title,
  (frame) => bytes([...MACS, ...head], ip(frame)),
  { ipv6: true },
];
/** Before the whole frame. */
const around = (title: string, head: readonly number[]): Road => [title, (frame) => bytes([...MACS, ...head], frame)];
/** IEEE 802.3: the length of what follows. */
const withLength = (title: string, head: readonly number[]): Road => [
  title,
  (frame) => bytes([...MACS, 0, head.length + ip(frame).length, ...head], ip(frame)),
];
const bridged = (title: string, head: readonly number[]): Road => [
  title,
  (frame) => bytes([...MACS, 0, head.length + frame.length, ...head], frame),
];
const LABEL = [0x88, 0x47, 0, 6, 0x41, 64];
const INTEL = [0, 0x1b, 0x21, 1, 2, 3];
const VMWARE = [0, 0x0c, 0x29, 3, 4, 5];
const wire = (title: string, head: readonly number[]): Road => [
  title,
  (frame) => bytes([...MACS, ...LABEL, ...head, ...INTEL, ...VMWARE], frame.subarray(12)),
];
const nsh = (next: number): number[] => [0x89, 0x4f, 0x0f, 0xc2, 2, next, 0, 0, 1, 0xff];

export const TAG_ROADS: readonly Road[] = [
  tag('three VLAN tags of three kinds', [0x88, 0xa8, 0, 5, 0x91, 0, 0, 6, 0x81, 0, 0, 7, 8, 0]),
  withLength('LLC, IP on its own access point', [6, 6, 3]),
  withLength('SNAP of IEEE 802.1H', [0xaa, 0xaa, 3, 0, 0, 0xf8, 8, 0]),
  bridged('SNAP, a bridged frame', [0xaa, 0xaa, 3, 0, 0x80, 0xc2, 0, 7, 0, 0]),
  withLength('SNAP, a bridged frame of Token Ring', [...BRIDGED_TOKEN_RING, ...MACS, ...SNAP_IP]),
  ['ISL', (frame) => interSwitchLink(frame)],
  tag('LLC in a jumbo frame', [0x88, 0x70, ...SNAP_IP]),
  tag('IEEE 802.1ah', [0x88, 0xe7, 0, 0, 1, 0, ...MACS, 8, 0]),
  tag('IEEE 802.1ah, tagged without and within', [...SERVICE_TAGS, ...MACS, ...VLAN_IP]),
  tag('MACsec, not encrypted', [0x88, 0xe5, 0, 0, 0, 0, 0, 1, 8, 0], CHECK),
  tag('MACsec, not encrypted, with a channel', [0x88, 0xe5, 0x20, 0, 0, 0, 0, 1, ...zeros(8), 8, 0], CHECK),
  tag('Cisco metadata', [0x89, 9, 1, 1, 0, 1, 0, 5, 8, 0]),
  tag('VN-Tag', [0x89, 0x26, 0, 0, 0, 0, 8, 0]),
  tag('IEEE 802.1BR', [0x89, 0x3f, ...zeros(6), 8, 0]),
  tag('HSR', [0x89, 0x2f, 0, 64, 0, 1, 8, 0]),
  tag('PRP', [8, 0], [0, 1, 0xa0, 64, 0x88, 0xfb]),
  tag('IEEE 802.1CB', [0xf1, 0xc1, 0, 0, 0, 1, 8, 0]),
  tag('Fortinet’s heartbeat', [0x89, 0x88, ...zeros(6), 8, 0]),
  tag('Fortinet’s sessions', [0x88, 0x93, ...zeros(4)]),
  tag('Check Point', [0xff, 0xf2]),
  around('TRILL', [0x22, 0xf3, 0, 2, 0, 1, 0, 2]),
  around('TRILL with options', [0x22, 0xf3, 0, 0x42, 0, 1, 0, 2, 0, 0, 0, 0]),
  tag('NSH, IP', nsh(1)),
  tag6('NSH, IPv6', nsh(2)),
  around('NSH with context', [0x89, 0x4f, 0x0f, 0xc6, 1, 3, 0, 0, 1, 0xff, ...zeros(16)]),
  tag('NSH in NSH, MPLS', [...nsh(4), ...nsh(5).slice(2), 0, 6, 0x41, 64]),
  around('B.A.T.M.A.N., to one', [0x43, 5, 0x40, 15, 50, 1, ...MAC]),
  around('B.A.T.M.A.N., to all', [0x43, 5, 1, 15, 50, 0, 0, 0, 0, 1, ...MAC]),
  around('B.A.T.M.A.N. of version 14', [0x43, 5, 3, 14, 50, 1, ...MAC]),
  tag('Arista’s clock, 64 bits', [0xd2, 0x8b, 0, 1, 0, 0x10, ...zeros(8), 8, 0]),
  tag('Arista’s clock, 48 bits', [0xd2, 0x8b, 0, 1, 0, 0x20, ...zeros(6), 8, 0]),
  tag('LWAPP', [0x88, 0xbb, 0, 0, 0, 90, 0, 0, 8, 1, 0, 0, ...zeros(20), ...SNAP_IP]),
  tag6('IPv6 that is called IPv4', [8, 0]),
  around('an Ethernet frame in Ethernet', [0x65, 0x58]),
  wire('a pseudowire with a control word', [0, 0, 0, 0]),
  wire('a pseudowire with a sequence number', [0, 0, 0, 7]),
  wire('a pseudowire without a control word', []),
  tag('a channel of a pseudowire, IP', [...LABEL, 0x10, 0, 0, 0x21]),
  tag6('two MPLS labels, IPv6', [0x88, 0x48, 0, 6, 0x40, 64, 0, 12, 0x81, 64]),
  ['PPPoE, a compressed protocol', (frame) => pppoe(frame, [0x21])],
  ['PPPoE, multilink', (frame) => pppoe(frame, [0, 0x3d, 0xc0, 0, 0, 1, 0, 0x21])],
  ['PPPoE behind a VLAN tag, IPv6', (frame) => pppoe(frame, [0, 0x57], [0x81, 0, 0, 5]), { ipv6: true }],
];

function pppoe(frame: Uint8Array, protocol: readonly number[], tags: readonly number[] = []): Uint8Array {
  const length = protocol.length + ip(frame).length;
  return bytes([...MACS, ...tags, 0x88, 0x64, 0x11, 0, 0, 1, 0, length, ...protocol], ip(frame));
}

function interSwitchLink(frame: Uint8Array): Uint8Array {
  const vlan = [0, 10, 0, 0, 0, 0];
  const length = 12 + frame.length + 4;
  return bytes([1, 0, 0x0c, 0, 0, 0, ...MAC, 0, length, 0xaa, 0xaa, 3, 0, 0, 0x0c, ...vlan, ...frame, 1, 2, 3, 4]);
}
