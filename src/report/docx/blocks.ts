/** The model's blocks as Word paragraphs and tables, with numbered captions. */
import {
  AlignmentType,
  BorderStyle,
  ImageRun,
  type ISectionOptions,
  LineRuleType,
  Paragraph,
  SequentialIdentifier,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import type { Language } from '../../base/language.ts';
import type { Block, Callout, Dialogue, Figure, Inlines, Table as TableModel } from '../model.ts';
import { wordsOf } from '../words.ts';
import type { FigureImage } from './figures.ts';
import { runs } from './inlines.ts';
import { COLOR, TONE_FILL } from './style.ts';

export type Child = ISectionOptions['children'][number];

export interface Pen {
  readonly language: Language;
  readonly images: ReadonlyMap<string, FigureImage>;
}

/** Width of the text on A4 with the margins of `render.ts`, in pixels at 96 per inch and in twips. */
export const TEXT_WIDTH = { pixels: 620, twips: 9300 } as const;
const TABLE_SIZE = 18;
/** One white pixel, for readers that can't draw SVG, from a machine that could draw no PNG. */
const EMPTY_PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAABHNCSVQICAgIfAhkiAAAAAFzUkdCAK7OHOkAAAANSURBVAiZY/j///9/AAn7A/0I0egeAAAAAElFTkSuQmCC',
  'base64',
);

export function blockChildren(block: Block, pen: Pen): Child[] {
  const { language } = pen;
  switch (block.kind) {
    case 'paragraph':
      return [new Paragraph({ children: runs(block.text, language) })];
    case 'list':
      return block.items.map(
        (item) =>
          new Paragraph({
            children: runs(item, language),
            numbering: { reference: block.ordered ? 'ordered' : 'bullets', level: 0 },
          }),
      );
    case 'facts':
      return block.compact ? [compactFacts(block.items, language)] : [factsTable(block.items, language), gap()];
    case 'table':
      return tableChildren(block, pen);
    case 'figure':
      return figureChildren(block, pen);
    case 'dialogue':
      return dialogueChildren(block, pen);
    case 'callout':
      return [callout(block, language)];
    case 'code':
      return codeChildren(block, pen);
    case 'filter':
      return [
        new Paragraph({
          style: 'Note',
          children: [
            new TextRun({ text: `${wordsOf(language).shows}${wordsOf(language).colon}` }),
            ...runs([{ kind: 'filter', text: block.text }], language, 18),
            new TextRun({ text: language === 'zh' ? `（${block.shows}）` : ` (${block.shows})` }),
          ],
        }),
      ];
    case 'blank':
      return [
        new Paragraph({ style: 'Note', children: [new TextRun(block.prompt)] }),
        ...Array.from({ length: block.lines }, () => writingLine()),
      ];
  }
}

export function callout(block: Callout, language: Language): Paragraph {
  const color = COLOR[block.tone];
  return new Paragraph({
    shading: { type: ShadingType.CLEAR, color: 'auto', fill: TONE_FILL[block.tone] },
    border: { left: { style: BorderStyle.SINGLE, size: 24, color, space: 8 } },
    spacing: { before: 80, after: 160 },
    children: [new TextRun({ text: `${block.title}  `, bold: true, color }), ...runs(block.text, language)],
  });
}

function gap(): Paragraph {
  return new Paragraph({ spacing: { after: 60, line: 160, lineRule: LineRuleType.AUTO }, children: [] });
}

function writingLine(): Paragraph {
  return new Paragraph({
    spacing: { before: 300, after: 0 },
    border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: COLOR.rule, space: 1 } },
    children: [],
  });
}

function compactFacts(items: readonly { label: string; value: Inlines }[], language: Language): Paragraph {
  return new Paragraph({
    children: items.flatMap(({ label, value }, i) => [
      new TextRun({ text: `${i === 0 ? '' : '    '}${label} `, color: COLOR.faint, size: 19 }),
      ...runs(value, language, 19),
    ]),
  });
}

