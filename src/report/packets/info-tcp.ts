/** Info of a TCP segment: ports, flags, numbers, options, and what the sequence analysis says of it. */
import { Bytes } from './dissect/field.ts';
import { optionInfo, tcpOptions } from './dissect/tcp.ts';
import type { DuplicateAcks, StreamHint } from './info.ts';
import { layoutOf } from './payload.ts';
import { NO_STREAM, type PacketRow, type PacketTable } from './table.ts';

const ACK = 0x10;
const URG = 0x20;
const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;

/** Wireshark's words for the analysis flags in the Info column, by flag name, in its order. */
const ANALYSIS_WORDS: Readonly<Record<string, string>> = {
  retransmission: 'TCP Retransmission',
  fast_retransmission: 'TCP Fast Retransmission',
  spurious_retransmission: 'TCP Spurious Retransmission',
  out_of_order: 'TCP Out-Of-Order',
  ack_lost_segment: 'TCP ACKed unseen segment',
  lost_segment: 'TCP Previous segment not captured',
  duplicate_ack: 'TCP Dup ACK',
  keep_alive: 'TCP Keep-Alive',
  keep_alive_ack: 'TCP Keep-Alive ACK',
  zero_window: 'TCP ZeroWindow',
  zero_window_probe: 'TCP ZeroWindowProbe',
  zero_window_probe_ack: 'TCP ZeroWindowProbeAck',
  window_full: 'TCP Window Full',
  window_update: 'TCP Window Update',
  reused_ports: 'TCP Port numbers reused',
};

/** `[TCP Dup ACK 9#1] `, or nothing. */
export function analysisMarks(row: PacketRow, analysisFlags: readonly string[], duplicates?: DuplicateAcks): string {
  if (row.analysis === 0) return '';
  const marked = new Set(analysisFlags.filter((_, bit) => (row.analysis >> bit) & 1));
  const names = Object.keys(ANALYSIS_WORDS).filter((name) => marked.has(name));
  // Wireshark says "retransmission" once, by its more exact name.
  const exact = names.length > 1 ? names.filter((name) => name !== 'retransmission') : names;
  return exact
    .map((name) => {
      const number = name === 'duplicate_ack' ? duplicates?.get(row.frame) : undefined;
      return `[${ANALYSIS_WORDS[name]}${number === undefined ? '' : ` ${number}`}] `;
    })
    .join('');
}

export function tcpInfo(row: PacketRow, stream: StreamHint | undefined): string {
  const layout = layoutOf(row.bytes, row.linkType);
  const bytes = new Bytes(row.bytes);
  const flags = FLAG_NAMES.filter((_, bit) => (row.flags >> bit) & 1).join(', ');
  const ack = row.flags & ACK ? ` Ack=${row.ack}` : '';
  const urgent = row.flags & URG && layout !== null ? ` Urg=${bytes.u16(layout.tcp + 18)}` : '';
  const numbers = `[${flags === '' ? '<None>' : flags}] Seq=${row.seq}${ack} Win=${row.window}${urgent} Len=${row.length}`;
  // Under an encapsulation that the page does not open, the connection still knows the ports.
  if (layout === null) return `${portsOf(row, stream)}${numbers}`;
  // SACK edges are raw on the wire; the ACK's raw number tells what to subtract.
  const base = row.flags & ACK ? bytes.u32(layout.tcp + 8) - row.ack : 0;
  const options = tcpOptions(bytes, layout.tcp + 20, layout.payload)
    .map((option) => optionInfo(bytes, option, base))
    .filter((text) => text !== null);
  const ports = `${bytes.u16(layout.tcp)} → ${bytes.u16(layout.tcp + 2)} `;
  return [`${ports}${numbers}`, ...options].join(' ');
}

function portsOf(row: PacketRow, stream: StreamHint | undefined): string {
  if (stream === undefined) return '';
  const [from, to] = row.fromClient ? [stream.client, stream.server] : [stream.server, stream.client];
  return `${from.port} → ${to.port} `;
}

/** Of each duplicate ACK: the last segment of its side before the duplicates began, and its number among them. */
export function duplicateAcks(table: PacketTable, analysisFlags: readonly string[]): DuplicateAcks {
  const bit = analysisFlags.indexOf('duplicate_ack');
  const found = new Map<number, string>();
  if (bit < 0) return found;
  const sides = new Map<number, { frame: number; count: number }>();
  const { stream, fromClient, analysis, frame } = table.columns;
  for (let i = 0; i < table.count; i++) {
    if (stream[i] === NO_STREAM) continue;
    const key = stream[i]! * 2 + fromClient[i]!;
    const side = sides.get(key);
    if (side !== undefined && (analysis[i]! >> bit) & 1) {
      side.count += 1;
      found.set(frame[i]!, `${side.frame}#${side.count}`);
    } else if (side === undefined) sides.set(key, { frame: frame[i]!, count: 0 });
    else {
      side.frame = frame[i]!;
      side.count = 0;
    }
  }
  return found;
}
