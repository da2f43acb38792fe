/** What every kind of block is made of: captions that number themselves, notes, and the space between. */
import { AlignmentType, type ISectionOptions, LineRuleType, Paragraph, SequentialIdentifier, TextRun } from 'docx';
import type { Language } from '../../base/language.ts';
import { wordsOf } from '../words.ts';
import type { FigureImage } from './figures.ts';

export type Child = ISectionOptions['children'][number];

export interface Pen {
  readonly language: Language;
  readonly images: ReadonlyMap<string, FigureImage>;
}

export function caption(what: 'figure' | 'table' | 'listing', text: string, pen: Pen, keepNext: boolean): Paragraph {
  const words = wordsOf(pen.language);
  return new Paragraph({
    style: 'Caption',
    keepNext,
    alignment: what === 'listing' ? AlignmentType.LEFT : AlignmentType.CENTER,
    children: [
      new TextRun({ text: `${words[what]} `, bold: true }),
      new SequentialIdentifier(words[what]),
      new TextRun({ text: `  ${text}` }),
    ],
  });
}

export function noteAfter(note: string | null): Paragraph[] {
  return note === null ? [] : [new Paragraph({ style: 'Note', children: [new TextRun(note)] })];
}

export function gap(): Paragraph {
  return new Paragraph({ spacing: { after: 60, line: 160, lineRule: LineRuleType.AUTO }, children: [] });
}
