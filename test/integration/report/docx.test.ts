import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../../src/base/language.ts';
import { buildReport } from '../../../src/report/build.ts';
import { renderDocx } from '../../../src/report/docx/render.ts';
import { NO_OPTIONS, type SampleTexts, sampleLab } from '../../unit/report/sample-lab.ts';

function model(language: Language, texts: SampleTexts = {}) {
  return buildReport({ ...sampleLab(texts), options: NO_OPTIONS, language });
}

/** The parts of a Word document, XML as text. */
async function parts(language: Language, texts: SampleTexts = {}): Promise<Map<string, string>> {
  const files = unzipSync(await renderDocx(model(language, texts)));
  return new Map(Object.entries(files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}

/** Elements open and close in turn, and no character is one that XML forbids (XML 1.0 §2.2). */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  for (const [, close, name, empty] of xml.matchAll(/<(\/?)([A-Za-z_][\w:.-]*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (close === '' && empty === '') open.push(name!);
    else if (close === '/' && open.pop() !== name) return false;
  }
  return open.length === 0 && !/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(xml);
}

/** The page that each entry of the table of contents names; empty where none was worked out. */
function pagesOfContents(text: string): string[] {
  const entries = text.matchAll(/PAGEREF _Toc\w+[^<]*<.*?w:fldCharType="separate"\/>.*?<w:t[^>]*>(\d*)</g);
  return [...entries].map(([, page]) => page!);
}

describe('renderDocx', () => {
  test('Chinese: fonts of a Chinese course, captions and contents in Chinese, each entry with its page', async () => {
    const files = await parts('zh');
    const [styles, text] = [files.get('word/styles.xml')!, files.get('word/document.xml')!];
    for (const font of ['Times New Roman', '宋体', '黑体', 'Consolas']) expect(styles).toContain(font);
    for (const words of ['目录', '实验目的', '实验心得', 'SEQ 图', 'SEQ 表']) expect(text).toContain(words);
    const pages = pagesOfContents(text);
    expect(pages.length).toBeGreaterThan(15);
    expect(pages.filter((page) => page === '')).toEqual([]);
  });

  test('every figure: an SVG without text, for which a font would be needed, and a PNG beside it', async () => {
    const files = await parts('zh');
    const svgs = [...files].filter(([name]) => name.endsWith('.svg'));
    expect(svgs.length).toBeGreaterThanOrEqual(4);
    for (const [name, svg] of svgs) {
      expect(svg).not.toMatch(/<text|font-size="[^"]*"[^>]*>[^<]/);
      expect(files.get(name.replace('.svg', '.png'))).toContain('IHDR');
    }
  });

  test('a file name with a character that no figure can draw: a note names it', async () => {
    const files = await parts('en', { fileName: 'crab \u{1f980}.txt' });
    expect(files.get('word/document.xml')).toContain('\u{1f980} (U+1F980)');
  });
});

describe('renderDocx, a hostile capture', () => {
  let files: Map<string, string>;
  beforeAll(async () => {
    files = await parts('en', {
      banner: '220 </w:t></w:r><w:instrText>DDEAUTO c:\\calc</w:instrText>\u001b[2J\u0000\uffff',
      user: 'li\u202ehua<script>',
      password: "=cmd|'/C calc'!A0\"><img src=x>",
      fileName: '../../<b>\u2066&amp;]]>.txt',
      fileText: '{ HYPERLINK "http://evil.example" }\n\ud83d lone\n'.repeat(60),
    });
  });

  test('every part: well-formed, whatever the texts try', () => {
    const xml = [...files].filter(([name]) => /\.(?:xml|rels|svg)$/.test(name));
    expect(xml.length).toBeGreaterThan(10);
    expect(xml.filter(([, text]) => !wellFormed(text)).map(([name]) => name)).toEqual([]);
  });

  test('letters of unknown width: the contents have their pages all the same', () => {
    const pages = pagesOfContents(files.get('word/document.xml')!);
    expect(pages.length).toBeGreaterThan(15);
    expect(pages.filter((page) => page === '')).toEqual([]);
  });

  test('texts from the wire: no field, no link, no markup, no change of direction', () => {
    const text = files.get('word/document.xml')!;
    const fields = [...text.matchAll(/<w:instrText[^>]*>([^<]*)</g)].map(([, field]) => field!.trim().split(' ')[0]);
    expect(new Set(fields)).toEqual(new Set(['TOC', 'PAGEREF', 'SEQ']));
    expect([...files.values()].join('')).not.toMatch(/TargetMode="External"|<script|<img|[\u202a-\u202e\u2066-\u2069]/);
    expect(text).toContain('DDEAUTO');
    expect(text).toContain('⟨U+202E⟩');
  });
});
