import { describe, expect, test } from 'vitest';
import { firstLines, shorten, visibleLine, visibleText } from '../../../src/report/text.ts';

describe('visibleText', () => {
  test.each([
    ['CR LF', 'a\r\nb', 'a\nb'],
    ['a lone CR', 'a\rb', 'a␍b'],
    ['an escape sequence', '\u001b[31mred', '␛[31mred'],
    ['a C1 control', '\u009bA', '⟨U+009B⟩A'],
    ['DEL', '\u007f', '␡'],
    ['a right-to-left override', 'txt\u202eexe', 'txt⟨U+202E⟩exe'],
    ['a zero-width space', 'a\u200bb', 'a⟨U+200B⟩b'],
    ['what XML forbids', 'a\uffffb\ufffe', 'a⟨U+FFFF⟩b⟨U+FFFE⟩'],
    ['an invisible tag', 'a\u{e0041}', 'a⟨U+E0041⟩'],
    ['a filler', '\u3164.txt', '⟨U+3164⟩.txt'],
    ['half a surrogate pair', 'a\ud83db', 'a\ufffdb'],
    ['a whole surrogate pair', '😀', '😀'],
    ['tab and Chinese', '\t中文', '\t中文'],
  ])('%s: shown, not obeyed', (_, input, want) => {
    expect(visibleText(input)).toBe(want);
  });

  test('a line: has no line feed and no tab', () => {
    expect(visibleLine('a\nb\tc')).toBe('a␊b c');
  });

  test('a text of several lines, too long: ends with a line; of one: never in half a character', () => {
    expect(firstLines('one\ntwo\nthree', 9)).toBe('one\ntwo');
    expect(firstLines('one\ntwo', 7)).toBe('one\ntwo');
    expect(firstLines('a\nlong line without an end', 12)).toBe('a\nlong line ');
    expect(firstLines('ab😀cd', 3)).toBe('ab');
  });

  test('a long text: ends in an ellipsis and never in half a character', () => {
    expect(shorten('ab😀cd', 4)).toBe('ab…');
    expect(shorten('abc', 3)).toBe('abc');
  });
});
