/** The same conversation through every tunnel that is followed. The headers are written out, as the RFCs draw them. */
import { expect, test } from 'vitest';
import { MAX_TUNNELS } from '../../../../src/analyzer/wire/decoder.ts';
import { analyse } from '../../../support/analyse.ts';
import { asPcap, recordsOf } from '../../../support/capture-formats.ts';
import {
  bytes,
  payloadOf as ip,
  ipv4,
  ipv6,
  conversation as packets,
  ETHER_TYPE as TCP,
  through,
  udp,
} from '../../../support/layers.ts';

const BRIDGED = TCP.bridged;

const GTP = [0xff, 0, 0, 0, 0, 0, 1];
const TUNNELS: readonly [title: string, capture: Uint8Array][] = [
  ['IPv4 in IPv4 (RFC 2003)', through(packets(), (frame) => ipv4(4, ip(frame)))],
  ['IPv6 in IPv4 (RFC 4213)', through(packets(true), (frame) => ipv4(41, ip(frame)))],
  ['IPv4 in IPv6 (RFC 2473)', through(packets(), (frame) => ipv6(4, ip(frame)))],
  ['IPv6 in IPv6 (RFC 2473)', through(packets(true), (frame) => ipv6(41, ip(frame)))],
  ['GRE, plain (RFC 2784)', through(packets(), (frame) => ipv4(47, bytes([0, 0, ...TCP.ipv4], ip(frame))))],
  [
    'GRE with checksum, key and sequence number (RFC 2890)',
    through(packets(true), (frame) =>
      ipv4(47, bytes([0xb0, 0, ...TCP.ipv6, 1, 2, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1], ip(frame))),
    ),
  ],
  ['GRE, Ethernet frames', through(packets(), (frame) => ipv4(47, bytes([0, 0, ...BRIDGED], frame)))],
  ['GRE, MPLS', through(packets(), (frame) => ipv4(47, bytes([0, 0, 0x88, 0x47, 0, 1, 1, 64], ip(frame))))],
  [
    'GRE, PPP with an acknowledgment (RFC 2637)',
    through(packets(), (frame) =>
      ipv4(47, bytes([0x30, 0x81, 0x88, 0x0b, 0, 24, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0xff, 3, 0, 0x21], ip(frame))),
    ),
  ],
  [
    'mirrored by ERSPAN, with its header',
    through(packets(), (frame) => ipv4(47, bytes([0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10, 1, 0, 0, 0, 0, 0, 0], frame))),
  ],
  ['redirected by WCCP, version 1', through(packets(), (frame) => ipv4(47, bytes([0, 0, 0x88, 0x3e], ip(frame))))],
  [
    'redirected by WCCP, version 2',
    through(packets(), (frame) => ipv4(47, bytes([0, 0, 0x88, 0x3e, 0, 0, 0, 1], ip(frame)))),
  ],
  ['VXLAN (RFC 7348)', through(packets(), (frame) => udp(4789, bytes([8, 0, 0, 0, 0, 0, 5, 0], frame)))],
  ['VXLAN without its I flag', through(packets(), (frame) => udp(4789, bytes([0, 0, 0, 0, 0, 0, 5, 0], frame)))],
  [
    'Geneve with options (RFC 8926)',
    through(packets(), (frame) => udp(6081, bytes([1, 0, ...BRIDGED, 0, 0, 5, 0, 1, 2, 3, 4], frame))),
  ],
  ['Geneve, IP', through(packets(), (frame) => udp(6081, bytes([0, 0, ...TCP.ipv4, 0, 0, 5, 0], ip(frame))))],
  ['GTP-U (TS 29.281)', through(packets(), (frame) => udp(2152, bytes([0x30, ...GTP], ip(frame))))],
  [
    'GTP-U with an extension header',
    through(packets(), (frame) => udp(2152, bytes([0x34, ...GTP, 0, 0, 0, 0x85, 1, 0, 9, 0], ip(frame)))),
  ],
  [
    'VXLAN in GRE in IPv6',
    through(packets(), (frame) =>
      ipv6(47, bytes([0, 0, ...TCP.ipv4], udp(4789, bytes([8, 0, 0, 0, 0, 0, 5, 0], frame)))),
    ),
  ],
];

test.each(TUNNELS)('%s: the conversation within, by its own addresses', async (_, capture) => {
  const { analysis, streams } = await analyse(capture);
  expect(analysis.capture).toMatchObject({ tcpPackets: 5, warnings: [] });
  expect(streams).toEqual({ '0 client': 'hello', '0 server': 'world' });
  expect(analysis.connections[0]!.client.address).toMatch(/^(10\.0\.0\.1|2001:db8::1)$/);
});

test('the same connection before and within a tunnel: one stream', async () => {
  const [first, ...rest] = packets();
  const tunnelled = recordsOf(through(rest, (frame) => ipv4(4, ip(frame))));
  const { packets: seen } = await analyse(asPcap([first!, ...tunnelled]));
  expect(seen.map(({ stream, seq }) => [stream, seq])).toEqual([
    [0, 0],
    [0, 0],
    [0, 1],
    [0, 1],
    [0, 1],
  ]);
});

test.each([
  ['as deep as is followed', MAX_TUNNELS, 5, []],
  ['deeper', MAX_TUNNELS + 1, 0, [{ code: 'tunnels-too-deep', count: 5 }]],
])('tunnels within tunnels, %s', async (_, depth, tcpPackets, warnings) => {
  const nested = (frame: Uint8Array) => {
    let datagram = ip(frame);
    for (let i = 0; i < depth; i++) datagram = ipv4(4, datagram);
    return datagram;
  };
  const { analysis } = await analyse(through(packets(), nested));
  expect(analysis.capture).toMatchObject({ tcpPackets, warnings });
});

test.each([
  ['signalling of GTP', (frame: Uint8Array) => udp(2152, bytes([0x30, 1, 0, 0, 0, 0, 0, 1], ip(frame)))],
  [
    'GTP-U, an extension of no length',
    (frame: Uint8Array) => udp(2152, bytes([0x34, ...GTP, 0, 0, 0, 0x85, 0], ip(frame))),
  ],
  ['Geneve of another version', (frame: Uint8Array) => udp(6081, bytes([0x40, 0, ...BRIDGED, 0, 0, 5, 0], frame))],
  ['rubbish on a port of a tunnel', () => udp(6081, bytes([0, 0, ...TCP.ipv4, 0, 0, 5, 0], new Uint8Array(40)))],
  ['an empty datagram', () => udp(4789, new Uint8Array())],
  [
    'GRE with a routing header (RFC 1701)',
    (frame: Uint8Array) => ipv4(47, bytes([0x40, 0, ...TCP.ipv4, 0, 0, 0, 0], ip(frame))),
  ],
  ['GRE, nothing but an acknowledgment', () => ipv4(47, Uint8Array.of(0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 1, 0, 0, 0, 1))],
  [
    'GRE, PPP of another protocol',
    () => ipv4(47, Uint8Array.of(0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0x29)),
  ],
])('%s: no TCP, and nothing wrong', async (_, wrap) => {
  const { analysis } = await analyse(through(packets(), wrap));
  expect(analysis.capture).toMatchObject({ packets: 5, tcpPackets: 0, warnings: [] });
});
