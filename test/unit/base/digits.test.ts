import { expect, it } from 'vitest';
import { groupedDigits } from '../../../src/base/digits.ts';

it.each([0, 7, 999, 1000, 12_345, 999_999, 1_000_000, 1_234_567_890, -1234, Number.MAX_SAFE_INTEGER])(
  '%d: as `toLocaleString` writes it in English',
  (value) => {
    expect(groupedDigits(value)).toBe(value.toLocaleString('en-US'));
  },
);
