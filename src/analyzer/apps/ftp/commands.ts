/** FTP commands as they stand on the wire: telnet interrupts taken out, verb and argument apart. */
import type { WirePosition } from '../app.ts';
import type { Line } from '../lines.ts';
import { decodeText } from '../text.ts';

export interface FtpCommand {
  /** Upper case. */
  verb: string;
  argument: string;
  frames: number[];
  at: WirePosition;
}

/** RFC 959 §5.3, 2228, 2389, 2428, 2640, 3659, and what servers understand besides. */
export const FTP_VERBS = new Set(
  (
    'ABOR ACCT ADAT ALLO APPE AUTH AVBL CCC CDUP CLNT COMB CONF CSID CWD DELE DSIZ ENC EPRT EPSV FEAT HELP HOST LANG ' +
    'LIST LPRT LPSV MDTM MFCT MFF MFMT MIC MKD MLSD MLST MODE NLST NOOP OPTS PASS PASV PBSZ PORT PROT PWD QUIT REIN ' +
    'REST RETR RMD RMDA RNFR RNTO SITE SIZE SMNT SPSV STAT STOR STOU STRU SYST THMB TYPE USER XCUP XCWD XMKD XPWD ' +
    'XRMD XCRC XMD5 XSHA XSHA1 XSHA256 HASH'
  ).split(' '),
);

const IAC = 0xff;
const FIRST_OPTION_VERB = 0xfb;

/** The line as text, and the command in it. */
export function parseFtpCommand(line: Line): { text: string; command: FtpCommand } {
  const text = decodeText(withoutTelnet(line.bytes));
  const match = /^\s*(\S+)(?: (.*))?$/s.exec(text);
  const verb = (match?.[1] ?? '').toUpperCase();
  return { text, command: { verb, argument: match?.[2] ?? '', frames: line.frames, at: line.at } };
}

/** RFC 854: IAC IAC is one byte 255; IAC with WILL, WONT, DO or DONT has an operand; other IAC commands stand alone. */
export function withoutTelnet(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(IAC)) return bytes;
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== IAC) kept.push(bytes[at]!);
    else if (bytes[at + 1] === IAC) kept.push(bytes[++at]!);
    else at += (bytes[at + 1] ?? 0) >= FIRST_OPTION_VERB ? 2 : 1;
  }
  return Uint8Array.from(kept);
}
