/** Bodies that a lone dot ends (RFC 5321 §4.5.2, RFC 1939 §3), cut at every place where a segment may end. */
import { expect, test } from 'vitest';
import { joinBytes } from '../../../../src/analyzer/apps/content.ts';
import { DotLines } from '../../../../src/analyzer/apps/mail/dot-lines.ts';
import { utf8 } from './stage.ts';

/** `|`: bytes are missing. Returns the body, and what is left behind its end; null when the end did not come. */
function bodyOf(pieces: readonly string[]): { body: string; rest: string | null } {
  const dots = new DotLines();
  const parts: Uint8Array[] = [];
  let rest: string | null = null;
  for (const piece of pieces) {
    if (rest !== null) rest += piece;
    else if (piece === '|') dots.gap();
    else {
      const bytes = utf8(piece);
      const { next, ended } = dots.take(bytes, 0, (part) => parts.push(part.slice()));
      if (ended) rest = new TextDecoder().decode(bytes.subarray(next));
      else expect(next).toBe(bytes.length);
    }
  }
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return { body: new TextDecoder().decode(joinBytes(parts, length)), rest };
}

const ROWS: [title: string, wire: string, body: string, rest: string | null][] = [
  ['a dot alone: empty', '.\r\n', '', ''],
  ['what comes behind it: not the body’s', 'a\r\n.\r\nQUIT\r\n', 'a\r\n', 'QUIT\r\n'],
  ['a dot before a line: taken away', '..a\r\nb\r\n...c\r\n.\r\n', '.a\r\nb\r\n..c\r\n', ''],
  ['two dots alone: one', '..\r\n.\r\n', '.\r\n', ''],
  ['one dot before a line, as no client should send: taken away', '.a\r\n.\r\n', 'a\r\n', ''],
  ['dots inside a line: stay', 'a.\r\nb..c\r\n.\r\n', 'a.\r\nb..c\r\n', ''],
  ['a dot alone behind LF: not the end', 'a\n.\r\n.\r\n', 'a\n.\r\n', ''],
  ['LF at the start, then a dot alone: not the end', '\n.\r\n.\r\n', '\n.\r\n', ''],
  ['a dot and LF: not the end', 'a\r\n.\nb\r\n.\r\n', 'a\r\n\nb\r\n', ''],
  ['a dot, CR, and more: not the end', 'a\r\n.\rb\r\n.\r\n', 'a\r\n\rb\r\n', ''],
  ['a dot, CR, CR: not the end', 'a\r\n.\r\r\n.\r\n', 'a\r\n\r\r\n', ''],
  ['CR alone: part of its line', 'a\rb\r\n.\r\n', 'a\rb\r\n', ''],
  ['empty lines', '\r\n\r\n.\r\n', '\r\n\r\n', ''],
  ['LF alone between empty lines', 'a\r\n\n.\r\n.\r\n', 'a\r\n\n.\r\n', ''],
  ['no end: all of it', 'a\r\nb', 'a\r\nb', null],
  ['no end, a dot that may become one: held back', 'a\r\n.\r', 'a\r\n', null],
];

test.each(ROWS)('%s', (_, wire, body, rest) => {
  expect(bodyOf([wire])).toEqual({ body, rest });
  expect(bodyOf(wire.split(''))).toEqual({ body, rest });
  for (let at = 1; at < wire.length; at++) expect(bodyOf([wire.slice(0, at), wire.slice(at)])).toEqual({ body, rest });
});

test.each([
  ['bytes missing: what follows begins no line', ['a\r\n', '|', '.\r\nb\r\n.\r\n'], 'a\r\n.\r\nb\r\n'],
  ['bytes missing behind CR: LF ends no line', ['a\r', '|', '\n.\r\nb\r\n.\r\n'], 'a\r\n.\r\nb\r\n'],
  ['bytes missing behind a dot', ['a\r\n.', '|', '\r\nb\r\n.\r\n'], 'a\r\n\r\nb\r\n'],
] as const)('%s', (_, pieces, body) => {
  expect(bodyOf(pieces)).toEqual({ body, rest: '' });
});
