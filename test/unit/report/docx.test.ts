import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { columnWidths } from '../../../src/report/docx/column-widths.ts';
import { withoutHistory } from '../../../src/report/docx/timeless.ts';
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

describe('withoutHistory', () => {
  const zip = (mtime: Date, first: number) => {
    const body = [
      `<w:hyperlink w:history="1" w:anchor="_Toc${first}"><w:instrText xml:space="preserve">PAGEREF _Toc${first} \\h</w:instrText>`,
      `<w:bookmarkStart w:name="_Toc${first}" w:id="${first}"/><w:bookmarkEnd w:id="${first}"/>`,
      `<w:bookmarkStart w:name="_Toc${first + 1}" w:id="${first + 1}"/><w:t>w:anchor="_Toc9"</w:t>`,
    ].join('');
    return zipSync({ 'word/document.xml': [strToU8(body), { mtime }], 'b/c': [new Uint8Array(9), { mtime }] });
  };

  test('packages that differ in their times and in where their bookmarks begin: the same bytes', () => {
    const [one, two] = [zip(new Date(2026, 1, 2, 3, 4, 6), 1), zip(new Date(1999, 11, 31, 23, 58, 0), 37)];
    expect(Buffer.compare(one, two)).not.toBe(0);
    expect(Buffer.compare(withoutHistory(one), withoutHistory(two))).toBe(0);
  });

  test('a text that looks like a bookmark: left as it is', () => {
    const body = strFromU8(unzipSync(withoutHistory(zip(new Date(2026, 1, 2), 37)))['word/document.xml']!);
    expect(body).toContain('<w:t>w:anchor="_Toc9"</w:t>');
    expect(body).toContain('PAGEREF _Toc1 \\h');
    expect(body).toContain('<w:bookmarkStart w:name="_Toc2" w:id="2"/>');
  });
});
