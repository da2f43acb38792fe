/** IPv4 (RFC 791) and IPv6 (RFC 8200) headers as fields. */
import { type Bytes, bitMask, type Field, field, hex } from './field.ts';

export interface NetworkLayer {
  readonly field: Field;
  readonly protocol: number;
  readonly payload: number;
  /** True for a later fragment, whose bytes do not start with a transport header. */
  readonly fragment: boolean;
}

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'ICMP', 2: 'IGMP', 6: 'TCP', 17: 'UDP', 58: 'ICMPv6' };
const EXTENSIONS: Readonly<Record<number, string>> = {
  0: 'Hop-by-Hop Options',
  43: 'Routing Header',
  44: 'Fragment Header',
  60: 'Destination Options',
};
const MAX_EXTENSIONS = 8;

function protocolText(protocol: number): string {
  return `${PROTOCOLS[protocol] ?? EXTENSIONS[protocol] ?? 'Unknown'} (${protocol})`;
}

export function ipv4Fields(bytes: Bytes, at: number): NetworkLayer {
  const headerLength = Math.max(20, (bytes.u8(at) & 0x0f) * 4);
  const fragmentWord = bytes.u16(at + 6);
  const offset = (fragmentWord & 0x1fff) * 8;
  const protocol = bytes.u8(at + 9);
  const source = bytes.ipv4(at + 12);
  const destination = bytes.ipv4(at + 16);
  const flag = (text: string, name: string, bit: number) => {
    const set = (fragmentWord >> (13 + bit)) & 1;
    return field(`${bitMask(bit, 3, set === 1)} = ${text}: ${set ? 'Set' : 'Not set'}`, name, at + 6, at + 7);
  };
  const children = [
    field('0100 .... = Version: 4', 'ip.version', at, at + 1),
    field(`Header Length: ${headerLength} bytes`, 'ip.hdr_len', at, at + 1),
    field(`Differentiated Services Field: ${hex(bytes.u8(at + 1), 2)}`, 'ip.dsfield', at + 1, at + 2, [
      field(`DSCP: ${bytes.u8(at + 1) >> 2}`, 'ip.dsfield.dscp', at + 1, at + 2),
      field(`ECN: ${bytes.u8(at + 1) & 3}`, 'ip.dsfield.ecn', at + 1, at + 2),
    ]),
    field(`Total Length: ${bytes.u16(at + 2)}`, 'ip.len', at + 2, at + 4),
    field(`Identification: ${hex(bytes.u16(at + 4), 4)} (${bytes.u16(at + 4)})`, 'ip.id', at + 4, at + 6),
    field(`Flags: ${hex(fragmentWord >> 13, 1)}`, 'ip.flags', at + 6, at + 7, [
      flag('Reserved bit', 'ip.flags.rb', 2),
      flag("Don't fragment", 'ip.flags.df', 1),
      flag('More fragments', 'ip.flags.mf', 0),
    ]),
    field(`Fragment Offset: ${offset}`, 'ip.frag_offset', at + 6, at + 8),
    field(`Time to Live: ${bytes.u8(at + 8)}`, 'ip.ttl', at + 8, at + 9),
    field(`Protocol: ${protocolText(protocol)}`, 'ip.proto', at + 9, at + 10),
    field(`Header Checksum: ${hex(bytes.u16(at + 10), 4)}`, 'ip.checksum', at + 10, at + 12),
    field(`Source Address: ${source}`, 'ip.src', at + 12, at + 16),
    field(`Destination Address: ${destination}`, 'ip.dst', at + 16, at + 20),
  ];
  if (headerLength > 20) {
    children.push(field(`Options: ${headerLength - 20} bytes`, 'ip.options', at + 20, at + headerLength));
  }
  return {
    field: field(
      `Internet Protocol Version 4, Src: ${source}, Dst: ${destination}`,
      'ip',
      at,
      at + headerLength,
      children,
    ),
    protocol,
    payload: at + headerLength,
    fragment: offset > 0,
  };
}

export function ipv6Fields(bytes: Bytes, at: number): NetworkLayer {
  const source = bytes.ipv6(at + 8);
  const destination = bytes.ipv6(at + 24);
  const children = [
    field('0110 .... = Version: 6', 'ipv6.version', at, at + 1),
    field(`Traffic Class: ${hex((bytes.u16(at) >> 4) & 0xff, 2)}`, 'ipv6.tclass', at, at + 2),
    field(`Flow Label: ${hex(bytes.u32(at) & 0xfffff, 5)}`, 'ipv6.flow', at + 1, at + 4),
    field(`Payload Length: ${bytes.u16(at + 4)}`, 'ipv6.plen', at + 4, at + 6),
    field(`Next Header: ${protocolText(bytes.u8(at + 6))}`, 'ipv6.nxt', at + 6, at + 7),
    field(`Hop Limit: ${bytes.u8(at + 7)}`, 'ipv6.hlim', at + 7, at + 8),
    field(`Source Address: ${source}`, 'ipv6.src', at + 8, at + 24),
    field(`Destination Address: ${destination}`, 'ipv6.dst', at + 24, at + 40),
  ];
  let protocol = bytes.u8(at + 6);
  let next = at + 40;
  let fragment = false;
  for (let i = 0; i < MAX_EXTENSIONS && EXTENSIONS[protocol] !== undefined; i++) {
    const length = protocol === 44 ? 8 : (bytes.u8(next + 1) + 1) * 8;
    if (protocol === 44) fragment = bytes.u16(next + 2) >> 3 > 0;
    children.push(field(`${EXTENSIONS[protocol]} (${length} bytes)`, null, next, next + length));
    protocol = bytes.u8(next);
    next += length;
  }
  return {
    field: field(`Internet Protocol Version 6, Src: ${source}, Dst: ${destination}`, 'ipv6', at, next, children),
    protocol,
    payload: next,
    fragment,
  };
}
