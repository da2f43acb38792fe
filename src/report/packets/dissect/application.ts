/** Application payload as fields: lines of a dialogue, or data. */
import { shorten, visibleLine } from '../../text.ts';
import { type Field, field } from './field.ts';

const MAX_LINES = 60;
const MAX_LINE_LENGTH = 400;
const LINE_FEED = 0x0a;

const TITLES: Readonly<Record<string, string>> = {
  ftp: 'File Transfer Protocol (FTP)',
  smtp: 'Simple Mail Transfer Protocol',
  pop3: 'Post Office Protocol',
  http: 'Hypertext Transfer Protocol',
};

export function applicationFields(bytes: Uint8Array, start: number, end: number, app: string | null): Field[] {
  const title = app === null ? undefined : TITLES[app];
  if (title === undefined || !isText(bytes.subarray(start, Math.min(end, start + 256)))) {
    const name = app === 'ftp-data' ? 'FTP Data' : 'TCP payload';
    return [field(`${name} (${end - start} bytes)`, app === 'ftp-data' ? 'ftp-data' : 'tcp.payload', start, end)];
  }
  const prefix = { pop3: 'pop', ftp: 'ftp', smtp: 'smtp', http: 'http' }[app!] ?? 'data';
  return [field(title, prefix, start, end, lineFields(bytes, start, end, prefix))];
}

function lineFields(bytes: Uint8Array, start: number, end: number, prefix: string): Field[] {
  const lines: Field[] = [];
  for (let at = start; at < end && lines.length < MAX_LINES; ) {
    const feed = bytes.indexOf(LINE_FEED, at);
    const next = feed < 0 || feed >= end ? end : feed + 1;
    lines.push(field(lineText(bytes, at, next), null, at, next, partFields(bytes, at, next, prefix)));
    at = next;
  }
  return lines;
}

const SPACE = 0x20;
const DASH = 0x2d;
/** Wireshark's names: of a command and its argument, of a reply's code and its text. */
const PART_NAMES: Readonly<Record<string, readonly [string, string, string, string]>> = {
  ftp: ['ftp.request.command', 'ftp.request.arg', 'ftp.response.code', 'ftp.response.arg'],
  smtp: ['smtp.req.command', 'smtp.req.parameter', 'smtp.response.code', 'smtp.rsp.parameter'],
  pop: ['pop.request.command', 'pop.request.parameter', 'pop.response.indicator', 'pop.response.description'],
};

/** The first word of a dialogue line and what follows it. */
function partFields(bytes: Uint8Array, start: number, end: number, prefix: string): Field[] {
  const names = PART_NAMES[prefix];
  if (names === undefined) return [];
  let word = start;
  while (word < end && bytes[word]! > SPACE && bytes[word] !== DASH) word += 1;
  const first = lineText(bytes, start, word);
  const reply = prefix === 'pop' ? /^(?:\+OK|-ERR)?$/.test(first) : /^\d{3}$/.test(first);
  if (!reply && !/^[A-Za-z]{3,8}$/.test(first)) return [];
  const [command, argument] = reply ? [names[2], names[3]] : [names[0], names[1]];
  const parts = [field(`${reply ? 'Response code' : 'Request command'}: ${first}`, command, start, word)];
  const rest = lineText(bytes, word + 1, end);
  if (rest !== '') parts.push(field(`${reply ? 'Response arg' : 'Request arg'}: ${rest}`, argument, word + 1, end));
  return parts;
}

export function lineText(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + MAX_LINE_LENGTH * 3)));
  return shorten(visibleLine(text.replace(/\r?\n$/, '')), MAX_LINE_LENGTH);
}

/** True when nothing but text stands in the bytes: no control characters besides white space. */
export function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
