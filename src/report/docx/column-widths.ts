/** How wide the columns of a table are in Word, which does not work it out by itself as a browser does. */
import type { Inline, Inlines, Table } from '../model.ts';
import { shortFramesText } from './inlines.ts';

const NARROWEST = 4;
const WIDEST = 40;
/** A character of a table's size, in twips: a little more than what most take. */
const CHARACTER = 92;
/** Room for the cell's margins, in characters. */
const MARGINS = 1.6;
/** How much wider than a small letter others are: bold ones, capitals and monospaced ones, and Chinese characters. */
const BOLD = 1.15;
const WIDE = 1.32;
const CHINESE = 2;
const MONOSPACED: ReadonlySet<string> = new Set(['code', 'said', 'filter']);
/** A hash is broken into lines of 16 small digits. */
const HASH_LINE = '0'.repeat(19);
/** A longer word is broken. */
const MAX_WORD = 18;

/** Every column fits its longest word; what is left of `total` twips is shared by how much the longest cell says. */
export function columnWidths(block: Table, total: number): number[] {
  const wants = block.columns.map((column, i) => {
    const cells = block.rows.map((row) => cellWidths(row[i] ?? []));
    const title = BOLD * longestWord(column.title, false);
    const word = Math.max(NARROWEST, title, ...cells.map((cell) => cell.word)) + MARGINS;
    const whole = Math.max(textWidth(column.title, false), ...cells.map((cell) => cell.whole));
    return { word, more: Math.max(0, Math.min(WIDEST, whole) + MARGINS - word) };
  });
  const words = wants.reduce((sum, { word }) => sum + word, 0);
  const more = wants.reduce((sum, want) => sum + want.more, 0);
  const left = Math.max(0, total / CHARACTER - words);
  const widths = wants.map((want) => want.word + (more === 0 ? left / wants.length : (left * want.more) / more));
  const sum = widths.reduce((all, width) => all + width, 0);
  return widths.map((width) => Math.floor((width / sum) * total));
}

/** Of a cell's longest word and of all its text, in small letters. */
function cellWidths(cell: Inlines): { word: number; whole: number } {
  const parts = cell.map((inline) => {
    const text = plain(inline);
    const monospaced = typeof inline !== 'string' && MONOSPACED.has(inline.kind);
    return { word: longestWord(text, monospaced), whole: textWidth(text, monospaced) };
  });
  const word = Math.max(0, ...parts.map((part) => part.word));
  return { word, whole: parts.reduce((sum, part) => sum + part.whole, 0) };
}

/** Chinese may break between any two characters; four of them should stay together all the same. */
function longestWord(text: string, monospaced: boolean): number {
  const words = text.split(/[\s\u2e80-\u9fff\uff00-\uffef]+/);
  const chinese = /[\u2e80-\u9fff]/.test(text) ? 4 * CHINESE : 0;
  return Math.max(chinese, ...words.map((word) => Math.min(textWidth(word, monospaced), MAX_WORD)));
}

function textWidth(text: string, monospaced: boolean): number {
  let sum = 0;
  for (const character of text) {
    if (character.codePointAt(0)! >= 0x2e80) sum += CHINESE;
    else sum += monospaced || /[A-Z+→←]/.test(character) ? WIDE : 1;
  }
  return sum;
}

/** What takes room of an inline in a cell. */
export function plain(inline: Inline): string {
  if (typeof inline === 'string') return inline;
  if (inline.kind === 'frames') return shortFramesText(inline);
  if (inline.kind === 'hash') return HASH_LINE;
  return 'text' in inline ? inline.text : '00000';
}
