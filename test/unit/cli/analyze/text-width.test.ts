import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { laidOut, plainWidthOf } from '../../../../src/cli/analyze/text-width.ts';

const SIGNS = '→–·…×‘’“”✔✘✖▲●↑↓≡✉';

describe('the width of plain text', () => {
  it('every character that is taken for plain, alone and beside others: as wide as string-width says', () => {
    const plain = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit)).filter(
      (character) => plainWidthOf(character) !== null,
    );
    expect(plain.length).toBeGreaterThan(21_000);
    const wrong = plain.filter((character) => plainWidthOf(character) !== stringWidth(character));
    expect(wrong.map((character) => character.codePointAt(0)?.toString(16))).toEqual([]);
    for (const text of [plain.join(''), plain.join('#'), plain.toReversed().join('')]) {
      expect(plainWidthOf(text)).toBe(stringWidth(text));
    }
  });

  it('every sign of the summary, Chinese punctuation: plain', () => {
    for (const character of `${SIGNS}，。；：、！？（）“”《》【】—`)
      expect(plainWidthOf(character), character).not.toBeNull();
  });

  it.each(['e\u0301', '👩‍👩‍👧', '한국', '☎\ufe0f', '\u200b', '\u001b[1m', 'a\tb', '\u00ad'])(
    '%j: not plain',
    (text) => {
      expect(plainWidthOf(text)).toBeNull();
    },
  );
});

describe('laying out', () => {
  it('plain text: laid out once', async () => {
    const measured: number[] = [];
    await laidOut((widthOf) => {
      measured.push(widthOf('抓包 x'));
      return '';
    });
    expect(measured).toEqual([6]);
  });

  it('an emoji and a mark that combines: laid out again with what they really take up', async () => {
    const text = await laidOut((widthOf) => String(widthOf('👩‍👩‍👧 e\u0301')));
    expect(text).toBe('4');
  });
});
