/** Times that pcapng can't hold, written as nearly as it can. */
import { expect, test } from 'vitest';
import { timestamp } from '../../../../src/analyzer/capture-file/timestamp-writer.ts';

const CASES: readonly [title: string, seconds: number, nanoseconds: number, written: bigint][] = [
  ['a second in 2023', 1_700_000_000, 5, 1_700_000_000_000_000_005n],
  ['more nanoseconds than a second has', 1, 4_294_967_295_000, 4_295_967_295_000n],
  ['before 1970: 0', -1, 0, 0n],
  ['after 2554: the largest', 18_446_744_073, 0, 2n ** 64n - 1n],
  ['an offset beyond reason: the largest', 9.2e18, 0, 2n ** 64n - 1n],
];

test.each(CASES)('%s', (_, seconds, nanoseconds, written) => {
  const [high, low] = timestamp(seconds, nanoseconds, [0, 0]);
  expect((BigInt(high) << 32n) | BigInt(low)).toBe(written);
});
