import { expect, test } from 'vitest';
import { frameRuns, framesInWords } from '../../../src/base/frame-words.ts';

test.each<[number[], string, string, string]>([
  [[7], '', 'frame 7', '第 7 帧'],
  [[3, 4, 5, 9], '', 'frames 3–5, 9', '第 3–5、9 帧'],
  [[3], ' …', 'frames 3 …', '第 3 帧 …'],
])('%j, then "%s": %s, %s', (frames, rest, en, zh) => {
  expect(framesInWords(frames, 'en', rest)).toBe(en);
  expect(framesInWords(frames, 'zh', rest)).toBe(zh);
});

test('frames with gaps between: runs of those that follow one another', () => {
  expect(frameRuns([1, 2, 4, 6, 7, 8])).toEqual([
    [1, 2],
    [4, 4],
    [6, 8],
  ]);
});
