import { describe, expect, test } from 'vitest';
import { type Line, LineAssembler, MAX_LINE_BYTES } from '../../../../src/analyzer/apps/lines.ts';
import { utf8 } from './stage.ts';

/** Each piece is in the next frame, from 1 on. */
function linesOf(pieces: readonly string[], assembler = new LineAssembler(true)): Line[] {
  const lines: Line[] = [];
  pieces.forEach((piece, index) => {
    const bytes = utf8(piece);
    for (let offset = 0; offset < bytes.length; ) {
      const { line, next } = assembler.take(bytes, offset, { frame: index + 1, seconds: index, nanoseconds: 0 });
      offset = next;
      if (line) lines.push(line);
    }
  });
  return lines;
}

const texts = (lines: readonly Line[]) => lines.map(({ bytes }) => new TextDecoder().decode(bytes));

test.each([
  ['CRLF', ['a\r\nb\r\n'], ['a', 'b']],
  ['CR and LF in two segments', ['a\r', '\nb\r\n'], ['a', 'b']],
  ['LF alone', ['a\nb\n'], ['a', 'b']],
  ['CR alone ends nothing', ['a\rb\r\n'], ['a\rb']],
  ['two CR before LF: one is the line end’s', ['a\r\r\n'], ['a\r']],
  ['empty lines', ['\r\n\n\r\n'], ['', '', '']],
  ['no line end', ['a'], []],
] as const)('%s', (_, pieces, expected) => {
  expect(texts(linesOf(pieces))).toEqual(expected);
});

test('a line over three segments: their frames, the place of its first byte; the next begins where it does', () => {
  const lines = linesOf(['ab', 'c', 'd\r\ne', '\r\n']);
  expect(lines).toMatchObject([
    { frames: [1, 2, 3], at: { frame: 1 }, complete: true, afterGap: false, cut: 0 },
    { frames: [3, 4], at: { frame: 3 }, complete: true, afterGap: false, cut: 0 },
  ]);
});

describe('what has no line end', () => {
  test('flushed: what stands there, marked as not whole; then nothing', () => {
    const assembler = new LineAssembler(true);
    linesOf(['a\r\nbc\r'], assembler);
    expect(assembler.isEmpty).toBe(false);
    const line = assembler.flush();
    expect(line).toMatchObject({ complete: false, afterGap: false });
    expect(texts([line!])).toEqual(['bc\r']);
    expect([assembler.isEmpty, assembler.flush()]).toEqual([true, null]);
  });

  test('bytes missing: only the line behind them may lack its beginning', () => {
    const assembler = new LineAssembler(true);
    linesOf(['whole\r\nbegin'], assembler);
    expect(assembler.gap()).toMatchObject({ complete: false, afterGap: false });
    expect(assembler.gap()).toBeNull();
    expect(linesOf(['ning\r\nnext\r\n'], assembler).map(({ afterGap }) => afterGap)).toEqual([true, false]);
  });

  test('capture began late: the first line may lack its beginning', () => {
    expect(linesOf(['a\r\nb\r\n'], new LineAssembler(false)).map(({ afterGap }) => afterGap)).toEqual([true, false]);
  });
});

test.each([0, 1, 5000])(
  'a line of the longest length and %i bytes more: so many are let go, its end not among them',
  (cut) => {
    const [line, next] = linesOf([`${'x'.repeat(100)}`, `${'x'.repeat(MAX_LINE_BYTES - 100 + cut)}`, '\r\nnext\r\n']);
    expect([line!.bytes.length, line!.cut]).toEqual([MAX_LINE_BYTES, cut]);
    expect([texts([next!]), next!.cut]).toEqual([['next'], 0]);
  },
);

test.each([1, 255, 256, 257, 512, 513, 9000])('a line of %i bytes: whole', (length) => {
  const text = Array.from({ length }, (_, n) => String(n % 10)).join('');
  expect(texts(linesOf([text.slice(0, length >> 1), `${text.slice(length >> 1)}\r\n`]))).toEqual([text]);
});
