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

/** The address of `FROM:<a@b>` or `TO:<a@b>`; clients forget the angle brackets. Null when there is none. */
export function parsePath(argument: string): string | null {
  const match = /^(?:FROM|TO)\s*:\s*(?:<([^>]*)>|(\S+))/i.exec(argument);
  return match ? (match[1] ?? match[2] ?? null) : null;
}

/** RFC 3030 §2: `BDAT size [LAST]`. */
export function parseBdat(argument: string): { size: number; last: boolean } | null {
  const match = /^(\d{1,15})(?:\s+(LAST))?\s*$/i.exec(argument);
  return match ? { size: Number(match[1]), last: match[2] !== undefined } : null;
}

/** Which commands a reply can't belong to; only asked after bytes were missing (RFC 5321 §4.3.2). */
export function canAnswer(code: number, verb: string): boolean {
  if (code === 354) return verb === 'DATA';
  if (code === 334 || code === 235 || code === 535) return verb === 'AUTH';
  if (code === 221) return verb === 'QUIT';
  if (code === 220) return verb === 'STARTTLS' || verb === 'X-ANONYMOUSTLS';
  return code >= 400 || !['DATA', 'AUTH', 'QUIT', 'STARTTLS'].includes(verb);
}
