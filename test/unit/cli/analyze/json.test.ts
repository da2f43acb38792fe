import { expect, test } from 'vitest';
import { writeJson } from '../../../../src/cli/analyze/json.ts';

test.each([
  [{ version: 1, capture: { file: 'a\nb', warnings: [] }, connections: [{ id: 0, frames: [1, 2] }, { id: 1 }] }],
  [{ connections: [], apps: { ftp: [], text: '中文"\\' }, findings: [[1], null, 'x\r\n'] }],
  [{ a: null, b: true }],
])('%j: the text of JSON.stringify', (document) => {
  let text = '';
  writeJson(document, (piece) => {
    text += piece;
  });
  expect(text).toBe(`${JSON.stringify(document, null, 2)}\n`);
});
