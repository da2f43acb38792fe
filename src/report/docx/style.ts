/** Word styles: sizes in half points, colours as hex; fonts are named for both scripts so that Word has each. */
import { type IStylesOptions, LineRuleType } from 'docx';
import type { Language } from '../../base/language.ts';

export const COLOR = {
  client: 'B3261E',
  server: '1A4F9C',
  faint: '626B77',
  rule: 'AAB3BE',
  panel: 'F4F6F8',
  link: '0B5CAD',
  good: '14683D',
  note: '0B5CAD',
  warning: '8A4B00',
  bad: 'A5190F',
  off: '626B77',
} as const;

/** A4 with its margins, in twips. */
export const PAGE = { width: 11906, height: 16838, margin: 1300 } as const;

/** Width of the text between the margins, in pixels at 96 an inch and in twips. */
export const TEXT_WIDTH = { pixels: 620, twips: 9300 } as const;

export const TONE_FILL = { good: 'E3F4EA', note: 'E3EEFA', warning: 'FDF1DD', bad: 'FDECEA', off: 'F4F6F8' } as const;

export interface Fonts {
  readonly ascii: string;
  readonly hAnsi: string;
  readonly eastAsia: string;
  readonly cs: string;
}

const fonts = (latin: string, chinese: string): Fonts => ({ ascii: latin, hAnsi: latin, eastAsia: chinese, cs: latin });

/** What Word has everywhere, and other programs have by the same widths; a Chinese course expects Song and Hei. */
const BODY_FONTS: Fonts = fonts('Times New Roman', '宋体');
export const HEADING_FONTS: Fonts = fonts('Arial', '黑体');
export const CODE_FONTS: Fonts = fonts('Consolas', '宋体');

/** In half points: 五号, as a Chinese course has it. */
const BODY_SIZE = 21;
/** A Chinese paragraph begins two characters in: twice 10.5 points, in twips. */
const CHINESE_INDENT = 420;
const HEADING_SIZES = [32, 28, 24, 22] as const;

export function stylesFor(language: Language): IStylesOptions {
  const heading = (level: 1 | 2 | 3 | 4) => ({
    run: { font: HEADING_FONTS, size: HEADING_SIZES[level - 1]!, bold: true, color: '1A1F26' },
    paragraph: { spacing: { before: level === 1 ? 400 : 280, after: 120 }, keepNext: true },
  });
  return {
    default: {
      document: {
        run: { font: BODY_FONTS, size: BODY_SIZE },
        paragraph: { spacing: { line: 320, lineRule: LineRuleType.AUTO, after: 100 } },
      },
      title: {
        run: { font: HEADING_FONTS, size: 44, bold: true },
        paragraph: { spacing: { before: 200, after: 280 } },
      },
      heading1: heading(1),
      heading2: heading(2),
      heading3: heading(3),
      heading4: heading(4),
      hyperlink: { run: { color: COLOR.link, underline: {} } },
    },
    paragraphStyles: [
      {
        id: 'Prose',
        name: 'Prose',
        basedOn: 'Normal',
        quickFormat: true,
        paragraph: language === 'zh' ? { indent: { firstLine: CHINESE_INDENT } } : {},
      },
      {
        id: 'Caption',
        name: 'caption',
        basedOn: 'Normal',
        next: 'Normal',
        quickFormat: true,
        run: { size: 19, color: '404852' },
        paragraph: { spacing: { before: 80, after: 120, line: 260, lineRule: LineRuleType.AUTO } },
      },
      {
        id: 'Cell',
        name: 'Cell',
        basedOn: 'Normal',
        run: { size: 18 },
        paragraph: { spacing: { after: 0, line: 250, lineRule: LineRuleType.AUTO } },
      },
      {
        id: 'Code',
        name: 'Code',
        basedOn: 'Normal',
        run: { font: CODE_FONTS, size: 18 },
        paragraph: { spacing: { line: 250, lineRule: LineRuleType.AUTO, before: 60, after: 60 } },
      },
      {
        id: 'Note',
        name: 'Note',
        basedOn: 'Normal',
        run: { size: 18, color: COLOR.faint },
        paragraph: { spacing: { after: 80 } },
      },
    ],
  };
}
