import { describe, expect, it } from 'vitest';
import { Draw } from '../../../src/lab/random.ts';

/** Computed apart, by another program: the first four bytes of SHA-256 of seed, NUL and counter. */
const GIVEN = [425, 395, 328, 50, 115, 672];
const SHUFFLED = 'heijcgbadf';
const LETTERS = Array.from('abcdefghij');

function drawn<T>(seed: string, count: number, next: (draw: Draw) => T): T[] {
  const draw = new Draw(seed);
  return Array.from({ length: count }, () => next(draw));
}

describe('Draw', () => {
  it('a seed gives the numbers it has always given: a teacher must get a student’s lab again years later', () => {
    expect(drawn('ftp\0Li Hua', 6, (draw) => draw.below(1000))).toEqual(GIVEN);
    expect(new Draw('ftp\0Li Hua').shuffle(LETTERS).join('')).toBe(SHUFFLED);
  });

  it('below: every number from 0 to the bound, and no other', () => {
    expect(new Set(drawn('x', 400, (draw) => draw.below(6)))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(new Set(drawn('x', 20, (draw) => draw.below(1)))).toEqual(new Set([0]));
  });

  it('pick: every choice comes', () => {
    expect(new Set(drawn('y', 200, (draw) => draw.pick(LETTERS)))).toEqual(new Set(LETTERS));
  });

  it('shuffle: nothing is lost, the list given stays, every element reaches every place', () => {
    const given = [...LETTERS];
    const shuffles = drawn('z', 400, (draw) => draw.shuffle(given));
    for (const shuffled of shuffles) expect([...shuffled].sort()).toEqual(LETTERS);
    expect(given).toEqual(LETTERS);
    for (const place of LETTERS.keys()) expect(new Set(shuffles.map((one) => one[place])).size).toBe(LETTERS.length);
  });

  it('another seed: other numbers', () => {
    const next = (draw: Draw) => draw.below(1_000_000);
    expect(drawn('Li Hua', 4, next)).not.toEqual(drawn('Li Hua ', 4, next));
  });
});
