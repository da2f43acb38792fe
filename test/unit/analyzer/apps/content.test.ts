import { describe, expect, test } from 'vitest';
import { ContentRecorder, MAX_ALL_TEXT_CHARACTERS, TextBudget } from '../../../../src/analyzer/apps/content.ts';
import { createHasher, sha256Of, utf8 } from './stage.ts';

type Part = string | number | Uint8Array;

const output = (texts = new TextBudget()) => ({ artifacts: null, texts, createHasher });

/** Text or bytes that came, numbers for bytes that are missing. */
function recorded(kind: 'ftp' | 'mail', parts: readonly Part[], texts?: TextBudget) {
  const recorder = new ContentRecorder(output(texts), { kind, name: 'x' });
  for (const part of parts) {
    if (typeof part === 'number') recorder.gap(part);
    else recorder.write(typeof part === 'string' ? utf8(part) : part);
  }
  const content = recorder.close(true);
  return { text: recorder.text, letGo: recorder.textLetGo, content };
}

const LONG = 'x'.repeat(64 * 1024);

describe('a file’s text', () => {
  test.each<[title: string, parts: Part[], text: string | null]>([
    ['readable: the whole of it', ['one\n', 'two\n'], 'one\ntwo\n'],
    ['of 64 KiB: the whole of it', [LONG], LONG],
    ['of a byte more: none', [LONG, 'y'], null],
    ['empty: none', [], null],
    ['with control characters: none', ['PK\x03\x04'], null],
    ['in GBK: read', [Uint8Array.of(0xb1, 0xca, 0xbc, 0xc7)], '笔记'],
    ['in bytes that are neither UTF-8 nor GBK: none', [Uint8Array.of(0x57, 0x92, 0x73, 0x20, 0x92, 0x20)], null],
    ['bytes missing: marked in place', ['be', 100, 'fore', 7, 'after'], 'be[… 100 B …]fore[… 7 B …]after'],
    ['bytes missing at both ends: marked in place', [3, 'ab', 4], '[… 3 B …]ab[… 4 B …]'],
    [
      'bytes missing inside a character: its strays stand there',
      [Uint8Array.of(0xe7, 0xac), 1, 'x'],
      '\ufffd[… 1 B …]x',
    ],
    [
      'bytes missing, six strays: still text',
      [new Uint8Array(6).fill(0xff), 1, 'x'],
      `${'\ufffd'.repeat(6)}[… 1 B …]x`,
    ],
    ['bytes missing, a stray more: no text', [new Uint8Array(7).fill(0xff), 1, 'x'], null],
    ['bytes missing, control characters: no text', ['PK\x03\x04', 1, 'x'], null],
  ])('%s', (_, parts, text) => {
    expect(recorded('ftp', parts)).toMatchObject({ text, letGo: false });
  });
});

describe('a mail’s beginning', () => {
  const KIB_16 = 'm'.repeat(16 * 1024);
  test.each<[title: string, parts: Part[], text: string]>([
    ['empty: empty', [], ''],
    ['not readable: shown all the same', ['a\0b'], 'a\0b'],
    ['of 16 KiB: the whole of it', [KIB_16], KIB_16],
    ['of a byte more: cut, and a sign of it', [KIB_16, 'n'], `${KIB_16}…`],
    ['cut inside a character: cut before it', [KIB_16.slice(1), '记'], `${KIB_16.slice(1)}…`],
    ['bytes missing: marked in place', ['be', 100, 'fore', 7, 'after'], 'be[… 100 B …]fore[… 7 B …]after'],
    ['bytes missing right at the cut: marked', [KIB_16, 5, 'n'], `${KIB_16}[… 5 B …]…`],
    ['bytes missing behind the cut: not marked', [KIB_16, 'n', 5], `${KIB_16}…`],
  ])('%s', (_, parts, text) => {
    expect(recorded('mail', parts)).toMatchObject({ text, letGo: false });
  });
});

describe('what is said of the bytes', () => {
  test.each<[title: string, parts: Part[], content: object]>([
    [
      'all there: complete',
      ['ab', 'c'],
      { size: 3, missing: 0, gaps: [], complete: true, sha256: sha256Of(utf8('abc')) },
    ],
    [
      'some missing: not complete, hashed without them',
      ['ab', 2, 'c'],
      { size: 3, missing: 2, complete: false, sha256: sha256Of(utf8('abc')) },
    ],
    [
      'missing in two pieces one behind the other: one gap',
      ['ab', 10, 5, 'c'],
      { missing: 15, gaps: [{ offset: 2, length: 15 }] },
    ],
    [
      'missing in two places: offsets count what is missing before',
      ['ab', 10, 'cd', 7],
      {
        missing: 17,
        gaps: [
          { offset: 2, length: 10 },
          { offset: 14, length: 7 },
        ],
      },
    ],
    ['nothing missing, said so: no gap', ['ab', 0, 'c'], { missing: 0, gaps: [], complete: true }],
  ])('%s', (_, parts, content) => {
    expect(recorded('ftp', parts).content).toMatchObject(content);
  });

  test('more gaps than are listed: counted', () => {
    const { content } = recorded('ftp', Array.from({ length: 1001 }, () => ['a', 2]).flat());
    expect(content).toMatchObject({ size: 1001, missing: 2002 });
    expect([content.gaps.length, content.gaps.at(-1)]).toEqual([1000, { offset: 2998, length: 2 }]);
  });

  test('closed: nothing is added any more, the end stays as it was said first', () => {
    const recorder = new ContentRecorder(output(), { kind: 'ftp', name: 'x' });
    recorder.write(utf8('abc'));
    const first = recorder.close(false);
    recorder.write(utf8('d'));
    recorder.gap(5);
    expect(recorder.close(true)).toBe(first);
    expect(first).toMatchObject({ size: 3, missing: 0, complete: false, artifact: null });
    expect([recorder.bytes, recorder.missingBytes, recorder.text]).toEqual([3, 0, 'abc']);
  });
});

test('texts of all files together: what does not fit is let go, what still fits is kept', () => {
  const texts = new TextBudget();
  expect(texts.spend(MAX_ALL_TEXT_CHARACTERS - 4)).toBe(true);
  expect(recorded('ftp', ['12345'], texts)).toMatchObject({ text: null, letGo: true, content: { size: 5 } });
  expect(recorded('mail', ['1234'], texts)).toMatchObject({ text: '1234', letGo: false });
  expect(texts.spend(1)).toBe(false);
});
