/** The pages before the first section: the title page, and the table of contents. */
import {
  AlignmentType,
  BorderStyle,
  HeadingLevel,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableOfContents,
  TableRow,
  TextRun,
  VerticalAlign,
  WidthType,
} from 'docx';
import type { ReportModel } from '../model.ts';
import { wordsOf } from '../words.ts';
import { callout } from './blocks.ts';
import type { Child } from './paragraphs.ts';
import { COLOR, HEADING_FONTS } from './style.ts';

const LABEL_WIDTH = 1700;
const VALUE_WIDTH = 4300;
const FIELD_HEIGHT = 640;
const FIELD_SIZE = 26;
const NO_LINE = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_LINES = { top: NO_LINE, bottom: NO_LINE, left: NO_LINE, right: NO_LINE } as const;

/** What is missing from a capture comes before anything else; that nothing is, below the names. */
export function titlePage(model: ReportModel): Child[] {
  const completeness = callout(model.completeness, model.language);
  const whole = model.completeness.tone === 'good';
  return [
    ...(whole ? [] : [completeness]),
    new Paragraph({
      alignment: AlignmentType.CENTER,
      spacing: { before: 2200, after: 500 },
      children: [new TextRun({ text: model.subtitle ?? '', size: 36, color: COLOR.faint, font: HEADING_FONTS })],
    }),
    new Paragraph({
      heading: HeadingLevel.TITLE,
      alignment: AlignmentType.CENTER,
      spacing: { after: 1600 },
      children: [new TextRun(model.title)],
    }),
    fields(model),
    ...(whole ? [new Paragraph({ spacing: { before: 1600 }, children: [] }), completeness] : []),
  ];
}

function fields({ titlePage: entries, language }: ReportModel): Table {
  // A Chinese title page spreads the characters of each label over the same width.
  const spread = language === 'zh' ? AlignmentType.DISTRIBUTE : AlignmentType.LEFT;
  return new Table({
    alignment: AlignmentType.CENTER,
    width: { size: LABEL_WIDTH + VALUE_WIDTH, type: WidthType.DXA },
    columnWidths: [LABEL_WIDTH, VALUE_WIDTH],
    layout: TableLayoutType.FIXED,
    borders: { ...NO_LINES, insideHorizontal: NO_LINE, insideVertical: NO_LINE },
    rows: entries.map(
      ({ label, value }) =>
        new TableRow({
          height: { value: FIELD_HEIGHT, rule: 'atLeast' },
          children: [field(label, spread, false), field(value ?? '', AlignmentType.CENTER, true)],
        }),
    ),
  });
}

function field(
  text: string,
  alignment: (typeof AlignmentType)[keyof typeof AlignmentType],
  underlined: boolean,
): TableCell {
  const line = { style: BorderStyle.SINGLE, size: 6, color: COLOR.rule };
  return new TableCell({
    width: { size: underlined ? VALUE_WIDTH : LABEL_WIDTH, type: WidthType.DXA },
    verticalAlign: VerticalAlign.BOTTOM,
    borders: { ...NO_LINES, bottom: underlined ? line : NO_LINE },
    children: [
      new Paragraph({
        alignment,
        spacing: { after: 0 },
        children: [new TextRun({ text, size: FIELD_SIZE, bold: underlined })],
      }),
    ],
  });
}

export function contents(model: ReportModel): Child[] {
  const words = wordsOf(model.language);
  return [
    new Paragraph({
      pageBreakBefore: true,
      alignment: AlignmentType.CENTER,
      spacing: { after: 240 },
      children: [new TextRun({ text: words.contents, bold: true, size: 32, font: HEADING_FONTS })],
    }),
    new TableOfContents(words.contents, { hyperlink: true, headingStyleRange: '1-2' }),
  ];
}
