import { expect, test } from 'vitest';
import { exact, many, measured } from '../../../src/report/number.ts';

test.each([
  [1040.4, '1,040'],
  [0.062103, '0.0621'],
  [0.00000012345, '0.000000123'],
  [12_345_678, '12,300,000'],
])('measurement %d: three digits, no exponent', (value, want) => {
  expect(measured(value)).toBe(want);
});

test.each([
  [8_075_123, '8,075,123'],
  [1002.05, '1,002.05'],
  [0.1 + 0.2, '0.3'],
])('count or tick %d: no digit is lost, none is invented', (value, want) => {
  expect(exact(value)).toBe(want);
});

test('many: English says whether there is one or more', () => {
  expect([0, 1, 2, 1500].map((count) => many(count, 'packet is', 'packets are'))).toEqual([
    '0 packets are',
    '1 packet is',
    '2 packets are',
    '1,500 packets are',
  ]);
});
