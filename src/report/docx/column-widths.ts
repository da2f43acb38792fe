/** How wide the columns of a table are in Word, which does not work it out by itself as a browser does. */
import type { Inlines, Table } from '../model.ts';
import { shortFramesText } from './inlines.ts';

const NARROWEST = 6;
const WIDEST = 40;
/** What a column gets of the width that its longest text wants beyond its longest word. */
const SHARE_OF_REST = 0.35;
/** Room for the cell's margins, in characters. */
const MARGINS = 2;
/** How much wider the bold letters of a title are. */
const BOLD = 1.2;
/** A longer word is broken. */
const MAX_WORD = 24;

/** Every column fits its longest word; the rest is shared by how much its longest cell says. In parts of `total`. */
export function columnWidths(block: Table, total: number): number[] {
  const wants = block.columns.map((column, i) => {
    const texts = [column.title, ...block.rows.map((row) => plain(row[i] ?? []))];
    const title = Math.ceil(longestWord(column.title) * BOLD);
    const word = Math.max(NARROWEST, title, ...texts.slice(1).map(longestWord));
    const longest = Math.min(WIDEST, Math.max(...texts.map(weight)));
    return word + MARGINS + SHARE_OF_REST * Math.max(0, longest - word);
  });
  const sum = wants.reduce((all, want) => all + want, 0);
  return wants.map((want) => Math.floor((want / sum) * total));
}

/** Chinese may break between any two characters; four of them should stay together all the same. */
function longestWord(text: string): number {
  const words = text.split(/[\s\u2e80-\u9fff\uff00-\uffef]+/).map((word) => Math.min(word.length, MAX_WORD));
  const chinese = /[\u2e80-\u9fff]/.test(text) ? 8 : 0;
  return Math.max(chinese, ...words);
}

function weight(text: string): number {
  let sum = 0;
  for (const character of text) sum += character.codePointAt(0)! >= 0x2e80 ? 2 : 1;
  return sum;
}

function plain(inlines: Inlines): string {
  return inlines
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      if (inline.kind === 'frames') return shortFramesText(inline);
      if (inline.kind === 'hash') return 'x'.repeat(18);
      return 'text' in inline ? inline.text : '00000';
    })
    .join('');
}
