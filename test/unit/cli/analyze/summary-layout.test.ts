import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { layOut, padTo, wrap } from '../../../../src/cli/analyze/summary-layout.ts';

describe('layout', () => {
  it.each([
    ['连接释放', 6, '连接… '],
    ['连接释放', 5, '连接…'],
    ['abc', 5, 'abc  '],
    ['abcdef', 4, 'abc…'],
  ])('%s in %d columns: %j', (text, width, shown) => {
    expect(padTo(text, width, 'left', stringWidth)).toBe(shown);
  });

  it('Chinese text: broken between characters, no line begins with a stop', () => {
    expect(wrap('双方的 FIN 在途中交错，都会。', 12, stringWidth)).toEqual(['双方的 FIN', '在途中交错，', '都会。']);
  });

  it('too narrow: what is dispensable goes before addresses are cut', () => {
    const columns = [
      { align: 'left', shrinks: 'last' },
      { align: 'left', shrinks: 'first', dispensable: 1 },
    ] as const;
    const rows = [['10.0.0.1:40000 to 10.0.0.2:25', 'retransmission, duplicate_ack']];
    const plain = (text: string) => text;
    expect(layOut(rows, columns, 45, stringWidth, plain)).toEqual(['10.0.0.1:40000 to 10.0.0.2:25  retransmissio…']);
    expect(layOut(rows, columns, 32, stringWidth, plain)).toEqual(['10.0.0.1:40000 to 10.0.0.2:25']);
    expect(layOut(rows, columns, 20, stringWidth, plain)).toEqual(['10.0.0.1:40000 to 1…']);
  });

  it('columns: aligned by what the terminal shows', () => {
    const columns = [{ align: 'left' }, { align: 'right' }] as const;
    const lines = layOut(
      [
        ['名称', '1'],
        ['ab', '22'],
      ],
      columns,
      80,
      stringWidth,
      (text) => text,
    );
    expect(lines).toEqual(['名称   1', 'ab    22']);
  });
});
