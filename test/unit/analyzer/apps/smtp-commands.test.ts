import { describe, expect, test } from 'vitest';
import { LineAssembler } from '../../../../src/analyzer/apps/lines.ts';
import { canAnswer, parseChunk, parsePath, parseSmtpCommand } from '../../../../src/analyzer/apps/smtp/commands.ts';
import { utf8 } from './stage.ts';

function command(text: string) {
  const at = { frame: 7, seconds: 0, nanoseconds: 0 };
  return parseSmtpCommand(new LineAssembler(true).take(utf8(`${text}\r\n`), 0, at).line!);
}

test.each([
  ['QUIT', 'QUIT', ''],
  ['mail FROM:<a@x> ', 'MAIL', 'FROM:<a@x>'],
  ['  EHLO  pc.example.com', 'EHLO', 'pc.example.com'],
  ['X-ANONYMOUSTLS', 'X-ANONYMOUSTLS', ''],
  ['DATA\tx', 'DATA', 'x'],
  ['', '', ''],
  ['250 ok', '', ''],
  ['AUTH=LOGIN x', '', ''],
])('the line %j: verb %j, argument %j', (text, verb, argument) => {
  expect(command(text)).toMatchObject({ verb, argument, text, frames: [7], at: { frame: 7 } });
});

describe('an address', () => {
  test.each([
    ['FROM:<a@example.com>', 'a@example.com'],
    ['FROM:<> BODY=8BITMIME', ''],
    ['TO:<李华@例子.中国> NOTIFY=NEVER', '李华@例子.中国'],
    ['from: <a@x> SMTPUTF8', 'a@x'],
    ['TO : b@x SIZE=1', 'b@x'],
    ['TO:<"a>b \\"c\\""@x> X=<y>', '"a>b \\"c\\""@x'],
    ['TO:<"unclosed@x>', '"unclosed@x'],
    ['TO:<@relay.example,@other:a@x>', 'a@x'],
    ['TO:<"@a:b"@x>', '"@a:b"@x'],
    ['TO:', null],
    ['RETURN:<a@x>', null],
    ['<a@x>', null],
  ])('%s: %j', (argument, address) => {
    expect(parsePath(argument)).toBe(address);
  });

  test('quotes without end, as long as a line may be: told at once', () => {
    const started = performance.now();
    expect(parsePath(`TO:<${'"a"'.repeat(5000)}`)).toHaveLength(15_001);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test.each([
  ['BDAT 86', { size: 86, last: false, fetched: false }],
  ['BDAT 0 last', { size: 0, last: true, fetched: false }],
  ['BDAT 5  LAST ', { size: 5, last: true, fetched: false }],
  ['BDAT -5', null],
  ['BDAT 5x', null],
  ['BDAT 5 LAST x', null],
  ['BDAT', null],
  ['BDAT 9999999999999999', null],
  ['BURL imap://x/y;uid=1', { size: 0, last: false, fetched: true }],
  ['BURL imap://x/y LAST', { size: 0, last: true, fetched: true }],
  ['BURL', null],
])('%s: %j', (text, chunk) => {
  expect(parseChunk(command(text))).toEqual(chunk);
});

test.each([
  [354, 'DATA', 'RCPT'],
  [334, 'AUTH', 'DATA'],
  [235, 'AUTH', 'MAIL'],
  [535, 'AUTH', 'RCPT'],
  [221, 'QUIT', 'RSET'],
  [220, 'STARTTLS', 'EHLO'],
  [220, 'X-ANONYMOUSTLS', 'EHLO'],
  [220, 'XCLIENT', 'QUIT'],
  [250, 'MAIL', 'DATA'],
  [250, '.', 'AUTH'],
  [251, 'RCPT', 'STARTTLS'],
  [399, 'RSET', 'QUIT'],
])('bytes were missing, %i: may answer %s, not %s', (code, may, not) => {
  expect([canAnswer(code, may), canAnswer(code, not)]).toEqual([true, false]);
});

test.each(['DATA', 'AUTH', 'QUIT', 'STARTTLS', 'MAIL'])('bytes were missing, a refusal: may answer %s', (verb) => {
  expect([400, 450, 554].map((code) => canAnswer(code, verb))).toEqual([true, true, true]);
});
