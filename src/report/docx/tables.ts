/** Tables: between two heavy rules, with a header that repeats on each page and rows that stay whole. */
import {
  AlignmentType,
  BorderStyle,
  type ITableBordersOptions,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Inlines, Table as TableModel } from '../model.ts';
import { columnWidths, plain } from './column-widths.ts';
import { runs } from './inlines.ts';
import { type Child, caption, gap, noteAfter, type Pen } from './paragraphs.ts';
import { COLOR, TEXT_WIDTH } from './style.ts';

/** In twips; said once for a table and not for each of its cells, which would double the document. */
const CELL_MARGINS = { top: 40, bottom: 40, left: 70, right: 70 } as const;
/** So many lines to write on are kept on one page. */
const MOST_LINES_TOGETHER = 12;
/** Room to write a line by hand, in twips. */
const WRITING_HEIGHT = 500;
/** A table that is no longer is kept on one page; a header is kept with its first row anyway. */
const MOST_ROWS_TOGETHER = 12;
const MOST_TEXT_TOGETHER = 900;
const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const HEAVY = { style: BorderStyle.SINGLE, size: 12, color: '1A1F26' } as const;
const THIN = { style: BorderStyle.SINGLE, size: 4, color: COLOR.rule } as const;
const OPEN_TABLE: ITableBordersOptions = {
  top: HEAVY,
  bottom: HEAVY,
  left: NO_LINE,
  right: NO_LINE,
  insideHorizontal: THIN,
  insideVertical: NO_LINE,
};

export function factsTable(items: readonly { label: string; value: Inlines }[], pen: Pen): Child[] {
  const labelWidth = Math.round(TEXT_WIDTH.twips * 0.24);
  const rows = items.map(
    ({ label, value }) =>
      new TableRow({
        cantSplit: true,
        children: [
          cell([new TextRun({ text: label, color: COLOR.faint })], 'left', false, labelWidth),
          cell(runs(value, pen.language), 'left', false, TEXT_WIDTH.twips - labelWidth),
        ],
      }),
  );
  return [framed(rows, [labelWidth, TEXT_WIDTH.twips - labelWidth], { ...OPEN_TABLE, top: THIN, bottom: THIN }), gap()];
}

export function tableChildren(block: TableModel, pen: Pen): Child[] {
  const widths = columnWidths(block, TEXT_WIDTH.twips);
  const text = JSON.stringify(block.rows.map((row) => row.map((cell) => cell.map(plain)))).length;
  const together = block.rows.length <= MOST_ROWS_TOGETHER && text <= MOST_TEXT_TOGETHER;
  const header = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: block.columns.map((column, i) =>
      cell([new TextRun({ text: column.title, bold: true })], column.align, true, widths[i]),
    ),
  });
  const rows = block.rows.map((row, r) => {
    const keepNext = together && r < block.rows.length - 1;
    const children = row.map((inlines, i) =>
      cell(runs(inlines, pen.language, undefined, true), block.columns[i]?.align ?? 'left', keepNext, widths[i]),
    );
    return new TableRow({ cantSplit: true, children });
  });
  return [
    caption('table', block.caption, pen, true),
    framed([header, ...rows], widths, OPEN_TABLE),
    ...noteAfter(block.note),
    gap(),
  ];
}

/** Rows and not paragraphs: Word takes paragraphs with the same border as one, and would draw the last line only. */
export function writingLines(count: number): Table {
  const rows = Array.from(
    { length: count },
    (_, i) =>
      new TableRow({
        cantSplit: true,
        height: { value: WRITING_HEIGHT, rule: 'exact' },
        children: [cell([], 'left', i < Math.min(count, MOST_LINES_TOGETHER) - 1, TEXT_WIDTH.twips)],
      }),
  );
  return framed(rows, [TEXT_WIDTH.twips], { ...OPEN_TABLE, top: NO_LINE, bottom: THIN });
}

function framed(rows: TableRow[], columnWidths: number[], borders: ITableBordersOptions): Table {
  const width = { size: TEXT_WIDTH.twips, type: WidthType.DXA };
  return new Table({ width, columnWidths, layout: TableLayoutType.FIXED, borders, margins: CELL_MARGINS, rows });
}

function cell(
  children: readonly TextRun[],
  align: 'left' | 'right' | 'center',
  keepNext: boolean,
  width?: number,
): TableCell {
  return new TableCell({
    ...(width === undefined ? {} : { width: { size: width, type: WidthType.DXA } }),
    children: [
      new Paragraph({
        style: 'Cell',
        ...(align === 'left' ? {} : { alignment: align === 'right' ? AlignmentType.RIGHT : AlignmentType.CENTER }),
        ...(keepNext ? { keepNext } : {}),
        children: [...children],
      }),
    ],
  });
}
