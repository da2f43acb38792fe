import { expect, test } from 'vitest';
import type { Direction } from '../../../../src/analyzer/model.ts';
import { Follow } from '../../../../src/cli/analyze/follow.ts';

type Part = [Direction, string | Uint8Array | number];

function follow(parts: Part[], options: { color?: boolean; language?: 'en' | 'zh'; cut?: number } = {}) {
  let text = '';
  const { color = false, language = 'en', cut = 1e9 } = options;
  const listener = new Follow({ stream: 3, color, language, write: (part) => (text += part) });
  for (const [direction, content] of parts) {
    if (typeof content === 'number') listener.observer.onStreamGap({ stream: 3, direction, length: content });
    else {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      for (let at = 0; at < bytes.length; at += cut) {
        listener.observer.onStreamData({ stream: 3, direction, frame: 1, bytes: bytes.subarray(at, at + cut) });
      }
    }
  }
  listener.observer.onStreamData({
    stream: 4,
    direction: 'client',
    frame: 9,
    bytes: new TextEncoder().encode('other'),
  });
  return { seen: listener.finish(), text };
}

test.each([1e9, 1, 2])('without colour, cut by %d: each line says who speaks', (cut) => {
  const parts: Part[] = [
    ['server', '220 你好\r\n'],
    ['client', 'USER a\r\nPASS b\r\n'],
    ['server', '230'],
    ['client', 'x'],
  ];
  expect(follow(parts, { cut }).text).toBe('S: 220 你好\nC: USER a\nC: PASS b\nS: 230\nC: x\n');
});

test('on a terminal: client red, server blue', () => {
  expect(
    follow(
      [
        ['client', 'a\n'],
        ['server', 'b\n'],
      ],
      { color: true },
    ).text,
  ).toBe('\u001b[31ma\u001b[39m\n\u001b[34mb\u001b[39m\n');
});

test.each([1e9, 1])('control, bidi and broken characters, cut by %d: escaped', (cut) => {
  const bytes = Uint8Array.from([0x1b, 0x5b, 0x32, 0x4a, 0xff, 0xe4, 0xbd, 0x0a]);
  expect(follow([['server', bytes]], { cut }).text).toBe('S: \\x1b[2J\\xff\\xe4\\xbd\n');
  expect(follow([['server', 'a\u202eb\rc\n']], { cut }).text).toBe('S: a\\x202eb\\x0dc\n');
});

test('bytes missing: said in place', () => {
  expect(
    follow([
      ['client', 'half a li'],
      ['client', 100],
      ['client', 'rest\n'],
    ]).text,
  ).toBe('C: half a li\nC: [100 bytes are not in the capture]\nC: rest\n');
  expect(follow([['client', 5]], { language: 'zh' }).text).toBe('C: [抓包中缺少 5 字节]\n');
});

test('a stream without payload: not seen', () => {
  expect(follow([]).seen).toBe(false);
});
