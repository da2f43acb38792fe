/** Info of a segment that carries application data: what is said in it, on one line. */
import { shorten } from '../text.ts';
import { isText, lineText } from './dissect/application.ts';
import type { StreamHint } from './info.ts';
import { layoutOf } from './payload.ts';
import type { PacketRow } from './table.ts';

const LINE_FEED = 0x0a;
/** How much of a payload must be text for it to be shown as such. */
const TEXT_PROBE = 128;
const MAX_LINES = 40;
const MAX_INFO = 400;

/** Null where the segment says nothing that can be told in a line. */
export function saidIn(row: PacketRow, stream: StreamHint | undefined): string | null {
  if (stream === undefined || stream.app === null || row.length === 0) return null;
  if (stream.app === 'ftp-data') return ftpData(row, stream);
  const payload = payloadOf(row);
  if (payload === null) return null;
  if (stream.tls !== null && row.frame >= stream.tls.from) return tlsRecords(payload);
  if (payload.length === 0) return null;
  const side = row.fromClient ? 'C' : 'S';
  switch (stream.app) {
    case 'ftp':
      return isDialogue(payload) ? `${row.fromClient ? 'Request' : 'Response'}: ${firstLine(payload)}` : null;
    case 'http':
      return httpStart(payload);
    case 'smtp':
      return smtp(row, stream, payload, side);
    case 'pop3':
      return pop(row, payload, side);
    default:
      return null;
  }
}

function payloadOf(row: PacketRow): Uint8Array | null {
  const layout = layoutOf(row.bytes, row.linkType);
  return layout === null ? null : row.bytes.subarray(layout.payload, layout.payload + row.length);
}

function isDialogue(payload: Uint8Array): boolean {
  return isText(payload.subarray(0, TEXT_PROBE));
}

function ftpData(row: PacketRow, stream: StreamHint): string {
  return `FTP Data: ${row.length} bytes${stream.about === null ? '' : ` ${stream.about}`}`;
}

function httpStart(payload: Uint8Array): string | null {
  const line = firstLine(payload.subarray(0, 1024));
  return /^(?:[A-Z-]{3,16} \S.* HTTP\/\d|HTTP\/\d)/.test(line) ? line : null;
}

/** Commands and the lines of a reply stand side by side; a mail is told by its size, and at its end by its subject. */
function smtp(row: PacketRow, stream: StreamHint, payload: Uint8Array, side: string): string | null {
  const mail = stream.mails.find(
    ({ fromClient, first, last }) => fromClient === row.fromClient && first <= row.frame && row.frame <= last,
  );
  if (mail !== undefined) return row.frame === mail.last ? mail.summary : fragment(row, side);
  if (!isDialogue(payload)) return null;
  const lines = linesOf(payload);
  // RFC 5321 §4.2.1: the lines of one reply repeat its code, which need not be told again.
  const told = lines.map((line, i) => (/^\d{3}-/.test(lines[i - 1] ?? '') ? line.replace(/^\d{3}[ -]/, '') : line));
  return shorten(`${side}: ${told.join(' | ')}`, MAX_INFO);
}

/** RFC 1939 §3: a reply begins with +OK or -ERR (RFC 5034: `+ ` during AUTH); what does not goes on with one. */
function pop(row: PacketRow, payload: Uint8Array, side: string): string | null {
  if (!row.fromClient && !/^(?:\+OK|-ERR|\+ )/i.test(firstLine(payload))) return fragment(row, side);
  return isDialogue(payload) ? `${side}: ${firstLine(payload)}` : null;
}

function fragment(row: PacketRow, side: string): string {
  return `${side}: DATA fragment, ${row.length} bytes`;
}

function firstLine(payload: Uint8Array): string {
  const feed = payload.indexOf(LINE_FEED);
  return lineText(payload, 0, feed < 0 ? payload.length : feed + 1);
}

function linesOf(payload: Uint8Array): string[] {
  const lines: string[] = [];
  for (let at = 0; at < payload.length && lines.length < MAX_LINES; ) {
    const feed = payload.indexOf(LINE_FEED, at);
    const next = feed < 0 ? payload.length : feed + 1;
    lines.push(lineText(payload, at, next));
    at = next;
  }
  return lines;
}

/** RFC 8446 §5.1 and §4: content types, and the handshake messages that are not encrypted. */
const RECORDS: Readonly<Record<number, string>> = {
  20: 'Change Cipher Spec',
  21: 'Alert',
  23: 'Application Data',
};
const HANDSHAKE = 22;
const HANDSHAKES: Readonly<Record<number, string>> = {
  1: 'Client Hello',
  2: 'Server Hello',
  4: 'New Session Ticket',
  11: 'Certificate',
  12: 'Server Key Exchange',
  13: 'Certificate Request',
  14: 'Server Hello Done',
  15: 'Certificate Verify',
  16: 'Client Key Exchange',
};
const RECORD_HEADER = 5;
const MAX_RECORDS = 8;

/** Null where the segment does not begin with a record. */
function tlsRecords(payload: Uint8Array): string | null {
  const names: string[] = [];
  let encrypted = false;
  for (let at = 0; at + RECORD_HEADER <= payload.length && names.length < MAX_RECORDS; ) {
    const type = payload[at]!;
    if (payload[at + 1] !== 0x03 || (RECORDS[type] === undefined && type !== HANDSHAKE)) break;
    const handshake = encrypted ? undefined : HANDSHAKES[payload[at + RECORD_HEADER] ?? 0];
    names.push(RECORDS[type] ?? handshake ?? 'Encrypted Handshake Message');
    encrypted ||= type === 20;
    at += RECORD_HEADER + ((payload[at + 3]! << 8) | payload[at + 4]!);
  }
  return names.length === 0 ? null : names.join(', ');
}
