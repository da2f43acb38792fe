/** The packet list's texts: protocol, Info and colour of a row, as Wireshark 4.4 shows them. */
import { shownAs } from '../../analyzer/apps/shown-as.ts';
import { saidIn } from './info-app.ts';
import { analysisMarks, tcpInfo } from './info-tcp.ts';
import { summaryOf } from './other.ts';
import { NO_STREAM, type PacketRow } from './table.ts';

/** What the list must know of a row's connection. */
export interface StreamHint {
  readonly app: string | null;
  /** `(PASV) (STOR notes.txt)` for a data connection that is tied to its control connection. */
  readonly about: string | null;
  readonly client: { readonly address: string; readonly port: number };
  readonly server: { readonly address: string; readonly port: number };
  /** Wireshark's name of the TLS version, and the first frame that is encrypted. */
  readonly tls: { readonly name: string; readonly from: number } | null;
  readonly mails: readonly MailHint[];
}

/** A mail within a dialogue: the frames that carry it, and what Wireshark says where it ends. */
export interface MailHint {
  readonly fromClient: boolean;
  readonly first: number;
  readonly last: number;
  readonly summary: string;
}

/** `9#1` by frame: the ACK that is repeated, and how many times until now. */
export type DuplicateAcks = ReadonlyMap<number, string>;

/** Wireshark's default colouring rules, as far as TCP and its neighbours go. */
export type RowColor = 'bad' | 'icmp-error' | 'arp' | 'icmp' | 'rst' | 'http' | 'syn' | 'tcp' | 'udp' | 'other';

const FLAG = { fin: 0x01, syn: 0x02, rst: 0x04 } as const;
/** Analysis marks that Wireshark's "Bad TCP" rule leaves out. */
const HARMLESS: ReadonlySet<string> = new Set(['window_update', 'keep_alive', 'keep_alive_ack']);
/** Wireshark does not dissect again what it saw before. */
const REPEATED: ReadonlySet<string> = new Set([
  'retransmission',
  'fast_retransmission',
  'spurious_retransmission',
  'keep_alive',
]);
/** Protocols whose messages run over several segments: only those that begin a message bear the protocol's name. */
const MESSAGES: ReadonlySet<string> = new Set(['http', 'tls']);

export function protocolOf(
  row: PacketRow,
  stream: StreamHint | undefined,
  analysisFlags: readonly string[] = [],
): string {
  if (row.stream === NO_STREAM) return summaryOf(row).protocol;
  if (stream === undefined || row.length === 0 || isRepeated(row, analysisFlags)) return 'TCP';
  const tls = stream.tls !== null && row.frame >= stream.tls.from ? stream.tls.name : null;
  const app = tls === null ? stream.app : 'tls';
  if (app === null || (MESSAGES.has(app) && saidIn(row, stream) === null)) return 'TCP';
  return (
    shownAs({
      app,
      ports: [stream.client.port, stream.server.port],
      endsMail: stream.mails.some((mail) => mail.fromClient && mail.last === row.frame),
      tls,
      tied: stream.about !== null,
    }) ?? 'TCP'
  );
}

export function infoOf(
  row: PacketRow,
  stream: StreamHint | undefined,
  analysisFlags: readonly string[],
  duplicates?: DuplicateAcks,
): string {
  if (row.stream === NO_STREAM) return summaryOf(row).info;
  const named = row.length > 0 && protocolOf(row, stream, analysisFlags) !== 'TCP';
  const said = named ? saidIn(row, stream) : null;
  return analysisMarks(row, analysisFlags, duplicates) + (said ?? tcpInfo(row, stream));
}

export function colorOf(row: PacketRow, analysisFlags: readonly string[], stream: StreamHint | undefined): RowColor {
  if (row.stream === NO_STREAM) return otherColor(row);
  if (analysisFlags.some((name, bit) => (row.analysis >> bit) & 1 && !HARMLESS.has(name))) return 'bad';
  if (row.flags & FLAG.rst) return 'rst';
  if (stream?.app === 'http' || stream?.client.port === 80 || stream?.server.port === 80) return 'http';
  return row.flags & (FLAG.syn | FLAG.fin) ? 'syn' : 'tcp';
}

function otherColor(row: PacketRow): RowColor {
  const { protocol, info } = summaryOf(row);
  switch (protocol) {
    case 'ARP':
      return 'arp';
    case 'ICMP':
    case 'ICMPv6':
      return /unreachable|exceeded/i.test(info) ? 'icmp-error' : 'icmp';
    case 'UDP':
      return 'udp';
    case 'TCP':
      return 'tcp';
    default:
      return 'other';
  }
}

function isRepeated(row: PacketRow, analysisFlags: readonly string[]): boolean {
  return row.analysis !== 0 && analysisFlags.some((name, bit) => (row.analysis >> bit) & 1 && REPEATED.has(name));
}
