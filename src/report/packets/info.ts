/** The packet list's texts: protocol, Info and colour of a row, in Wireshark's manner. */

import { isText, lineText } from './dissect/application.ts';
import { Bytes } from './dissect/field.ts';
import { optionInfo, tcpOptions } from './dissect/tcp.ts';
import { summaryOf } from './other.ts';
import { layoutOf } from './payload.ts';
import { NO_STREAM, type PacketRow } from './table.ts';

export interface StreamHint {
  readonly app: string | null;
  readonly about: string | null;
  readonly client: { readonly address: string; readonly port: number };
  readonly server: { readonly address: string; readonly port: number };
}

export type RowColor = 'bad' | 'rst' | 'syn' | 'app' | 'tcp' | 'other';

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const DIALOGUES: ReadonlySet<string> = new Set(['ftp', 'smtp', 'pop3', 'http']);
const FLAG_NAMES = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const;

/** Wireshark's words for the analysis flags in the Info column, by flag name. */
const ANALYSIS_WORDS: Readonly<Record<string, string>> = {
  retransmission: 'TCP Retransmission',
  fast_retransmission: 'TCP Fast Retransmission',
  spurious_retransmission: 'TCP Spurious Retransmission',
  out_of_order: 'TCP Out-Of-Order',
  lost_segment: 'TCP Previous segment not captured',
  ack_lost_segment: 'TCP ACKed unseen segment',
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

/** Marks that don't make a packet "bad" for the colouring. */
const HARMLESS: ReadonlySet<string> = new Set(['window_update']);

export function protocolOf(row: PacketRow, stream: StreamHint | undefined): string {
  if (row.stream === NO_STREAM) return summaryOf(row).protocol;
  const app = stream?.app ?? null;
  if (row.length === 0 || app === null) return 'TCP';
  if (app === 'ftp-data') return 'FTP-DATA';
  if (app === 'pop3') return 'POP';
  return app.toUpperCase();
}

export function colorOf(row: PacketRow, analysisFlags: readonly string[], stream: StreamHint | undefined): RowColor {
  if (row.stream === NO_STREAM) return 'other';
  if (analysisFlags.some((name, bit) => (row.analysis >> bit) & 1 && !HARMLESS.has(name))) return 'bad';
  if (row.flags & RST) return 'rst';
  if (row.flags & (SYN | FIN)) return 'syn';
  return row.length > 0 && stream?.app != null ? 'app' : 'tcp';
}

export function infoOf(row: PacketRow, stream: StreamHint | undefined, analysisFlags: readonly string[]): string {
  if (row.stream === NO_STREAM) return summaryOf(row).info;
  const said = row.length > 0 ? applicationInfo(row, stream) : null;
  const marks = analysisFlags
    .filter((_, bit) => (row.analysis >> bit) & 1)
    .map((name) => `[${ANALYSIS_WORDS[name] ?? name}] `);
  // Wireshark says "retransmission" once, by its more exact name.
  const exact = marks.length > 1 ? marks.filter((mark) => mark !== '[TCP Retransmission] ') : marks;
  return exact.join('') + (said ?? tcpInfo(row));
}

function tcpInfo(row: PacketRow): string {
  const layout = layoutOf(row.bytes, row.linkType);
  const bytes = new Bytes(row.bytes);
  const ports = layout === null ? '' : `${bytes.u16(layout.tcp)} → ${bytes.u16(layout.tcp + 2)} `;
  const flags = FLAG_NAMES.filter((_, bit) => (row.flags >> bit) & 1).join(', ');
  const ack = row.flags & 0x10 ? ` Ack=${row.ack}` : '';
  const options =
    layout === null
      ? []
      : tcpOptions(bytes, layout.tcp + 20, layout.payload).map((option) => optionInfo(bytes, option));
  const told = options.filter((text) => text !== null).map((text) => ` ${text}`);
  return `${ports}[${flags === '' ? '<None>' : flags}] Seq=${row.seq}${ack} Win=${row.window} Len=${row.length}${told.join('')}`;
}

function applicationInfo(row: PacketRow, stream: StreamHint | undefined): string | null {
  const app = stream?.app ?? null;
  if (app === null) return null;
  if (app === 'ftp-data') {
    return `FTP Data: ${row.length} bytes${stream?.about === null || stream?.about === undefined ? '' : ` ${stream.about}`}`;
  }
  const layout = layoutOf(row.bytes, row.linkType);
  if (!DIALOGUES.has(app) || layout === null) return null;
  const payload = row.bytes.subarray(layout.payload, layout.payload + row.length);
  if (payload.length === 0 || !isText(payload.subarray(0, 128))) return null;
  const feed = payload.indexOf(0x0a);
  const text = lineText(payload, 0, feed < 0 ? payload.length : feed + 1);
  switch (app) {
    case 'ftp':
      return `${row.fromClient ? 'Request' : 'Response'}: ${text}`;
    case 'http':
      return text;
    default:
      return `${row.fromClient ? 'C' : 'S'}: ${text}`;
  }
}
