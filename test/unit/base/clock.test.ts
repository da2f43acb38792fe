import { describe, expect, it } from 'vitest';
import { formatEpoch, nowNs, parseEpoch } from '../../../src/base/clock.ts';

describe('the clock', () => {
  it('read once: agrees with the wall clock to the millisecond', () => {
    const differenceMs = Math.abs(Number(nowNs() / 1_000_000n) - Date.now());
    expect(differenceMs).toBeLessThan(50);
  });

  it('read ten thousand times: never runs backwards', () => {
    let before = nowNs();
    for (let i = 0; i < 10_000; i++) {
      const now = nowNs();
      expect(now >= before).toBe(true);
      before = now;
    }
  });
});

describe('epoch texts', () => {
  it.each([
    [0n, '0.000000000'],
    [1n, '0.000000001'],
    [1_700_000_000_123_456_789n, '1700000000.123456789'],
  ])('%s ns is %s, both ways', (ns, text) => {
    expect(formatEpoch(ns)).toBe(text);
    expect(parseEpoch(text)).toBe(ns);
  });

  it.each(['', '1', '1.5', '1.1234567890', 'x.123456789'])('%j is no epoch text', (text) => {
    expect(parseEpoch(text)).toBeUndefined();
  });
});
