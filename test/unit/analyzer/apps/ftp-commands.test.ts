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

test.each([
  [125, 'RETR STOR STOU APPE LIST NLST MLSD'],
  [150, 'RETR STOR STOU APPE LIST NLST MLSD'],
  [211, 'FEAT STAT HELP SITE OPTS'],
  [213, 'SIZE MDTM STAT'],
  [215, 'SYST'],
  [221, 'QUIT REIN'],
  [225, 'ABOR'],
  [226, 'RETR STOR STOU APPE LIST NLST MLSD ABOR'],
  [227, 'PASV SPSV'],
  [229, 'EPSV'],
  [230, 'USER PASS ACCT'],
  [234, 'AUTH'],
  [257, 'PWD XPWD MKD XMKD'],
  [331, 'USER'],
  [332, 'USER PASS'],
  [350, 'RNFR REST'],
])('bytes were missing, %i: answers %s and nothing else', (code, verbs) => {
  expect([...FTP_VERBS].filter((verb) => canAnswer(code, verb)).toSorted()).toEqual(verbs.split(' ').toSorted());
});

test.each([110, 200, 214, 250, 421, 425, 500, 550])('bytes were missing, %i: may answer anything', (code) => {
  expect([...FTP_VERBS].every((verb) => canAnswer(code, verb))).toBe(true);
});
