/** Text as it stood on the wire, in a file or in a terminal: a grey panel in a monospaced face. */
import { BorderStyle, Paragraph, ShadingType, TextRun } from 'docx';
import type { Block, Dialogue } from '../model.ts';
import { wordsOf } from '../words.ts';
import { type Child, caption, gap, noteAfter, type Pen } from './paragraphs.ts';
import { COLOR } from './style.ts';

/** Pieces of a line, each with its colour. */
type Line = readonly { readonly text: string; readonly color?: string }[];

export function dialogueChildren(block: Dialogue, pen: Pen): Child[] {
  const words = wordsOf(pen.language);
  const lines = block.lines.flatMap((line): Line[] => {
    const text = line.kind === 'gap' ? `[${words.gap}] ${line.text}` : line.text;
    const arrow = line.direction === 'client' ? '→' : '←';
    return text.split('\n').map((part, i) => {
      const frame = i === 0 && line.frames[0] !== undefined ? `#${line.frames[0]}` : '';
      return [
        { text: `${frame.padStart(6)} `, color: COLOR.faint },
        { text: `${arrow} ${part}`, color: COLOR[line.direction] },
      ];
    });
  });
  const who = new Paragraph({
    style: 'Note',
    keepNext: true,
    children: [
      new TextRun({ text: `→ ${words.client} ${block.client}    `, color: COLOR.client }),
      new TextRun({ text: `← ${words.server} ${block.server}`, color: COLOR.server }),
    ],
  });
  return [caption('listing', block.caption, pen, true), who, panel(lines), ...noteAfter(block.note), gap()];
}

export function codeChildren(block: Extract<Block, { kind: 'code' }>, pen: Pen): Child[] {
  const lines = block.text.replace(/\n$/, '').split('\n');
  return [
    ...(block.caption === null ? [] : [caption('listing', block.caption, pen, true)]),
    panel(lines.map((text) => [{ text }])),
    ...noteAfter(block.note),
    gap(),
  ];
}

/** One paragraph: it may go on over pages, and is copied as a whole. */
function panel(lines: readonly Line[]): Paragraph {
  const edge = { style: BorderStyle.SINGLE, size: 4, color: COLOR.panel, space: 3 };
  return new Paragraph({
    style: 'Code',
    shading: { type: ShadingType.CLEAR, color: 'auto', fill: COLOR.panel },
    border: { top: edge, bottom: edge, left: edge, right: edge },
    children: lines.flatMap((line, i) =>
      line.map((piece, j) => new TextRun(i > 0 && j === 0 ? { ...piece, break: 1 } : piece)),
    ),
  });
}
