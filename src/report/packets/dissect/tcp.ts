/** The TCP header (RFC 9293 §3.1) and its options as fields, with the analysis' verdicts. */
import type { PacketRow } from '../table.ts';
import { type Bytes, bitMask, type Field, field, hex } from './field.ts';

const FLAGS = [
  [8, 'Accurate ECN', 'ae'],
  [7, 'Congestion Window Reduced', 'cwr'],
  [6, 'ECN-Echo', 'ece'],
  [5, 'Urgent', 'urg'],
  [4, 'Acknowledgment', 'ack'],
  [3, 'Push', 'push'],
  [2, 'Reset', 'reset'],
  [1, 'Syn', 'syn'],
  [0, 'Fin', 'fin'],
] as const;

export function tcpFields(
  bytes: Bytes,
  at: number,
  row: PacketRow,
  analysisNames: readonly string[],
): { field: Field; payload: number } {
  const headerLength = Math.max(20, (bytes.u8(at + 12) >> 4) * 4);
  const end = Math.min(bytes.length, at + headerLength);
  const sourcePort = bytes.u16(at);
  const destinationPort = bytes.u16(at + 2);
  const children = [
    field(`Source Port: ${sourcePort}`, 'tcp.srcport', at, at + 2),
    field(`Destination Port: ${destinationPort}`, 'tcp.dstport', at + 2, at + 4),
    field(`[Stream index: ${row.stream}]`, 'tcp.stream', at, at + 4),
    field(`[TCP Segment Len: ${row.length}]`, 'tcp.len', at + 12, at + 13),
    field(`Sequence Number: ${row.seq}    (relative sequence number)`, 'tcp.seq', at + 4, at + 8),
    field(`Sequence Number (raw): ${bytes.u32(at + 4)}`, 'tcp.seq_raw', at + 4, at + 8),
    field(`[Next Sequence Number: ${nextSequence(row)}    (relative sequence number)]`, 'tcp.nxtseq', at + 4, at + 8),
    field(`Acknowledgment Number: ${row.ack}    (relative ack number)`, 'tcp.ack', at + 8, at + 12),
    field(`Acknowledgment number (raw): ${bytes.u32(at + 8)}`, 'tcp.ack_raw', at + 8, at + 12),
    field(`Header Length: ${headerLength} bytes (${headerLength / 4})`, 'tcp.hdr_len', at + 12, at + 13),
    flagsField(row.flags, at),
    field(`Window: ${bytes.u16(at + 14)}`, 'tcp.window_size_value', at + 14, at + 16),
    field(`[Calculated window size: ${row.window}]`, 'tcp.window_size', at + 14, at + 16),
    field(`Checksum: ${hex(bytes.u16(at + 16), 4)}`, 'tcp.checksum', at + 16, at + 18),
    field(`Urgent Pointer: ${bytes.u16(at + 18)}`, 'tcp.urgent_pointer', at + 18, at + 20),
  ];
  if (end > at + 20) children.push(optionsField(bytes, at + 20, end));
  if (row.analysis !== 0) children.push(analysisField(row, analysisNames, at, end));
  const title = `Transmission Control Protocol, Src Port: ${sourcePort}, Dst Port: ${destinationPort}, Seq: ${row.seq}${row.flags & 0x10 ? `, Ack: ${row.ack}` : ''}, Len: ${row.length}`;
  return { field: field(title, 'tcp', at, end, children), payload: end };
}

function nextSequence(row: PacketRow): number {
  return (row.seq + row.length + (row.flags & 0x03 ? 1 : 0)) >>> 0;
}

function flagsField(flags: number, at: number): Field {
  const set = FLAGS.filter(([bit]) => (flags >> bit) & 1).map(([, , name]) => name.toUpperCase());
  return field(
    `Flags: ${hex(flags, 3)} (${set.reverse().join(', ').replace('PUSH', 'PSH').replace('RESET', 'RST')})`,
    'tcp.flags',
    at + 12,
    at + 14,
    FLAGS.map(([bit, text, name]) => {
      const on = ((flags >> bit) & 1) === 1;
      const where = bit === 8 ? at + 12 : at + 13;
      return field(
        `${bitMask(bit, 12, on)} = ${text}: ${on ? 'Set' : 'Not set'}`,
        `tcp.flags.${name}`,
        where,
        where + 1,
      );
    }),
  );
}

