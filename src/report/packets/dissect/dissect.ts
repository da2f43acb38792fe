/** A frame taken apart, layer by layer. Never throws; a cut or unknown frame ends in a field that says so. */

import { LINK_TYPE } from '../../../analyzer/capture-file/link-types.ts';
import { layoutOf, networkOffset } from '../payload.ts';
import type { PacketRow } from '../table.ts';
import { applicationFields } from './application.ts';
import { Bytes, type Field, field, hex } from './field.ts';
import { ipv4Fields, ipv6Fields, type NetworkLayer } from './ip.ts';
import { tcpFields } from './tcp.ts';

export interface DissectHints {
  /** The application protocol of the connection, or null. */
  readonly app: string | null;
  /** Nanoseconds since the first packet, and the epoch of the first packet. */
  readonly startNs: bigint;
  readonly flagNames: readonly string[];
}

const PROTOCOL_TCP = 6;

export function dissect(row: PacketRow, hints: DissectHints): Field[] {
  const bytes = new Bytes(row.bytes);
  const fields: Field[] = [frameFields(row, hints), ...linkFields(bytes, row.linkType)];
  const at = Math.max(0, networkOffset(row.bytes, row.linkType));
  const outer = at >= bytes.length ? null : networkFields(bytes, at);
  if (outer !== null) fields.push(outer.field);
  const network = innermost(row, bytes, at, outer, fields);
  if (network === null) return [...fields, rest('Data', at, bytes.length)];
  if (network.protocol !== PROTOCOL_TCP || network.fragment) {
    return [...fields, rest(network.fragment ? 'Fragment' : 'Data', network.payload, bytes.length)];
  }
  const tcp = tcpFields(bytes, network.payload, row, hints.flagNames);
  fields.push(tcp.field);
  const end = Math.min(bytes.length, tcp.payload + row.length);
  if (end > tcp.payload) fields.push(...applicationFields(row.bytes, tcp.payload, end, hints.app));
  if (end < bytes.length) fields.push(rest('Ethernet padding or trailer', end, bytes.length));
  return fields;
}

/** What stands between the link header, or the first IP header, and the IP header around TCP is told by its length. */
function innermost(
  row: PacketRow,
  bytes: Bytes,
  at: number,
  outer: NetworkLayer | null,
  fields: Field[],
): NetworkLayer | null {
  const layout = layoutOf(row.bytes, row.linkType);
  if (layout === null || (outer !== null && layout.network === at)) return outer;
  const network = networkFields(bytes, layout.network);
  if (network === null) return outer;
  const start = outer === null ? at : outer.payload;
  if (layout.network > start) fields.push(rest('Encapsulation', start, layout.network));
  fields.push(network.field);
  return network;
}

function rest(name: string, start: number, end: number): Field {
  return field(`${name} (${Math.max(0, end - start)} bytes)`, null, start, end);
}

function frameFields(row: PacketRow, hints: DissectHints): Field {
  const time = hints.startNs + BigInt(row.time);
  const seconds = time / 1_000_000_000n;
  const fraction = (time % 1_000_000_000n).toString().padStart(9, '0');
  const all = row.bytes.length;
  return field(
    `Frame ${row.frame}: ${row.originalLength} bytes on wire, ${row.capturedLength} bytes captured`,
    'frame',
    0,
    all,
    [
      field(`Epoch time: ${seconds}.${fraction} seconds`, 'frame.time_epoch', 0, 0),
      field(`Time since first packet: ${(row.time / 1e9).toFixed(9)} seconds`, 'frame.time_relative', 0, 0),
      field(`Frame number: ${row.frame}`, 'frame.number', 0, 0),
      field(`Frame length: ${row.originalLength} bytes`, 'frame.len', 0, 0),
      field(`Captured length: ${row.capturedLength} bytes`, 'frame.cap_len', 0, 0),
    ],
  );
}

const ETHERTYPES: Readonly<Record<number, string>> = {
  2048: 'IPv4',
  2054: 'ARP',
  34525: 'IPv6',
  33024: '802.1Q Virtual LAN',
  34984: '802.1ad Provider Bridge',
};

function typeText(type: number): string {
  return `${ETHERTYPES[type] ?? 'Unknown'} (${hex(type, 4)})`;
}

function linkFields(bytes: Bytes, linkType: number): Field[] {
  if (linkType === LINK_TYPE.ethernet) return ethernetFields(bytes);
  const end = networkOffset(bytes.bytes, linkType);
  if (linkType === LINK_TYPE.null || linkType === LINK_TYPE.loop) {
    return [field('Null/Loopback', 'null', 0, end, [field(`Family: ${bytes.hex(0, 4)}`, 'null.family', 0, 4)])];
  }
  if (linkType === LINK_TYPE.linuxSll || linkType === LINK_TYPE.linuxSll2) {
    const name = linkType === LINK_TYPE.linuxSll ? 'Linux cooked capture v1' : 'Linux cooked capture v2';
    const at = linkType === LINK_TYPE.linuxSll ? 14 : 0;
    return [field(name, 'sll', 0, end, [field(`Protocol: ${typeText(bytes.u16(at))}`, 'sll.etype', at, at + 2)])];
  }
  return [];
}

function ethernetFields(bytes: Bytes): Field[] {
  const source = bytes.mac(6);
  const destination = bytes.mac(0);
  const layers = [
    field(`Ethernet II, Src: ${source}, Dst: ${destination}`, 'eth', 0, 14, [
      field(`Destination: ${destination}`, 'eth.dst', 0, 6),
      field(`Source: ${source}`, 'eth.src', 6, 12),
      field(`Type: ${typeText(bytes.u16(12))}`, 'eth.type', 12, 14),
    ]),
  ];
  const end = networkOffset(bytes.bytes, LINK_TYPE.ethernet);
  for (let at = 14; at < end; at += 4) {
    const tag = bytes.u16(at);
    layers.push(
      field(`802.1Q Virtual LAN, PRI: ${tag >> 13}, DEI: ${(tag >> 12) & 1}, ID: ${tag & 0xfff}`, 'vlan', at, at + 4, [
        field(`ID: ${tag & 0xfff}`, 'vlan.id', at, at + 2),
        field(`Type: ${typeText(bytes.u16(at + 2))}`, 'vlan.etype', at + 2, at + 4),
      ]),
    );
  }
  return layers;
}

function networkFields(bytes: Bytes, at: number): NetworkLayer | null {
  const version = bytes.u8(at) >> 4;
  if (version === 4) return ipv4Fields(bytes, at);
  return version === 6 ? ipv6Fields(bytes, at) : null;
}
