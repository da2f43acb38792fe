import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWarning } from '../../../src/analyzer/warning-words.ts';

/** The codes of docs/analysis.md, which a reader meets. */
const page = readFileSync(new URL('../../../docs/analysis.md', import.meta.url), 'utf8');
const documented = [...page.split('## connections')[0]!.matchAll(/^\| `([a-z-]+)…?` \|/gm)].map((match) => match[1]!);

const warning = { message: 'link type X25 is not read', count: 3, firstFrame: null, offset: 24 };

test('every code that the documentation lists: words of its own in Chinese, none of them English', () => {
  expect(documented.length).toBeGreaterThan(8);
  for (const code of documented) {
    const text = describeWarning({ ...warning, code: code.endsWith('-') ? `${code}x25` : code }, 'zh');
    expect(text, code).toMatch(/\p{Script=Han}/u);
    expect(text, code).not.toMatch(/not read|\{/);
  }
});

test.each([
  ['link-type-x25', 'link type X25 is not read; packets left out: 3', '有 3 个分组没有分析：不支持链路类型 X25'],
  ['header-cut', 'packets that the snapshot cut inside a header: 3', '有 3 个分组在抓包时被截断，首部不完整'],
  ['of-tomorrow', 'link type X25 is not read (3)', 'link type X25 is not read (3)'],
])('%s: its place and its count stand in the text', (code, english, chinese) => {
  expect(describeWarning({ ...warning, code }, 'en')).toBe(english);
  expect(describeWarning({ ...warning, code }, 'zh')).toBe(chinese);
});

test('damage: from which byte on', () => {
  const damaged = { ...warning, code: 'damaged', message: 'a record claims 9 bytes', count: 1 };
  expect(describeWarning(damaged, 'en')).toContain('from byte 24 on (a record claims 9 bytes)');
  expect(describeWarning(damaged, 'zh')).toContain('第 24 字节');
});
