/** The model's blocks as Word paragraphs, tables and pictures. */
import { AlignmentType, BorderStyle, ImageRun, Paragraph, ShadingType, TextRun } from 'docx';
import type { Language } from '../../base/language.ts';
import type { Block, Callout, Figure, Inlines } from '../model.ts';
import { wordsOf } from '../words.ts';
import { runs } from './inlines.ts';
import { codeChildren, dialogueChildren } from './listings.ts';
import { type Child, caption, gap, noteAfter, type Pen } from './paragraphs.ts';
import { COLOR, TEXT_WIDTH, TONE_FILL } from './style.ts';
import { factsTable, tableChildren, writingLines } from './tables.ts';

/** A figure higher than this would push its caption off the page. */
const HIGHEST_FIGURE = 800;
/** Two of this height, with their headings and captions, share a page. */
const HALF_PAGE = 312;
const SMALLEST_FOR_TWO = 0.85;
const SMALL_SIZE = 19;
const FILTER_SIZE = 18;

/** A paragraph stays on the page of what it introduces. */
const INTRODUCED: ReadonlySet<Block['kind']> = new Set(['list', 'figure', 'table', 'code', 'dialogue', 'facts']);

export function blocksChildren(blocks: readonly Block[], pen: Pen): Child[] {
  return blocks.flatMap((block, i) => blockChildren(block, pen, introduces(block, blocks[i - 1], blocks[i + 1])));
}

/**
 * Facts between a paragraph and a listing do not: of heading, paragraph, facts, caption and listing, all kept together,
 * LibreOffice leaves the heading behind, alone at the foot of a page.
 */
function introduces(block: Block, before: Block | undefined, next: Block | undefined): boolean {
  if (block.kind === 'facts') return before === undefined;
  return next !== undefined && INTRODUCED.has(next.kind);
}

function blockChildren(block: Block, pen: Pen, keepNext: boolean): Child[] {
  const { language } = pen;
  switch (block.kind) {
    case 'paragraph':
      return [new Paragraph({ style: 'Prose', keepNext, children: runs(block.text, language) })];
    case 'list':
      return block.items.map(
        (item) =>
          new Paragraph({
            children: runs(item, language),
            numbering: { reference: block.ordered ? 'ordered' : 'bullets', level: 0 },
          }),
      );
    case 'facts':
      return block.compact ? [compactFacts(block.items, pen, keepNext)] : factsTable(block.items, pen);
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
      return [filterLine(block.text, block.shows, language)];
    case 'blank':
      return [
        ...(block.prompt === ''
          ? []
          : [new Paragraph({ style: 'Note', keepNext: true, children: [new TextRun(block.prompt)] })]),
        writingLines(block.lines),
        gap(),
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

function filterLine(text: string, shows: string, language: Language): Paragraph {
  const words = wordsOf(language);
  return new Paragraph({
    style: 'Note',
    children: [
      new TextRun({ text: `${words.shows}${words.colon}` }),
      ...runs([{ kind: 'filter', text }], language, FILTER_SIZE),
      new TextRun({ text: words.aside(shows) }),
    ],
  });
}

function compactFacts(items: readonly { label: string; value: Inlines }[], pen: Pen, keepNext: boolean): Paragraph {
  const { language } = pen;
  return new Paragraph({
    keepNext,
    children: items.flatMap(({ label, value }, i) => [
      new TextRun({
        text: `${i === 0 ? '' : '   '}${label}${wordsOf(language).colon}`,
        color: COLOR.faint,
        size: SMALL_SIZE,
      }),
      ...runs(value, language, SMALL_SIZE),
    ]),
  });
}

/** As wide as the text, but not higher than a page; a little smaller where that puts two on a page. */
function scaleOf({ width, height }: Figure): number {
  const scale = Math.min(1, TEXT_WIDTH.pixels / width, HIGHEST_FIGURE / height);
  const forTwo = HALF_PAGE / height;
  return forTwo < scale && forTwo >= scale * SMALLEST_FOR_TWO ? forTwo : scale;
}

function figureChildren(block: Figure, pen: Pen): Child[] {
  const image = pen.images.get(block.id);
  if (image === undefined) return [];
  const scale = scaleOf(block);
  const transformation = { width: Math.round(block.width * scale), height: Math.round(block.height * scale) };
  const picture = new ImageRun({
    type: 'svg',
    data: Buffer.from(image.svg),
    transformation,
    fallback: { type: 'png', data: Buffer.from(image.png) },
    altText: { id: String(image.number), name: block.id, title: block.caption, description: block.description },
  });
  return [
    new Paragraph({ keepNext: true, alignment: AlignmentType.CENTER, spacing: { before: 160 }, children: [picture] }),
    caption('figure', block.caption, pen, false),
    ...noteAfter(missingNote(image.missing, pen.language)),
  ];
}

/** Honest about letters that the figure could not be given. */
function missingNote(missing: readonly string[], language: Language): string | null {
  if (missing.length === 0) return null;
  const list = missing.map((sign) => `${sign} (U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`);
  return language === 'zh'
    ? `图中的方框代表自带字形中没有的字符：${list.join('、')}`
    : `An empty box in the figure stands for a character that there is no outline of: ${list.join(', ')}`;
}
