import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { columnWidths } from '../../../src/report/docx/column-widths.ts';
import { withoutTimes } from '../../../src/report/docx/timeless.ts';
import type { Table } from '../../../src/report/model.ts';

describe('columnWidths', () => {
  const table = (...cells: string[]): Table => ({
    kind: 'table',
    caption: '',
    columns: cells.map(() => ({ title: 'x', align: 'left' })),
    rows: [cells.map((cell) => [cell])],
    note: null,
  });

  test('short words beside a long text: they fit, the text gets the rest, and all is used', () => {
    const [name, number, text] = columnWidths(table('client:35670', '1090948934', 'word '.repeat(30)), 9300);
    expect(Math.min(name!, number!)).toBeGreaterThan(10 * 92);
    expect(text!).toBeGreaterThan(name! + number!);
    expect(name! + number! + text!).toBeGreaterThan(9300 - 3);
  });

  test('more words than there is room: no column disappears', () => {
    const widths = columnWidths(table(...Array.from({ length: 14 }, () => 'abcdefghijklm')), 9300);
    expect(Math.min(...widths)).toBeGreaterThan(600);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThanOrEqual(9300);
  });
});

describe('withoutTimes', () => {
  const zip = (mtime: Date) =>
    zipSync({ 'a.txt': [new Uint8Array([1, 2, 3]), { mtime }], 'b/c': [new Uint8Array(9), { mtime }] });

  test('packages that differ in their times only: the same bytes', () => {
    const [one, two] = [zip(new Date(2026, 1, 2, 3, 4, 6)), zip(new Date(1999, 11, 31, 23, 58, 0))];
    expect(Buffer.compare(one, two)).not.toBe(0);
    expect(Buffer.compare(withoutTimes(one), withoutTimes(two))).toBe(0);
  });

  test('bytes that are no package: left as they are', () => {
    expect(withoutTimes(new Uint8Array(40))).toEqual(new Uint8Array(40));
  });
});
