/** Lines for a terminal: columns and wrapped text, measured as a terminal shows them (a Chinese character is two wide). */
import type { WidthOf } from './text-width.ts';

export interface Column {
  readonly align: 'left' | 'right';
  /** May be shortened when the line would be longer than the terminal. */
  readonly shrinks?: 'first' | 'last';
  /** Left out, the lowest number first, where even the shortest form is too long for the terminal. */
  readonly dispensable?: number;
}

const GAP = '  ';
const ELLIPSIS = '…';
/** A column is not shortened below this. */
const MIN_COLUMN = 8;
/** No line breaks before these (Chinese typography): ，。；：、！？）”’》 and the Latin ones. */
const NEVER_FIRST = /^[\uff0c\u3002\uff1b\uff1a\u3001\uff01\uff1f\uff09\u201d\u2019\u300b,.;:!?)]/u;

/** Rows of equal length; the first is the head. `paint` colours a cell after it has been fitted. */
export function layOut(
  rows: readonly (readonly string[])[],
  allColumns: readonly Column[],
  width: number,
  widthOf: WidthOf,
  paint: (text: string, row: number, column: number) => string,
): string[] {
  const allWidths = allColumns.map((_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ''))));
  const shown = indispensable(allWidths, allColumns, width);
  const columns = shown.map((index) => allColumns[index]!);
  const widths = shown.map((index) => allWidths[index]!);
  shrink(widths, columns, width);
  return rows.map((row, rowIndex) =>
    shown
      .map((index, at) => {
        const cell = padTo(row[index] ?? '', widths[at]!, allColumns[index]!.align, widthOf);
        return paint(cell, rowIndex, index);
      })
      .join(GAP)
      .trimEnd(),
  );
}

/** Indices of the columns that fit in their shortest form; what shrinks first goes before others have to shrink. */
function indispensable(widths: readonly number[], columns: readonly Column[], width: number): number[] {
  const kept = columns.map((_, index) => index);
  const order = kept.filter((index) => columns[index]!.dispensable !== undefined);
  order.sort((a, b) => columns[a]!.dispensable! - columns[b]!.dispensable!);
  for (const candidate of order) {
    const turn = columns[candidate]!.shrinks;
    const shortest = (index: number) => {
      const { shrinks } = columns[index]!;
      const mayShrink = shrinks !== undefined && (turn !== 'first' || shrinks === 'first');
      return mayShrink ? Math.min(MIN_COLUMN, widths[index]!) : widths[index]!;
    };
    const total = kept.reduce((sum, index) => sum + shortest(index), GAP.length * (kept.length - 1));
    if (total > width) kept.splice(kept.indexOf(candidate), 1);
  }
  return kept;
}

/** Shortens what may be shortened until the line fits. */
function shrink(widths: number[], columns: readonly Column[], width: number): void {
  let excess = widths.reduce((sum, one) => sum + one, GAP.length * (widths.length - 1)) - width;
  for (const turn of ['first', 'last'] as const) {
    for (const [index, column] of columns.entries()) {
      if (column.shrinks !== turn || excess <= 0) continue;
      const taken = Math.min(excess, Math.max(0, widths[index]! - MIN_COLUMN));
      widths[index]! -= taken;
      excess -= taken;
    }
  }
}

/** Cut to at most `width`, with an ellipsis where something was cut. */
export function cutTo(text: string, width: number, widthOf: WidthOf): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const char of text) {
    if (widthOf(kept + char) > width - 1) break;
    kept += char;
  }
  return kept + ELLIPSIS;
}

/** Padded or cut to exactly `width`. */
export function padTo(text: string, width: number, align: 'left' | 'right', widthOf: WidthOf): string {
  const shown = cutTo(text, width, widthOf);
  const padding = ' '.repeat(Math.max(0, width - widthOf(shown)));
  return align === 'left' ? shown + padding : padding + shown;
}

/** Lines of at most `width`: broken at spaces, and between Chinese characters. */
export function wrap(text: string, width: number, widthOf: WidthOf): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    const tooLong = widthOf((line + piece).trimEnd()) > width;
    if (tooLong && line.trim() !== '') {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** What may not be broken: words with the space after them, single Chinese characters; a closing mark stays with either. */
function piecesOf(text: string): string[] {
  const found = text.match(
    /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]\s*|[^\s\p{Script=Han}\u3000-\u303f\uff00-\uffef]+\s*|\s+/gu,
  );
  const pieces: string[] = [];
  for (const piece of found ?? []) {
    if (pieces.length > 0 && NEVER_FIRST.test(piece)) pieces.push(`${pieces.pop()}${piece}`);
    else pieces.push(piece);
  }
  return pieces;
}
