import { describe, expect, it } from 'vitest';
import {
  CATALOGUE,
  type CatalogueEntry,
  type FindingCode,
  PARAM_WORDS,
} from '../../../../src/analyzer/findings/catalogue.ts';
import { describeFinding, durationText, fillTemplate } from '../../../../src/analyzer/findings/describe.ts';
import { filterFor, numberFilter } from '../../../../src/analyzer/findings/filter.ts';
import type { Finding } from '../../../../src/analyzer/model.ts';
import { analyse } from './analyse.ts';
import { CASES, packetsOf } from './cases.ts';
import { findingsPage } from './findings-page.ts';

const entries: [string, CatalogueEntry][] = Object.entries(CATALOGUE);

describe('the catalogue', () => {
  it.each(entries)('%s: words in both languages over the same params', (_, { title, detail, evidence }) => {
    const names = (text: string) => new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name));
    for (const text of [title, detail, evidence]) {
      expect(names(text.zh)).toEqual(names(text.en));
      expect(text.zh).toMatch(/\p{Script=Han}/u);
      expect(text.en).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it.each(entries)('%s: its RFC is named with a section', (_, { rfc }) => {
    expect(rfc).toMatch(/^RFC \d+( §[\d.]+)?(, (RFC \d+ )?§[\d.]+|, RFC \d+( §[\d.]+)?)*$/);
  });

  it('docs/findings.md: as the catalogue says, with filters from the test cases', async () => {
    const examples = new Map<FindingCode, string>();
    for (const { code, make } of CASES) {
      const { findings } = await analyse(packetsOf(make));
      const found = findings.find((finding) => finding.code === code);
      if (!examples.has(code) && found !== undefined) examples.set(code, found.filter);
    }
    await expect(findingsPage((code) => examples.get(code) ?? '')).toMatchFileSnapshot('../../../../docs/findings.md');
  });
});

describe('findings in words', () => {
  const finding = (code: string, params: Finding['params']): Finding => ({
    code,
    severity: 'note',
    connection: 0,
    frames: [1],
    params,
    filter: 'frame.number == 1',
    rfc: null,
  });

  it.each([
    [0, '0 ms', '0 毫秒'],
    [0.0206, '20.6 µs', '20.6 微秒'],
    [1.234, '1.23 ms', '1.23 毫秒'],
    [40.04, '40 ms', '40 毫秒'],
    [999.4, '999 ms', '999 毫秒'],
    [2000, '2 s', '2 秒'],
    [119_000, '119 s', '119 秒'],
    [120_000, '2 min', '2 分'],
    [908_493.6, '15 min 8 s', '15 分 8 秒'],
    [101_654_000, '1 d 4 h', '1 天 4 小时'],
    [7_260_000, '2 h 1 min', '2 小时 1 分'],
  ])('%d ms: %s', (milliseconds, en, zh) => {
    expect(durationText(milliseconds, 'en')).toBe(en);
    expect(durationText(milliseconds, 'zh')).toBe(zh);
  });

  it.each([
    ['{n|time|times}', { n: 1 }, '1 time'],
    ['{n|time|times}', { n: 2 }, '2 times'],
    ['{aMs} to {bMs}', { aMs: 5, bMs: 5 }, '5 ms'],
    ['{aMs} to {bMs}', { aMs: 5, bMs: 6 }, '5 ms to 6 ms'],
    ['gone[ after {aMs}].', { aMs: [] }, 'gone.'],
    ['gone[ after {aMs}].', { aMs: [1000, 2000] }, 'gone after 1 s, 2 s.'],
    ['{xBytes}', { xBytes: 1 }, '1 byte'],
    ['{xBytes}', { xBytes: 4380 }, '4,380 bytes'],
    ['{side}', { side: 'client' }, 'client'],
    ['{unknown}', {}, '–'],
  ] as const)('%s with %o: %s', (template, params, text) => {
    expect(fillTemplate(template, params as unknown as Finding['params'], 'en')).toBe(text);
  });

  it('a code from a newer analysis: shown as it is', () => {
    expect(describeFinding(finding('what-is-this', {}), 'zh')).toEqual({ title: 'what-is-this', detail: '' });
    expect(describeFinding(finding('constructor', {}), 'en').title).toBe('constructor');
  });

  it('every param word exists in both languages', () => {
    for (const { en, zh } of Object.values(PARAM_WORDS)) {
      expect(en).not.toBe('');
      expect(zh).not.toBe('');
    }
  });
});

describe('filters', () => {
  it.each([
    [[7], 'frame.number == 7'],
    [[3, 4, 5, 9], 'frame.number in {3..5, 9}'],
    [[1, 3], 'frame.number in {1, 3}'],
    [[], 'frame.number == 0'],
  ])('%j: %s', (frames, filter) => {
    expect(numberFilter(frames)).toBe(filter);
  });

  it('a filter in words that shows other frames: by number', () => {
    const meaningful = [{ condition: 'tcp.flags.fin == 1', frames: [3, 4] }];
    expect(filterFor([3, 4], 2, meaningful)).toBe('tcp.stream == 2 && tcp.flags.fin == 1');
    expect(filterFor([3], 2, meaningful)).toBe('frame.number == 3');
    expect(filterFor([3, 4], 2, [{ condition: 'tcp.flags.fin == 1', frames: null }])).toBe('frame.number in {3..4}');
  });
});
