import { describe, expect, it } from 'vitest';
import { isPath, parsePath } from '../../../src/lab/path.ts';

describe('parsePath', () => {
  it('names, indices and every: become steps', () => {
    expect(parsePath('a.b[*].c[12]')).toEqual([
      { name: 'a' },
      { name: 'b' },
      { every: true },
      { name: 'c' },
      { index: 12 },
    ]);
  });

  it('a path in parentheses: names a property', () => {
    expect(parsePath('(t.by).name')).toEqual([{ named: [{ name: 't' }, { name: 'by' }] }, { name: 'name' }]);
  });

  it('the empty path: is the thing itself', () => {
    expect(parsePath('')).toEqual([]);
  });

  it.each(['a..b', '.a', 'a.', 'a[', 'a[x]', 'a[-1]', 'a b', '(a', '()', 'a[99999999999]', '$'])(
    '%j: is no path',
    (text) => {
      expect(isPath(text)).toBe(false);
    },
  );
});
