import { expect, test } from 'vitest';
import { LineWriter, MAX_LINE_BYTES } from '../../../../src/cli/analyze/line-writer.ts';

function written(write: (lines: LineWriter) => unknown): string {
  const pieces: string[] = [];
  const lines = new LineWriter((bytes, done) => {
    pieces.push(new TextDecoder().decode(bytes));
    bytes.fill(0);
    done();
  });
  write(lines);
  lines.flush();
  return pieces.join('');
}

test.each([0, 1, 9, 10, 99, 100, 65_535, 999_999_999, 1_000_000_000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 53 - 1])(
  'the number %d: its decimal digits',
  (value) => expect(written((lines) => lines.number(value))).toBe(String(value)),
);

test('fewer digits than asked for: zeros before them', () => {
  expect(written((lines) => lines.text('1.').number(42, 9).text(' ').number(1_234_567_890, 9))).toBe(
    '1.000000042 1234567890',
  );
});

test('more lines than a buffer holds, buffers used again: every line once, in order', () => {
  const expected = Array.from({ length: 500 }, (_, index) => `${String(index).repeat(900)}\n`);
  expect(expected.every((line) => line.length < MAX_LINE_BYTES)).toBe(true);
  const all = written((lines) => {
    for (let index = 0; index < expected.length; index++) lines.text(String(index).repeat(900)).endLine();
  });
  expect(all === expected.join('')).toBe(true);
});
