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
  Paragraph,
  TableOfContents,
  TextRun,
} from 'docx';
import { estimatePageNumbers } from 'docx/layout';
import { unzipSync, zipSync } from 'fflate';
import type { ReportModel, Section } from '../model.ts';
import { wordsOf } from '../words.ts';
import { blockChildren, type Child, callout, type Pen } from './blocks.ts';
import { figureImages } from './figures.ts';
import { COLOR, stylesFor } from './style.ts';

const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
] as const;
/** A4, in twips. */
const PAGE = { width: 11906, height: 16838, margin: 1300 } as const;
/** ZIP can't say an earlier day. */
const FIXED_DAY = new Date(1980, 0, 1, 0, 0, 0);

export async function renderDocx(model: ReportModel): Promise<Uint8Array> {
  const pen: Pen = { language: model.language, images: await figureImages(model) };
  return withoutTimes(await pack(model, pen));
}

/** With page numbers worked out; a document that the estimator can't lay out leaves them to Word. */
async function pack(model: ReportModel, pen: Pen): Promise<Uint8Array> {
  try {
    return await Packer.toBuffer(documentOf(model, pen, true));
  } catch {
    return await Packer.toBuffer(documentOf(model, pen, false));
  }
}

function documentOf(model: ReportModel, pen: Pen, numberPages: boolean): Document {
  const words = wordsOf(model.language);
  return new Document({
    title: model.title,
    creator: 'wirelab',
    ...(model.subtitle === null ? {} : { subject: model.subtitle }),
    styles: stylesFor(model.language),
    ...(numberPages ? { pageNumbers: estimatePageNumbers } : {}),
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
        headers: { default: header(model.title), first: new Header({ children: [new Paragraph({})] }) },
        footers: { default: footer(), first: new Footer({ children: [new Paragraph({})] }) },
        children: [
          ...titlePage(model),
          new Paragraph({
            pageBreakBefore: true,
            style: 'TOCHeading',
            children: [new TextRun({ text: words.contents, bold: true, size: 32 })],
          }),
          new TableOfContents(words.contents, { hyperlink: true, headingStyleRange: '1-2' }),
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

function header(title: string): Header {
  return new Header({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: COLOR.rule, space: 4 } },
        children: [new TextRun({ text: title, size: 17, color: COLOR.faint })],
      }),
    ],
  });
}

function footer(): Footer {
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({ children: [PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES], size: 17, color: COLOR.faint }),
        ],
      }),
    ],
  });
}

function titlePage(model: ReportModel): Child[] {
  return [
    callout(model.completeness, model.language),
    ...(model.subtitle === null
      ? []
      : [
          new Paragraph({
            alignment: AlignmentType.CENTER,
            spacing: { before: 2400 },
            children: [new TextRun({ text: model.subtitle, size: 28, color: COLOR.faint })],
          }),
        ]),
    new Paragraph({
      heading: HeadingLevel.TITLE,
      alignment: AlignmentType.CENTER,
      children: [new TextRun(model.title)],
    }),
    ...model.titlePage.map(
      ({ label, value }) =>
        new Paragraph({
          indent: { left: 1900, right: 1900 },
          spacing: { before: 320, after: 0 },
          border: { bottom: { style: BorderStyle.SINGLE, size: 4, color: COLOR.rule, space: 2 } },
          children: [
            new TextRun({ text: `${label}    `, size: 24, color: COLOR.faint }),
            new TextRun({ text: value ?? '', size: 24, bold: true }),
          ],
        }),
    ),
  ];
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
    ...part.blocks.flatMap((block) => blockChildren(block, pen)),
    ...part.sections.flatMap((child) => sectionChildren(child, inner, pen, false)),
  ];
}

/** The same report gives the same bytes: no time of making inside, and one fixed day on every part of the package. */
function withoutTimes(packed: Uint8Array): Uint8Array {
  const parts = unzipSync(packed);
  const core = parts['docProps/core.xml'];
  if (core !== undefined) {
    const text = new TextDecoder().decode(core).replace(/<dcterms:(created|modified)[^>]*>[^<]*<\/dcterms:\1>/g, '');
    parts['docProps/core.xml'] = new TextEncoder().encode(text);
  }
  const dated = Object.fromEntries(
    Object.entries(parts).map(([name, bytes]) => [name, [bytes, { mtime: FIXED_DAY }] as const]),
  );
  return zipSync(dated as Parameters<typeof zipSync>[0], { level: 6 });
}
