/** What makes the same report the same bytes: a document without its time of making, in a package without one. */

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

/** ZIP's structures and the fields of theirs that are read or written here (APPNOTE.TXT §4.3.7, §4.3.12, §4.3.16). */
const END = { signature: 0x06054b50, size: 22, entries: 10, directory: 16 } as const;
const ENTRY = { signature: 0x02014b50, size: 46, time: 12, name: 28, extra: 30, comment: 32, local: 42 } as const;
const LOCAL = { signature: 0x04034b50, time: 10 } as const;
/** Time and day, as MS-DOS wrote them: midnight of the first of January 1980, the earliest that ZIP can say. */
const FIRST_DAY = 0x0021_0000;

/** Gives every entry of a ZIP package the same time, in place; bytes that are no such package stay as they are. */
export function withoutTimes(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  const end = packed.length - END.size;
  if (end < 0 || view.getUint32(end, true) !== END.signature) return packed;
  let at = view.getUint32(end + END.directory, true);
  for (let left = view.getUint16(end + END.entries, true); left > 0; left--) {
    if (view.getUint32(at, true) !== ENTRY.signature) break;
    const local = view.getUint32(at + ENTRY.local, true);
    view.setUint32(at + ENTRY.time, FIRST_DAY, true);
    if (view.getUint32(local, true) === LOCAL.signature) view.setUint32(local + LOCAL.time, FIRST_DAY, true);
    const lengths = [ENTRY.name, ENTRY.extra, ENTRY.comment].map((field) => view.getUint16(at + field, true));
    at += ENTRY.size + lengths.reduce((sum, length) => sum + length, 0);
  }
  return packed;
}
