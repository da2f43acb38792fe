/** Tables: numbered, captioned, wider than the screen only within their own frame. */
import type { Column, Inlines, Table } from '../../model.ts';
import { wordsOf } from '../../words.ts';
import { inlines, type Pen } from './inlines.ts';
import { type MarkupNode, node, textOf } from './markup.ts';

/** Cells up to this many characters are not broken inside a word or a Chinese phrase. */
const SHORT_CELL = 10;
/** A word longer than this may be broken anywhere. */
const LONG_WORD = 40;

export function tableNode(block: Table, pen: Pen): MarkupNode {
  pen.count.table += 1;
  const number = `${wordsOf(pen.model.language).table} ${pen.count.table}`;
  return node(
    'div',
    { class: 'table-wrap' },
    node(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': block.caption },
      node(
        'table',
        {},
        node('caption', {}, node('b', {}, number), ' ', block.caption),
        node('thead', {}, node('tr', {}, ...block.columns.map(headCell))),
        node(
          'tbody',
          {},
          ...block.rows.map((row) => node('tr', {}, ...row.map((cell, i) => bodyCell(cell, block.columns[i], pen)))),
        ),
      ),
    ),
    block.note === null ? null : node('p', { class: 'note' }, block.note),
  );
}

function headCell(column: Column): MarkupNode {
  return node('th', { scope: 'col', class: `align-${column.align}` }, column.title);
}

function bodyCell(cell: Inlines, column: Column | undefined, pen: Pen): MarkupNode {
  const parts = inlines(cell, pen);
  return node('td', { class: `align-${column?.align ?? 'left'}${breaking(parts.map(textOf).join(''))}` }, ...parts);
}

function breaking(text: string): string {
  if (text.length <= SHORT_CELL) return ' short';
  return text.split(/\s/).some((word) => word.length > LONG_WORD) ? ' long' : '';
}
