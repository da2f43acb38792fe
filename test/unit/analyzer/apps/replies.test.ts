/** Replies of FTP (RFC 959 §4.2) and SMTP (RFC 5321 §4.2.1), line by line. */
import { expect, test } from 'vitest';
import type { Line } from '../../../../src/analyzer/apps/lines.ts';
import { MAX_REPLY_LINES, type Reply, ReplyAssembler } from '../../../../src/analyzer/apps/replies.ts';
import { utf8 } from './stage.ts';

const line = (text: string, frame: number): Line => ({
  bytes: utf8(text),
  frames: [frame],
  at: { frame, seconds: 0, nanoseconds: 0 },
  complete: true,
  afterGap: false,
  cut: 0,
});

function repliesTo(lines: readonly string[], assembler = new ReplyAssembler()): Reply[] {
  return lines.flatMap((text, index) => assembler.add(line(text, index + 1)) ?? []);
}

type Row = [title: string, lines: string[], replies: [code: number | null, text: string][]];

const ROWS: Row[] = [
  ['one line', ['220 hi'], [[220, 'hi']]],
  ['a code alone', ['250'], [[250, '']]],
  ['a code and a space', ['250 '], [[250, '']]],
  ['several lines with their codes', ['250-mail', '250-SIZE', '250 HELP'], [[250, 'mail\nSIZE\nHELP']]],
  ['several lines, codes at both ends only', ['211-Features', ' MDTM', '211 End'], [[211, 'Features\n MDTM\nEnd']]],
  ['ended by a code alone', ['250-mail', '250'], [[250, 'mail\n']]],
  ['another code inside: a line of the reply', ['220-see', '331 not this', '220 hi'], [[220, 'see\n331 not this\nhi']]],
  ['lines that begin with digits inside', ['214-', '2141', '214a', '214 .'], [[214, '\n2141\n214a\n.']]],
  [
    'two replies',
    ['250 a', '354 b'],
    [
      [250, 'a'],
      [354, 'b'],
    ],
  ],
  [
    'a line without a code: nobody’s reply',
    ['hello', '220 hi'],
    [
      [null, 'hello'],
      [220, 'hi'],
    ],
  ],
  [
    'codes that no server has: no replies',
    ['720 x', '099 x', '25 x', '2500 x'],
    [
      [null, '720 x'],
      [null, '099 x'],
      [null, '25 x'],
      [null, '2500 x'],
    ],
  ],
  ['a code that nothing but a letter follows: no reply', ['220x'], [[null, '220x']]],
  ['six, as FTP’s protected replies begin (RFC 2228 §4)', ['631 bWFpbA=='], [[631, 'bWFpbA==']]],
];

test.each(ROWS)('%s', (_, lines, replies) => {
  expect(repliesTo(lines).map(({ code, text }) => [code, text])).toEqual(replies);
});

test('a reply: as it was, with its frames and the place where it began', () => {
  const assembler = new ReplyAssembler();
  assembler.add(line('250-mail', 3));
  assembler.add(line(' SIZE', 4));
  expect(assembler.add(line('250 HELP', 7))).toEqual({
    code: 250,
    text: 'mail\n SIZE\nHELP',
    raw: '250-mail\n SIZE\n250 HELP',
    frames: [3, 4, 7],
    at: { frame: 3, seconds: 0, nanoseconds: 0 },
  });
});

test('unfinished: shown when asked for, once; what follows is a reply of its own', () => {
  const assembler = new ReplyAssembler();
  repliesTo(['250-mail', '250-SIZE'], assembler);
  expect(assembler.flush()).toMatchObject({ code: 250, raw: '250-mail\n250-SIZE' });
  expect(assembler.flush()).toBeNull();
  expect(repliesTo(['354 go'], assembler)).toMatchObject([{ code: 354 }]);
});

test('a reply without end: handed over in pieces', () => {
  const replies = repliesTo(['250-x', ...Array.from({ length: 3 * MAX_REPLY_LINES }, () => ' y')]);
  expect(replies.map(({ code, raw }) => [code, raw.split('\n').length])).toEqual([
    [250, MAX_REPLY_LINES + 1],
    ...Array.from({ length: 2 * MAX_REPLY_LINES }, () => [null, 1]),
  ]);
});
