/** The fields of Wireshark's display filters that this page knows, read from a packet's row or bytes. */
import { lineText } from '../../packets/dissect/application.ts';
import { Bytes } from '../../packets/dissect/field.ts';
import { protocolOf } from '../../packets/info.ts';
import { layoutOf } from '../../packets/payload.ts';
import { roundTripRows } from '../../packets/round-trips.ts';
import { NO_STREAM, type PacketTable, rowAt } from '../../packets/table.ts';
import type { StreamInfo } from '../page.ts';

export type Predicate = (index: number) => boolean;
export type Value = number | string;
/** The values of a field in a row; none where the row has no such field. */
export type Getter = (index: number) => readonly Value[];

export interface FilterSource {
  readonly table: PacketTable;
  readonly streams: ReadonlyMap<number, StreamInfo>;
  readonly analysisFlags: readonly string[];
}

/** What the Protocol column shows where a protocol's filter matches: a retransmission is no second SMTP. */
const SHOWN: Readonly<Record<string, RegExp>> = {
  arp: /^ARP$/,
  udp: /^UDP$/,
  icmp: /^ICMP$/,
  icmpv6: /^ICMPv6$/,
  ftp: /^FTP$/,
  'ftp-data': /^FTP-DATA$/,
  smtp: /^SMTP/,
  imf: /IMF$/,
  pop: /^POP/,
  http: /^HTTP$/,
  tls: /^(?:TLS|SSL)/,
};

export function protocolTest(name: string, { table, streams, analysisFlags }: FilterSource): Predicate | null {
  if (name === 'tcp') return (index) => table.columns.stream[index] !== NO_STREAM;
  const shown = SHOWN[name];
  if (shown === undefined) return null;
  return (index) => {
    const row = rowAt(table, index);
    return shown.test(protocolOf(row, streams.get(row.stream), analysisFlags));
  };
}

const TCP_FLAG_BITS: Readonly<Record<string, number>> = {
  fin: 0,
  syn: 1,
  reset: 2,
  push: 3,
  ack: 4,
  urg: 5,
  ece: 6,
  cwr: 7,
  ae: 8,
};

const COLUMN_FIELDS = {
  'frame.number': 'frame',
  'frame.len': 'originalLength',
  'tcp.stream': 'stream',
  'tcp.len': 'length',
  'tcp.seq': 'seq',
  'tcp.ack': 'ack',
  'tcp.window_size': 'window',
  'tcp.flags': 'flags',
} as const;

export function fieldGetter(name: string, source: FilterSource): Getter | null {
  const { columns } = source.table;
  const column = COLUMN_FIELDS[name as keyof typeof COLUMN_FIELDS];
  if (column !== undefined) {
    const onlyTcp = name.startsWith('tcp.');
    return (index) => (onlyTcp && columns.stream[index] === NO_STREAM ? [] : [columns[column][index]!]);
  }
  if (name.startsWith('tcp.flags.')) {
    const bit = TCP_FLAG_BITS[name.slice('tcp.flags.'.length)];
    return bit === undefined
      ? null
      : (index) => (columns.stream[index] === NO_STREAM ? [] : [(columns.flags[index]! >> bit) & 1]);
  }
  if (name === 'tcp.analysis.flags') return (index) => [columns.analysis[index] === 0 ? 0 : 1];
  if (name === 'tcp.analysis.ack_rtt') {
    const rows = roundTripRows(source.table);
    return (index) => (rows.has(index) ? [1] : []);
  }
  if (name.startsWith('tcp.analysis.')) {
    const bit = source.analysisFlags.indexOf(name.slice('tcp.analysis.'.length));
    return bit < 0 ? null : (index) => [(columns.analysis[index]! >> bit) & 1];
  }
  return addressGetter(name, source) ?? dialogueGetter(name, source);
}

function addressGetter(name: string, source: FilterSource): Getter | null {
  const match = /^(?:(ip|ipv6)\.(src|dst|addr)|tcp\.(srcport|dstport|port))$/.exec(name);
  if (match === null) return null;
  const what = match[1] === undefined ? 'port' : 'address';
  const which = (match[2] ?? match[3]!).replace('port', '') as 'src' | 'dst' | 'addr' | '';
  return (index) => {
    const stream = source.streams.get(source.table.columns.stream[index]!);
    if (stream === undefined) return [];
    const fromClient = source.table.columns.fromClient[index] === 1;
    const [sender, receiver] = fromClient ? [stream.client, stream.server] : [stream.server, stream.client];
    if (which === 'src') return [sender[what]];
    return which === 'dst' ? [receiver[what]] : [sender[what], receiver[what]];
  };
}

/** `ftp.request.command`, `ftp.response.code` and their like, read from the first line of the payload. */
function dialogueGetter(name: string, source: FilterSource): Getter | null {
  const match = /^(ftp|pop|smtp)\.(?:request|req|response|rsp)\.?(command|code|arg|parameter)?$/.exec(name);
  if (match === null) return null;
  const shown = protocolTest(match[1]!, source)!;
  const fromClient = /\.req/.test(name);
  const part = match[2] ?? 'any';
  return (index) => {
    const row = rowAt(source.table, index);
    if (row.length === 0 || row.fromClient !== fromClient || !shown(index)) return [];
    const layout = layoutOf(row.bytes, row.linkType);
    if (layout === null) return [];
    const bytes = new Bytes(row.bytes);
    const line = lineText(row.bytes, layout.payload, Math.min(bytes.length, layout.payload + row.length));
    if (part === 'any') return [1];
    const [first = '', rest = ''] = line.split(/[ -](.*)/s);
    if (part === 'code') return /^\d{3}$/.test(first) ? [Number(first)] : [];
    return [part === 'command' ? first.toUpperCase() : rest];
  };
}

/** `tcp contains "…"`: a protocol's bytes to the end of the frame, one character a byte. */
export function bytesGetter(name: string, source: FilterSource): Getter | null {
  if (name !== 'frame' && protocolTest(name, source) === null) return null;
  const test = name === 'frame' ? () => true : protocolTest(name, source)!;
  return (index) => {
    if (!test(index)) return [];
    const row = rowAt(source.table, index);
    const layout = layoutOf(row.bytes, row.linkType);
    const start = name === 'frame' || layout === null ? 0 : name === 'tcp' ? layout.tcp : layout.payload;
    return [binaryString(row.bytes.subarray(start))];
  };
}

/** Text as the bytes of its UTF-8 form, one character a byte. */
export function utf8String(text: string): string {
  return binaryString(new TextEncoder().encode(text));
}

function binaryString(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
