/** POP3 commands (RFC 1939, 2449, 2595, 5034) and which replies go on to a lone dot. */
import type { WirePosition } from '../app.ts';
import type { Line } from '../lines.ts';
import { decodeText } from '../text.ts';

export interface Pop3Command {
  /** Upper case; empty when the line is no command. */
  verb: string;
  argument: string;
  text: string;
  frames: number[];
  at: WirePosition;
}

export const POP3_VERBS = new Set(
  'USER PASS APOP AUTH CAPA STLS STAT LIST RETR DELE NOOP RSET TOP UIDL QUIT UTF8 LANG LAST XTND'.split(' '),
);

export function parsePop3Command(line: Line): Pop3Command {
  const text = decodeText(line.bytes);
  const match = /^\s*([A-Za-z][A-Za-z0-9]*)(?: (.*))?$/s.exec(text);
  return {
    verb: (match?.[1] ?? '').toUpperCase(),
    argument: match?.[2] ?? '',
    text,
    frames: line.frames,
    at: line.at,
  };
}

/** What follows a `+OK` to this command, up to a lone dot; null when nothing does (RFC 1939 §5, RFC 2449 §5). */
export function followsOk({ verb, argument }: Pop3Command): 'mail' | 'lines' | null {
  switch (verb) {
    case 'RETR':
    case 'TOP':
      return 'mail';
    case 'CAPA':
      return 'lines';
    case 'LIST':
    case 'UIDL':
    case 'AUTH':
    case 'LANG':
      return argument.trim() === '' ? 'lines' : null;
    default:
      return null;
  }
}

/** The message number of RETR, TOP and DELE; 0 when there is none. */
export function messageNumber({ argument }: Pop3Command): number {
  const digits = /^\s*(\d{1,9})\b/.exec(argument);
  return digits ? Number(digits[1]) : 0;
}
