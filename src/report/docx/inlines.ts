/** The model's inline pieces as Word runs. */
import { TextRun } from 'docx';
import { frameRuns } from '../../base/frame-words.ts';
import type { Language } from '../../base/language.ts';
import type { Inline, Inlines } from '../model.ts';
import { framesText } from '../words.ts';
import { CODE_FONTS, COLOR } from './style.ts';

/** A zero-width space after this many characters lets Word break a hash or a filter that has no spaces. */
const BREAK_EVERY = 16;

/** `short` writes frames as `#3–5`, for tables. */
export function runs(list: Inlines, language: Language, size?: number, short = false): TextRun[] {
  const sized = size === undefined ? {} : { size };
  return list.flatMap((inline) => run(short ? shortFrames(inline) : inline, language, sized));
}

function shortFrames(inline: Inline): Inline {
  return typeof inline === 'string' || inline.kind !== 'frames' ? inline : shortFramesText(inline);
}

/** `#3–5, #9`. */
export function shortFramesText({
  frames,
  more,
}: {
  readonly frames: readonly number[];
  readonly more: number;
}): string {
  const parts = frameRuns(frames).map(([first, last]) => (first === last ? `#${first}` : `#${first}–${last}`));
  return parts.join(', ') + (more > 0 ? ' …' : '');
}

function run(inline: Inline, language: Language, sized: { size?: number }): TextRun[] {
  if (typeof inline === 'string') return inline === '' ? [] : lines(inline, sized);
  switch (inline.kind) {
    case 'code':
    case 'filter':
      return [new TextRun({ text: inline.text, font: CODE_FONTS, ...sized })];
    case 'hash':
      return [new TextRun({ text: breakable(inline.text), font: CODE_FONTS, size: 14 })];
    case 'strong':
      return [new TextRun({ text: inline.text, bold: true, ...sized })];
    case 'said':
      return [new TextRun({ text: inline.text, font: CODE_FONTS, color: COLOR[inline.by], ...sized })];
    case 'side':
      return [new TextRun({ text: inline.text, color: COLOR[inline.by], ...sized })];
    case 'verdict':
      return [new TextRun({ text: inline.text, bold: true, color: COLOR[inline.tone], ...sized })];
    case 'frames':
      return [new TextRun({ text: framesText(inline.frames, inline.more, language), ...sized })];
    case 'range':
      return [new TextRun({ text: `#${inline.first}–#${inline.last}`, ...sized })];
    case 'stream':
      return [new TextRun({ text: String(inline.stream), ...sized })];
    case 'section':
      return [new TextRun({ text: inline.text, ...sized })];
  }
}

/** A line feed in a text is a new line in the paragraph. */
function lines(text: string, sized: { size?: number }): TextRun[] {
  return text.split('\n').map((line, i) => new TextRun({ text: line, ...sized, ...(i > 0 ? { break: 1 } : {}) }));
}

function breakable(text: string): string {
  return text.replace(new RegExp(`(.{${BREAK_EVERY}})(?=.)`, 'g'), '$1\u200b');
}
