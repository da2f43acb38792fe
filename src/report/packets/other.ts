/** Frames that are no TCP segments, in one line each: enough to know what they are doing in the list. */
import { Bytes } from './dissect/field.ts';
import { networkOffset, u16 } from './payload.ts';
import type { PacketRow } from './table.ts';

export interface FrameSummary {
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
  readonly info: string;
}

const ARP = 0x0806;
const PROTOCOLS: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  6: 'TCP',
  17: 'UDP',
  58: 'ICMPv6',
  132: 'SCTP',
};
const ICMPV6: Readonly<Record<number, string>> = {
  1: 'Destination Unreachable',
  3: 'Time Exceeded',
  128: 'Echo (ping) request',
  129: 'Echo (ping) reply',
  133: 'Router Solicitation',
  134: 'Router Advertisement',
  135: 'Neighbor Solicitation',
  136: 'Neighbor Advertisement',
  143: 'Multicast Listener Report Message v2',
};
const ICMP: Readonly<Record<number, string>> = {
  0: 'Echo (ping) reply',
  3: 'Destination unreachable',
  8: 'Echo (ping) request',
  11: 'Time-to-live exceeded',
};

/** RFC 792 and RFC 1812 §5.2.7.1; RFC 4443 §3.1. */
const UNREACHABLE = {
  type: 3,
  names: [
    'Network unreachable',
    'Host unreachable',
    'Protocol unreachable',
    'Port unreachable',
    'Fragmentation needed',
    'Source route failed',
  ],
};
const UNREACHABLE_V6 = {
  type: 1,
  names: [
    'no route to destination',
    'communication administratively prohibited',
    'Beyond scope of source address',
    'Address unreachable',
    'Port unreachable',
  ],
};
const ECHO: readonly number[] = [0, 8];
const ECHO_V6: readonly number[] = [128, 129];

export function summaryOf(row: PacketRow): FrameSummary {
  const bytes = new Bytes(row.bytes);
  const at = networkOffset(row.bytes, row.linkType);
  const macs = { source: bytes.mac(6), destination: bytes.mac(0) };
  if (at >= 2 && u16(row.bytes, at - 2) === ARP) return { protocol: 'ARP', ...macs, info: arpInfo(bytes, at) };
  const version = at < 0 ? 0 : bytes.u8(at) >> 4;
  if (version === 4) return ipv4Summary(bytes, at);
  if (version === 6) return ipv6Summary(bytes, at);
  const type =
    at >= 2
      ? `0x${bytes
          .u16(at - 2)
          .toString(16)
          .padStart(4, '0')}`
      : '';
  return { protocol: type === '' ? 'Data' : type, ...macs, info: `${row.originalLength} bytes` };
}

function arpInfo(bytes: Bytes, at: number): string {
  const sender = bytes.ipv4(at + 14);
  const target = bytes.ipv4(at + 24);
  switch (bytes.u16(at + 6)) {
    case 1:
      return sender === target ? `ARP Announcement for ${sender}` : `Who has ${target}? Tell ${sender}`;
    case 2:
      return `${sender} is at ${bytes.mac(at + 8)}`;
    default:
      return `ARP operation ${bytes.u16(at + 6)}`;
  }
}

function ipv4Summary(bytes: Bytes, at: number): FrameSummary {
  const protocol = bytes.u8(at + 9);
  const transport = at + (bytes.u8(at) & 0x0f) * 4;
  const fragment = (bytes.u16(at + 6) & 0x3fff) !== 0;
  const name = PROTOCOLS[protocol] ?? `IP ${protocol}`;
  return {
    protocol: fragment ? 'IPv4' : name,
    source: bytes.ipv4(at + 12),
    destination: bytes.ipv4(at + 16),
    info: fragment
      ? `Fragmented IP protocol (proto=${name}, off=${(bytes.u16(at + 6) & 0x1fff) * 8}, ID=${bytes.hex(at + 4, 2)})`
      : transportInfo(bytes, transport, protocol, ICMP),
  };
}

function ipv6Summary(bytes: Bytes, at: number): FrameSummary {
  let protocol = bytes.u8(at + 6);
  let transport = at + 40;
  // Multicast Listener Reports come behind a hop-by-hop header.
  if (protocol === 0) {
    protocol = bytes.u8(transport);
    transport += (bytes.u8(transport + 1) + 1) * 8;
  }
  return {
    protocol: PROTOCOLS[protocol] ?? `IP ${protocol}`,
    source: bytes.ipv6(at + 8),
    destination: bytes.ipv6(at + 24),
    info: transportInfo(bytes, transport, protocol, ICMPV6),
  };
}

function transportInfo(bytes: Bytes, at: number, protocol: number, icmp: Readonly<Record<number, string>>): string {
  if (protocol === 17) return `${bytes.u16(at)} → ${bytes.u16(at + 2)} Len=${Math.max(0, bytes.u16(at + 4) - 8)}`;
  if (protocol === 1 || protocol === 58) return icmpInfo(bytes, at, protocol, icmp);
  return '';
}

function icmpInfo(bytes: Bytes, at: number, protocol: number, names: Readonly<Record<number, string>>): string {
  const type = bytes.u8(at);
  const name = names[type] ?? `Type ${type}`;
  const [codes, echoes] = protocol === 1 ? [UNREACHABLE, ECHO] : [UNREACHABLE_V6, ECHO_V6];
  if (type === codes.type) return `${name} (${codes.names[bytes.u8(at + 1)] ?? `Code ${bytes.u8(at + 1)}`})`;
  if (!echoes.includes(type)) return name;
  const id = bytes
    .u16(at + 4)
    .toString(16)
    .padStart(4, '0');
  return `${name} id=0x${id}, seq=${bytes.u16(at + 6)}`;
}
