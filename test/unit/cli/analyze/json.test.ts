import { expect, test } from 'vitest';
import { jsonPieces } from '../../../../src/cli/analyze/json.ts';

test.each([
  [{ version: 1, capture: { file: 'a\nb', warnings: [] }, connections: [{ id: 0, frames: [1, 2] }, { id: 1 }] }],
  [{ connections: [], apps: { ftp: [], text: '中文"\\' }, findings: [[1], null, 'x\r\n'] }],
  [{ a: null, b: true }],
])('%j: the text of JSON.stringify', (document) => {
  expect([...jsonPieces(Object.entries(document))].join('')).toBe(`${JSON.stringify(document, null, 2)}\n`);
});

test('an array whose elements are made one by one: each is asked for when it is written', () => {
  const made: number[] = [];
  function* numbers(): Generator<number> {
    for (const number of [1, 2, 3]) {
      made.push(number);
      yield number;
    }
  }
  const pieces = jsonPieces([
    ['first', numbers()],
    ['second', new Set()],
  ]);
  let text = '';
  while (!text.includes('2')) text += pieces.next().value;
  expect(made).toEqual([1, 2]);
  text += [...pieces].join('');
  expect(text).toBe(`${JSON.stringify({ first: [1, 2, 3], second: [] }, null, 2)}\n`);
});
