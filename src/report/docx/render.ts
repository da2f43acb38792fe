/** The report as a Word document. */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageNumber,
  type PageNumberEstimator,
  Paragraph,
  TextRun,
} from 'docx';
import { estimatePageNumbers, estimatePageNumbersWith } from 'docx/layout';
import type { Language } from '../../base/language.ts';
import type { ReportModel, Section } from '../model.ts';
import { runningHead } from '../running-head.ts';
import { wordsOf } from '../words.ts';
import { blocksChildren } from './blocks.ts';
import { figureImages } from './figures.ts';
import { contents, titlePage } from './front.ts';
import type { Child, Pen } from './paragraphs.ts';
import { COLOR, PAGE, stylesFor } from './style.ts';
import { coreProperties, withoutHistory } from './timeless.ts';

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
] as const;

export async function renderDocx(model: ReportModel): Promise<Uint8Array> {
  const pen: Pen = { language: model.language, images: figureImages(model) };
  return withoutHistory(await pack(model, pen));
}

/** With page numbers worked out; a document that the estimator can't lay out leaves them to Word. */
async function pack(model: ReportModel, pen: Pen): Promise<Uint8Array> {
  const properties = [coreProperties(model)];
  try {
    return await Packer.toBuffer(documentOf(model, pen, true), undefined, properties);
  } catch {
    return await Packer.toBuffer(documentOf(model, pen, false), undefined, properties);
  }
}

const guess = estimatePageNumbersWith({ guess: true });

/**
 * Exact where every letter's width is known, for that is quicker; else guessed, in place of leaving all pages after the
 * first strange letter without a number. Without `listNumbers`, which would lay out the document once more: no heading
 * here is numbered by Word.
 */
const pageNumbers: PageNumberEstimator = (body, context) => {
  const exact = estimatePageNumbers(body, context);
  return exact.pageCount === undefined ? guess(body, context) : exact;
};

function documentOf(model: ReportModel, pen: Pen, numberPages: boolean): Document {
  return new Document({
    styles: stylesFor(model.language),
    ...(numberPages ? { pageNumbers } : {}),
    numbering: {
      config: [
        { reference: 'ordered', levels: [level(LevelFormat.DECIMAL, '%1.')] },
        { reference: 'bullets', levels: [level(LevelFormat.BULLET, '•')] },
      ],
    },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.margin, bottom: PAGE.margin, left: PAGE.margin, right: PAGE.margin },
          },
        },
        headers: { default: header(runningHead(model)), first: new Header({ children: [new Paragraph({})] }) },
        footers: { default: footer(model.language), first: new Footer({ children: [new Paragraph({})] }) },
        children: [
          ...titlePage(model),
          ...contents(model),
          ...model.sections.flatMap((part, i) => sectionChildren(part, 0, pen, i === 0)),
        ],
      },
    ],
  });
}

function level(format: (typeof LevelFormat)[keyof typeof LevelFormat], text: string) {
  return {
    level: 0,
    format,
    text,
    alignment: AlignmentType.LEFT,
    style: { paragraph: { indent: { left: 480, hanging: 320 } } },
  };
}

function header(text: string): Header {
  return new Header({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: COLOR.rule, space: 4 } },
        children: [new TextRun({ text, size: 17, color: COLOR.faint })],
      }),
    ],
  });
}

function footer(language: Language): Footer {
  const [before, between, after] = wordsOf(language).pageOf;

  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            children: [before, PageNumber.CURRENT, between, PageNumber.TOTAL_PAGES, after],
            size: 17,
            color: COLOR.faint,
          }),
        ],
      }),
    ],
  });
}

/** Their parts (steps, questions, findings) would fill pages of contents; they get a heading that is not listed there. */
const UNLISTED_PARTS: ReadonlySet<string> = new Set(['procedure', 'answers', 'findings', 'puzzle']);

function sectionChildren(part: Section, depth: number, pen: Pen, newPage: boolean): Child[] {
  const inner = UNLISTED_PARTS.has(part.id) ? Math.max(depth + 1, 2) : depth + 1;
  const number = part.number === null ? '' : `${part.number}  `;
  return [
    new Paragraph({
      heading: HEADINGS[Math.min(depth, HEADINGS.length - 1)]!,
      pageBreakBefore: newPage,
      children: [new TextRun(`${number}${part.title}`)],
    }),
    ...blocksChildren(part.blocks, pen),
    ...part.sections.flatMap((child) => sectionChildren(child, inner, pen, false)),
  ];
}
