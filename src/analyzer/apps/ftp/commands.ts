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

const TRANSFERS = 'RETR STOR STOU APPE LIST NLST MLSD';

/** Which commands alone a code answers; the others answer any (RFC 959 §5.4, RFC 2389, RFC 2428, RFC 4217). */
const ONLY_AFTER: ReadonlyMap<number, ReadonlySet<string>> = new Map(
  (
    [
      [125, TRANSFERS],
      [150, TRANSFERS],
      [211, 'FEAT STAT HELP SITE OPTS'],
      [213, 'SIZE MDTM STAT'],
      [215, 'SYST'],
      [221, 'QUIT REIN'],
      [225, 'ABOR'],
      [226, `${TRANSFERS} ABOR`],
      [227, 'PASV SPSV'],
      [229, 'EPSV'],
      [230, 'USER PASS ACCT'],
      [234, 'AUTH'],
      [257, 'PWD XPWD MKD XMKD'],
      [331, 'USER'],
      [332, 'USER PASS'],
      [350, 'RNFR REST'],
    ] as const
  ).map(([code, verbs]) => [code, new Set(verbs.split(' '))]),
);

/** Whether a reply can belong to a command; only asked after bytes were missing. */
export function canAnswer(code: number, verb: string): boolean {
  return ONLY_AFTER.get(code)?.has(verb) ?? true;
}
