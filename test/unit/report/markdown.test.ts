import { describe, expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import { escapeMarkdown, renderMarkdown } from '../../../src/report/markdown.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

describe('escapeMarkdown', () => {
  test.each([
    ['a heading', '# big', '\\# big'],
    ['a list', '- item', '\\- item'],
    ['a numbered list', '1. one', '1\\. one'],
    ['emphasis', '**a** _b_', '\\*\\*a\\*\\* \\_b\\_'],
    ['a link', '[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['an autolink', 'http://example.com', 'http&#58;//example.com'],
    ['HTML', '<b onclick=1>', '&lt;b onclick=1&gt;'],
    ['a table cell', 'a|b', 'a\\|b'],
    ['code', '`x`', '\\`x\\`'],
    ['plain numbers', '10.21.0.2', '10.21.0.2'],
  ])('%s: stays text', (_, input, want) => {
    expect(escapeMarkdown(input)).toBe(want);
  });
});

describe('renderMarkdown', () => {
  const report = (language: 'en' | 'zh', texts = {}) =>
    renderMarkdown(buildReport({ ...sampleLab(texts), options: NO_OPTIONS, language }));

  test('a whole capture: says so before everything but the title', () => {
    const { text } = report('en');
    expect(text.indexOf('This capture is whole')).toBeLessThan(text.indexOf('## 1 '));
  });

  test('every language: the login, the restored file and the refusal are there', () => {
    for (const language of ['en', 'zh'] as const) {
      const { text } = report(language);
      for (const part of ['Secret-42', '你好', 'DELE new.txt', '550 not allowed here', 'ab'.repeat(32)]) {
        expect(text).toContain(part);
      }
    }
  });

  test('Chinese: no sentence of the English report is left', () => {
    const sentences = (language: 'en' | 'zh') =>
      report(language, { fileText: '短' })
        .text.split('\n')
        .filter((line) => /^[A-Z].*[a-z]{2,} [a-z]{2,}.*[.?]/.test(line));
    const english = new Set(sentences('en'));
    expect(english.size).toBeGreaterThan(10);
    expect(sentences('zh').filter((line) => english.has(line))).toEqual([]);
  });

  test('a banner that closes a code fence: the fence around it is longer', () => {
    const { text } = report('en', { fileText: '````\n# out\n' });
    expect(text).toContain('`````text\n````\n# out\n`````');
  });

  test('figures: each one that the text names is there as a file, and as well-formed markup', () => {
    const { text, figures } = report('en');
    const named = [...text.matchAll(/\]\((figures\/[\w-]+\.svg)\)/g)].map((match) => match[1]);
    expect(named.length).toBeGreaterThanOrEqual(4);
    expect([...figures.keys()]).toEqual(named);
    for (const svg of figures.values()) expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  });

  test('streams, phases and environment: named once, in the words of the language', () => {
    for (const language of ['en', 'zh'] as const) {
      expect(report(language).text).not.toMatch(/tcp\.stream tcp\.stream|client client|server server/);
    }
    const { text } = report('zh');
    expect(text).toContain('| 执行实验步骤 | 12.3 |');
    expect(text).toContain('**内核**：`6.1`');
  });

  test('a question whose evidence is an absence: its text is the heading, and no filter that shows nothing', () => {
    const lab = sampleLab();
    const [question] = lab.manifest.questions;
    const manifest = { ...lab.manifest, questions: [{ ...question!, frames: [], filter: 'frame.number == 0' }] };
    const { text } = renderMarkdown(buildReport({ ...lab, manifest, options: NO_OPTIONS, language: 'en' }));
    expect(text).toContain('### 6.1 Who closes first?\n\nThe server.\n\n## 7');
    expect(text).not.toContain('frame.number == 0');
  });

  test('a filter with bars: as Wireshark takes it in a sentence, escaped only where a table needs it', () => {
    const { text } = report('en');
    expect(text).toContain('Filter: `tcp.flags.fin == 1 || tcp.flags.reset == 1`');
    expect(text).toContain('| `tcp.flags.fin == 1 \\|\\| tcp.flags.reset == 1` |');
  });

  test('texts that try markup, links, formulas and directions: outside of code nothing of it is left to act', () => {
    const { text, figures } = report('en', {
      banner: '220 ```\n# owned\n<script>alert(1)</script>',
      user: '=cmd|"/C calc"!A0[x](javascript:alert(1))',
      password: '![x](http://evil.example/a.png)<b>\u202ebold',
      fileName: '../../`<img src=x onerror=alert(1)>`\u2066.txt',
      fileText: '```\n<script>alert(2)</script>\n',
    });
    const prose = text
      .replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
      .replace(/(?<!`)(`+)(?!`)(?:(?!\1).|(?<=`)`)*?(?<!`)\1(?!`)/g, '');
    expect(prose).toContain('## 1 Aim');
    expect(prose).not.toMatch(/<(?!\/?$)|\]\((?!figures\/)|^=/m);
    expect(text + [...figures.values()].join('')).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test('a file name with an escaped bar: no cell of a table ends in it', () => {
    const { text } = report('en', { fileName: 'a\\|<img src=x onerror=alert(1)>.txt' });
    const rows = text.split('\n').filter((line) => line.startsWith('|') && line.includes('onerror'));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row).not.toContain('<img');
      // An even number of backslashes escapes itself, and the bar after it would end the cell (GFM §4.10).
      expect(row).not.toMatch(/(?<!\\)(?:\\\\)+\|(?=.*onerror)/);
    }
  });

  test('lines to write on: as many as asked for, and no empty emphasis', () => {
    const model = buildReport({ ...sampleLab(), options: NO_OPTIONS, language: 'en' });
    const block = { kind: 'blank', prompt: '', lines: 3 } as const;
    const { text } = renderMarkdown({ ...model, sections: [{ ...model.sections[0]!, blocks: [block], sections: [] }] });
    expect(text.match(/^(?:\\_)+$/gm)).toHaveLength(3);
    expect(text).not.toContain('**\n');
  });

  test('the same input twice: the same bytes', () => {
    expect(report('zh').text).toBe(report('zh').text);
  });
});
