/** What every part of the terminal summary needs to know, and the lines that they have in common. */
import type { Language } from '../../base/language.ts';
import type { Colors } from '../colors.ts';
import { wrap } from './summary-layout.ts';
import { word } from './summary-words.ts';
import type { WidthOf } from './text-width.ts';

/** Text is not set wider than this: long lines are hard to read. */
export const MAX_TEXT_WIDTH = 110;
export const INDENT = '    ';

export interface Context {
  readonly language: Language;
  readonly colors: Colors;
  readonly width: number;
  readonly widthOf: WidthOf;
}

export function textLines({ width, widthOf }: Context, text: string): string[] {
  return wrap(text, Math.min(width, MAX_TEXT_WIDTH) - INDENT.length, widthOf).map((line) => INDENT + line);
}

export function moreLine({ language, colors }: Context, count: number): string[] {
  return count > 0 ? [colors.dim(word('more', language, { n: String(count) }))] : [];
}
