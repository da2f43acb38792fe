/** SMTP commands as they stand on the wire (RFC 5321 §4.1, 3030, 3207, 4954). */
import type { WirePosition } from '../app.ts';
import type { Line } from '../lines.ts';
import { decodeText } from '../text.ts';

export interface SmtpCommand {
  /** Upper case; empty when the line is no command. */
  verb: string;
  argument: string;
  text: string;
  frames: number[];
  at: WirePosition;
}

export const SMTP_VERBS = new Set(
  'HELO EHLO LHLO MAIL RCPT DATA BDAT RSET VRFY EXPN HELP NOOP QUIT AUTH STARTTLS ETRN TURN ATRN SEND SOML SAML XCLIENT XFORWARD BURL'.split(
    ' ',
  ),
);

export function parseSmtpCommand(line: Line): SmtpCommand {
  const text = decodeText(line.bytes);
  const match = /^\s*([A-Za-z][A-Za-z0-9-]*)(?:\s+(.*))?$/s.exec(text);
  const argument = (match?.[2] ?? '').trimEnd();
  return { verb: (match?.[1] ?? '').toUpperCase(), argument, text, frames: line.frames, at: line.at };
}

/**
 * The address of `FROM:<a@b>` or `TO:<a@b>`; clients forget the angle brackets. A quoted name may hold any sign, and the
 * route in `<@relay:a@b>` is ignored (RFC 5321 §4.1.2, §4.1.1.3). Null when there is none.
 */
export function parsePath(argument: string): string | null {
  const match = /^(?:FROM|TO)\s*:\s*(?:<((?:"(?:[^"\\]|\\.)*"|[^">])*)>|<([^>]*)>|(\S+))/i.exec(argument);
  const path = match?.[1] ?? match?.[2] ?? match?.[3];
  return path === undefined ? null : path.replace(/^@[^:"]*:/, '');
}

/** A piece of a message that is not sent by DATA. */
export interface Chunk {
  size: number;
  last: boolean;
  /** The server fetches it elsewhere: it is not on this wire. */
  fetched: boolean;
}

/** RFC 3030 §2: `BDAT size [LAST]`; RFC 4468 §3: `BURL url [LAST]`. */
export function parseChunk({ verb, argument }: SmtpCommand): Chunk | null {
  const pattern = verb === 'BURL' ? /^\S+(?:\s+(LAST))?$/i : /^\d{1,15}(?:\s+(LAST))?$/i;
  const match = pattern.exec(argument);
  if (!match) return null;
  const fetched = verb === 'BURL';
  return { size: fetched ? 0 : Number.parseInt(argument, 10), last: match[1] !== undefined, fetched };
}

/** Which commands a reply can't belong to; only asked after bytes were missing (RFC 5321 §4.3.2). */
export function canAnswer(code: number, verb: string): boolean {
  if (code === 354) return verb === 'DATA';
  if (code === 334 || code === 235 || code === 535) return verb === 'AUTH';
  if (code === 221) return verb === 'QUIT';
  if (code === 220) return verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS' || verb === 'XCLIENT';
  return code >= 400 || !['DATA', 'AUTH', 'QUIT', 'STARTTLS'].includes(verb);
}
