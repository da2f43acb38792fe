/** What makes the same report the same bytes: nothing of when it was made, nor of what was made before. */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { escapeXml } from '../figures/svg.ts';
import type { ReportModel } from '../model.ts';

/** The package's core properties (ECMA-376 part 2 §11), without the days of making and changing that `docx` writes. */
export function coreProperties({ title, subtitle }: ReportModel): { path: string; data: string } {
  const data = [
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"',
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">',
    `<dc:title>${escapeXml(title)}</dc:title><dc:subject>${escapeXml(subtitle ?? '')}</dc:subject>`,
    '<dc:creator>wirelab</dc:creator></cp:coreProperties>',
  ];
  return { path: 'docProps/core.xml', data: data.join('') };
}

const BODY = 'word/document.xml';
/** The earliest day that ZIP can say (APPNOTE.TXT §4.4.6). */
const FIRST_DAY = new Date(1980, 0, 1);
/** Where a bookmark's number stands in markup; in a text, `<` is escaped. */
const BOOKMARK =
  /<w:bookmarkStart w:name="_Toc\d+" w:id="\d+"|<w:bookmarkEnd w:id="\d+"|<w:hyperlink [^>]*w:anchor="_Toc\d+"|<w:instrText[^>]*>PAGEREF _Toc\d+/g;
const NUMBER = /(?<=_Toc|w:id=")\d+/g;

/**
 * The package with one time for every entry, and its bookmarks counted from one: `docx` goes on counting from the
 * document before.
 */
export function withoutHistory(packed: Uint8Array): Uint8Array {
  const parts = unzipSync(packed);
  const body = parts[BODY];
  if (body !== undefined) parts[BODY] = strToU8(countedAnew(strFromU8(body)));
  return zipSync(parts, { mtime: FIRST_DAY });
}

function countedAnew(xml: string): string {
  const numbers = new Map<string, number>();
  const anew = (old: string) => {
    const number = numbers.get(old) ?? numbers.size + 1;
    numbers.set(old, number);
    return String(number);
  };
  return xml.replace(BOOKMARK, (markup) => markup.replace(NUMBER, anew));
}
