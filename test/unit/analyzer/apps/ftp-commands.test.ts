import { expect, test } from 'vitest';
import { canAnswer, FTP_VERBS, parseFtpCommand, withoutTelnet } from '../../../../src/analyzer/apps/ftp/commands.ts';
import { LineAssembler } from '../../../../src/analyzer/apps/lines.ts';
import { utf8 } from './stage.ts';

const at = { frame: 7, seconds: 0, nanoseconds: 0 };

test.each([
  ['NOOP', 'NOOP', ''],
  ['retr  two spaces.txt ', 'RETR', ' two spaces.txt '],
  ['  USER anna', 'USER', 'anna'],
  ['PASS ', 'PASS', ''],
  ['STOR a\rb', 'STOR', 'a\rb'],
  ['SITE CHMOD 644 x', 'SITE', 'CHMOD 644 x'],
  ['', '', ''],
])('the line %j: verb %j, argument %j', (text, verb, argument) => {
  const { line } = new LineAssembler(true).take(utf8(`${text}\r\n`), 0, at);
  expect(parseFtpCommand(line!)).toEqual({ text, command: { verb, argument, frames: [7], at } });
});

test.each([
  ['interrupt and data mark before ABOR (RFC 959 §4.1.3)', [0xff, 0xf4, 0xff, 0xf2, 0x41], [0x41]],
  ['the byte 255, which is sent twice', [0x41, 0xff, 0xff, 0x42], [0x41, 0xff, 0x42]],
  ['twice the byte 255', [0xff, 0xff, 0xff, 0xff], [0xff, 0xff]],
  ['an option refused, which has an operand', [0xff, 0xfc, 0x18, 0x41], [0x41]],
  ['WILL, the first that has one', [0xff, 0xfb, 0x01, 0x41], [0x41]],
  ['the last that has none', [0xff, 0xfa, 0x41], [0x41]],
  ['a command at the end that lacks its rest', [0x41, 0xff], [0x41]],
  ['an option at the end that lacks its operand', [0x41, 0xff, 0xfd], [0x41]],
  ['no such byte', [0x41, 0xfe], [0x41, 0xfe]],
])('telnet, %s', (_, bytes, kept) => {
  expect([...withoutTelnet(Uint8Array.from(bytes))]).toEqual(kept);
});

/** Replies that only some commands get: RFC 959 §5.4, RFC 2389 §3, RFC 2428 §3, RFC 2228 §3, RFC 3659 §3 and §4. */
const TIED = [125, 150, 211, 213, 215, 221, 225, 226, 227, 229, 230, 234, 257, 331, 332, 350];

const TIED_TO: readonly (readonly [verbs: string, codes: readonly number[]])[] = [
  ['RETR STOR STOU APPE LIST NLST MLSD', [125, 150, 226]],
  ['ABOR', [225, 226]],
  ['STAT', [211, 213]],
  ['FEAT HELP SITE OPTS', [211]],
  ['SIZE MDTM', [213]],
  ['SYST', [215]],
  ['QUIT REIN', [221]],
  ['PASV SPSV', [227]],
  ['EPSV', [229]],
  ['USER', [230, 331, 332]],
  ['PASS', [230, 332]],
  ['ACCT', [230]],
  ['AUTH', [234]],
  ['PWD XPWD MKD XMKD', [257]],
  ['RNFR REST', [350]],
];

test('bytes were missing: of these replies each command gets its own, and no other', () => {
  const expected = new Map(TIED_TO.flatMap(([verbs, codes]) => verbs.split(' ').map((verb) => [verb, codes])));
  for (const verb of FTP_VERBS) {
    const codes = TIED.filter((code) => canAnswer(code, verb));
    expect({ verb, codes }).toEqual({ verb, codes: expected.get(verb) ?? [] });
  }
});

test.each([110, 200, 214, 250, 421, 425, 500, 550])('bytes were missing, %i: may answer anything', (code) => {
  expect([...FTP_VERBS].every((verb) => canAnswer(code, verb))).toBe(true);
});
