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
    lines.push(field(lineText(bytes, at, next), `${prefix}.line`, at, next));
    at = next;
  }
  return lines;
}

export function lineText(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder().decode(bytes.subarray(start, Math.min(end, start + MAX_LINE_LENGTH * 3)));
  return shorten(visibleLine(text.replace(/\r?\n$/, '')), MAX_LINE_LENGTH);
}

/** True when nothing but text stands in the bytes: no control characters besides white space. */
export function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