function analysisField(row: PacketRow, names: readonly string[], start: number, end: number): Field {
  const set = names.filter((_, bit) => (row.analysis >> bit) & 1);
  return field(
    '[SEQ/ACK analysis]',
    'tcp.analysis',
    start,
    end,
    set.map((name) => field(`[${name.replaceAll('_', ' ')}]`, `tcp.analysis.${name}`, start, end)),
  );
}

export interface TcpOption {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
}

const MAX_OPTIONS = 40;

/** The options between `start` and `end`, as far as their lengths make sense. */
export function tcpOptions(bytes: Bytes, start: number, end: number): TcpOption[] {
  const options: TcpOption[] = [];
  for (let at = start; at < end && options.length < MAX_OPTIONS; ) {
    const kind = bytes.u8(at);
    const length = kind <= 1 ? 1 : bytes.u8(at + 1);
    if (length < 1 || (kind > 1 && length < 2) || at + length > end) break;
    options.push({ kind, start: at, end: at + length });
    if (kind === 0) break;
    at += length;
  }
  return options;
}

/**
 * `MSS=1460`, as Wireshark's Info column writes an option; null for padding. `base` is the raw number of relative 0: SACK
 * edges are told relative to it.
 */
export function optionInfo(bytes: Bytes, option: TcpOption, base = 0): string | null {
  const at = option.start + 2;
  switch (option.kind) {
    case 2:
      return `MSS=${bytes.u16(at)}`;
    case 3:
      return `WS=${2 ** Math.min(bytes.u8(at), 14)}`;
    case 4:
      return 'SACK_PERM';
    case 5:
      return sackBlocks(bytes, option)
        .map(([left, right]) => `SLE=${(left - base) >>> 0} SRE=${(right - base) >>> 0}`)
        .join(' ');
    case 8:
      return `TSval=${bytes.u32(at)} TSecr=${bytes.u32(at + 4)}`;
    case 19:
      return 'MD5';
    case 34:
      // RFC 7413 §4.1.1: without a cookie it asks for one.
      return option.end - option.start === 2 ? 'TFO=R' : 'TFO=C';
    default:
      return null;
  }
}

/** Raw edges of the SACK blocks (RFC 2018 §3). */
export function sackBlocks(bytes: Bytes, option: TcpOption): [number, number][] {
  const blocks: [number, number][] = [];
  for (let at = option.start + 2; at + 8 <= option.end; at += 8) blocks.push([bytes.u32(at), bytes.u32(at + 4)]);
  return blocks;
}

const OPTION_NAMES: Readonly<Record<number, [string, string]>> = {
  0: ['End of Option List (EOL)', 'tcp.options.eol'],
  1: ['No-Operation (NOP)', 'tcp.options.nop'],
  2: ['Maximum segment size', 'tcp.options.mss'],
  3: ['Window scale', 'tcp.options.wscale'],
  4: ['SACK permitted', 'tcp.options.sack_perm'],
  5: ['SACK', 'tcp.options.sack'],
  8: ['Timestamps', 'tcp.options.timestamp'],
  19: ['TCP MD5 signature', 'tcp.options.md5'],
  34: ['TCP Fast Open', 'tcp.options.tfo'],
};

function optionsField(bytes: Bytes, start: number, end: number): Field {
  const children = tcpOptions(bytes, start, end).map((option) => {
    const [text, name] = OPTION_NAMES[option.kind] ?? [`Option kind ${option.kind}`, 'tcp.options'];
    const info = optionInfo(bytes, option);
    return field(`TCP Option - ${text}${info === null ? '' : `: ${info}`}`, name, option.start, option.end);
  });
  return field(`Options: (${end - start} bytes)`, 'tcp.options', start, end, children);
}
