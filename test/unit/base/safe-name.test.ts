import { describe, expect, test } from 'vitest';
import { MAX_NAME_BYTES, nameKey, safeName, UniqueNames } from '../../../src/base/safe-name.ts';

describe('safeName', () => {
  test.each([
    ['notes.txt', 'notes.txt'],
    ['课程 笔记(1).txt', '课程 笔记(1).txt'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/', 'unnamed'],
    ['..', 'unnamed'],
    ['', 'unnamed'],
    ['dir/', 'dir'],
    ['dir/..', 'dir'],
    ['.bashrc', 'bashrc'],
    ['...hidden', 'hidden'],
    ['-rf', '_rf'],
    ['trailing. . ', 'trailing'],
    ['a\u0000b\u001b[31mc\u0085.txt', 'ab[31mc.txt'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['half\ud800', 'half'],
    ['C:\\x\\y:stream?.txt', 'y_stream_.txt'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['COM1.log', '_COM1.log'],
    ['.nul', '_nul'],
    ['console.log', 'console.log'],
    ['e\u0301.txt', '\u00e9.txt'],
  ])('%j: %j', (suggested, safe) => {
    expect(safeName(suggested)).toBe(safe);
    expect(safeName(safe)).toBe(safe);
  });

  test.each([
    ['one character', `${'a'.repeat(1000)}.txt`, '.txt'],
    ['three bytes each', `${'笔'.repeat(1000)}.txt`, '.txt'],
    ['four bytes each', `${'😀'.repeat(1000)}.txt`, '.txt'],
    ['an endless extension', `a.${'b'.repeat(1000)}`, ''],
  ])('a long name, %s: cut between characters, extension kept', (_title, suggested, extension) => {
    const name = safeName(suggested);
    const bytes = new TextEncoder().encode(name).length;
    expect(bytes).toBeLessThanOrEqual(MAX_NAME_BYTES);
    expect(bytes).toBeGreaterThan(MAX_NAME_BYTES - 8);
    expect(name.endsWith(extension)).toBe(true);
    expect(name).not.toContain('\ufffd');
  });
});

test('UniqueNames: numbered before the extension, letter case apart', () => {
  const names = new UniqueNames();
  const taken = ['a-2.txt', 'a.txt', 'A.TXT', 'a.txt', 'b.txt', 'a-2.txt'].map((name) => names.take(name));
  expect(taken).toEqual(['a-2.txt', 'a.txt', 'A-3.TXT', 'a-4.txt', 'b.txt', 'a-2-2.txt']);
  expect(new Set(taken.map(nameKey)).size).toBe(taken.length);
});