const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const HEAVY = { style: BorderStyle.SINGLE, size: 12, color: '1A1F26' } as const;
const THIN = { style: BorderStyle.SINGLE, size: 4, color: COLOR.rule } as const;
const OPEN_TABLE = {
  top: HEAVY,
  bottom: HEAVY,
  left: NO_LINE,
  right: NO_LINE,
  insideHorizontal: THIN,
  insideVertical: NO_LINE,
};

function factsTable(items: readonly { label: string; value: Inlines }[], language: Language): Table {
  const labelWidth = Math.round(TEXT_WIDTH.twips * 0.24);
  return new Table({
    width: { size: TEXT_WIDTH.twips, type: WidthType.DXA },
    columnWidths: [labelWidth, TEXT_WIDTH.twips - labelWidth],
    layout: TableLayoutType.FIXED,
    borders: { ...OPEN_TABLE, top: THIN, bottom: THIN },
    rows: items.map(
      ({ label, value }) =>
        new TableRow({
          cantSplit: true,
          children: [
            cell([new TextRun({ text: label, color: COLOR.faint, size: TABLE_SIZE })], 'left'),
            cell(runs(value, language, TABLE_SIZE), 'left'),
          ],
        }),
    ),
  });
}

function cell(children: readonly TextRun[], align: 'left' | 'right' | 'center', width?: number): TableCell {
  return new TableCell({
    ...(width === undefined ? {} : { width: { size: width, type: WidthType.DXA } }),
    margins: { top: 40, bottom: 40, left: 70, right: 70 },
    children: [
      new Paragraph({
        alignment: { left: AlignmentType.LEFT, right: AlignmentType.RIGHT, center: AlignmentType.CENTER }[align],
        spacing: { after: 0, line: 250, lineRule: LineRuleType.AUTO },
        children: [...children],
      }),
    ],
  });
}

function tableChildren(block: TableModel, pen: Pen): Child[] {
  const widths = columnWidths(block);
  const header = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: block.columns.map((column, i) =>
      cell([new TextRun({ text: column.title, bold: true, size: TABLE_SIZE })], column.align, widths[i]),
    ),
  });
  const rows = block.rows.map(
    (row) =>
      new TableRow({
        cantSplit: true,
        children: row.map((inlines, i) =>
          cell(runs(inlines, pen.language, TABLE_SIZE, true), block.columns[i]?.align ?? 'left', widths[i]),
        ),
      }),
  );
  return [
    caption('table', block.caption, pen, true),
    new Table({
      width: { size: TEXT_WIDTH.twips, type: WidthType.DXA },
      columnWidths: widths,
      layout: TableLayoutType.FIXED,
      borders: OPEN_TABLE,
      rows: [header, ...rows],
    }),
    ...(block.note === null ? [] : [new Paragraph({ style: 'Note', children: [new TextRun(block.note)] })]),
    gap(),
  ];
}

const NARROWEST = 6;
const WIDEST = 40;
/** What a column gets of the width that its longest text wants beyond its longest word. */
const SHARE_OF_REST = 0.35;
/** Room for the cell's margins, in characters. */
const MARGINS = 2;

/** Every column fits its longest word; the rest is shared by how much its longest cell says. */
function columnWidths(block: TableModel): number[] {
  const wants = block.columns.map((column, i) => {
    const texts = [column.title, ...block.rows.map((row) => plain(row[i] ?? []))];
    const word = Math.max(NARROWEST, ...texts.map(longestWord));
    const longest = Math.min(WIDEST, Math.max(...texts.map(weight)));
    return word + MARGINS + SHARE_OF_REST * Math.max(0, longest - word);
  });
  const sum = wants.reduce((total, want) => total + want, 0);
  return wants.map((want) => Math.floor((want / sum) * TEXT_WIDTH.twips));
}

/** Chinese may break between any two characters; four of them should stay together all the same. */
function longestWord(text: string): number {
  const words = text.split(/[\s\u2e80-\u9fff\uff00-\uffef]+/).map((word) => Math.min(word.length, MAX_WORD));
  const chinese = /[\u2e80-\u9fff]/.test(text) ? 8 : 0;
  return Math.max(chinese, ...words);
}

const MAX_WORD = 24;

function weight(text: string): number {
  let sum = 0;
  for (const character of text) sum += character.codePointAt(0)! >= 0x2e80 ? 2 : 1;
  return sum;
}

function plain(inlines: Inlines): string {
  return inlines
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      if (inline.kind === 'frames') return inline.frames.map((frame) => `#${frame}`).join(', ');
      if (inline.kind === 'hash') return 'x'.repeat(18);
      return 'text' in inline ? inline.text : '00000';
    })
    .join('');
}

function caption(what: 'figure' | 'table' | 'listing', text: string, pen: Pen, keepNext: boolean): Paragraph {
  const words = wordsOf(pen.language);
  return new Paragraph({
    style: 'Caption',
    keepNext,
    alignment: what === 'figure' ? AlignmentType.CENTER : AlignmentType.LEFT,
    children: [
      new TextRun({ text: `${words[what]} `, bold: true }),
      new SequentialIdentifier(words[what]),
      new TextRun({ text: `  ${text}` }),
    ],
  });
}

function figureChildren(block: Figure, pen: Pen): Child[] {
  const image = pen.images.get(block.id);
  if (image === undefined) return [];
  const scale = Math.min(1, TEXT_WIDTH.pixels / block.width, 860 / block.height);
  const transformation = { width: Math.round(block.width * scale), height: Math.round(block.height * scale) };
  return [
    new Paragraph({
      keepNext: true,
      alignment: AlignmentType.CENTER,
      spacing: { before: 160 },
      children: [
        new ImageRun({
          type: 'svg',
          data: Buffer.from(image.svg),
          transformation,
          fallback: { type: 'png', data: Buffer.from(image.png ?? EMPTY_PNG) },
          altText: { name: block.id, title: block.caption, description: block.description },
        }),
      ],
    }),
    caption('figure', block.caption, pen, false),
  ];
}

/** Lines in a grey panel; each is a paragraph, so that long listings may break over pages. */
function panel(lines: readonly TextRun[][]): Paragraph[] {
  return lines.map(
    (children) =>
      new Paragraph({
        style: 'Code',
        shading: { type: ShadingType.CLEAR, color: 'auto', fill: COLOR.panel },
        children,
      }),
  );
}

function dialogueChildren(block: Dialogue, pen: Pen): Child[] {
  const words = wordsOf(pen.language);
  const lines = block.lines.flatMap((line) => {
    const text = line.kind === 'gap' ? `[${words.gap}] ${line.text}` : line.text;
    const arrow = line.direction === 'client' ? '→' : '←';
    return text.split('\n').map((part, i) => {
      const frame = i === 0 && line.frames[0] !== undefined ? `#${line.frames[0]}` : '';
      return [
        new TextRun({ text: `${frame.padStart(6)} `, color: COLOR.faint }),
        new TextRun({ text: `${arrow} ${part}`, color: COLOR[line.direction] }),
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
  return [caption('listing', block.caption, pen, true), who, ...panel(lines), ...noteAfter(block.note), gap()];
}

function codeChildren(block: Extract<Block, { kind: 'code' }>, pen: Pen): Child[] {
  const lines = block.text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => [new TextRun({ text: line })]);
  return [
    ...(block.caption === null ? [] : [caption('listing', block.caption, pen, true)]),
    ...panel(lines),
    ...noteAfter(block.note),
    gap(),
  ];
}

function noteAfter(note: string | null): Paragraph[] {
  return note === null ? [] : [new Paragraph({ style: 'Note', children: [new TextRun(note)] })];
}
