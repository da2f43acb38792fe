/** How the answers to a lab's questions stand in the report. */
import { expect, test } from 'vitest';
import { buildReport } from '../../../src/report/build.ts';
import type { Manifest } from '../../../src/report/manifest.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

type Question = Manifest['questions'][number];

const both = (text: string) => ({ en: text, zh: text });

function blocksFor(parts: Partial<Question>, language: 'en' | 'zh' = 'en') {
  const lab = sampleLab();
  const question = { ...lab.manifest.questions[0]!, frames: [3, 4], filter: null, ...parts };
  const manifest = { ...lab.manifest, questions: [question] };
  const { sections } = buildReport({ ...lab, manifest, options: NO_OPTIONS, language });
  return sections.find(({ id }) => id === 'answers')!.sections[0]!.blocks;
}

test('an answer about one thing: a paragraph, then the frames', () => {
  expect(blocksFor({ answer: both('Yes:\nthis.'), opening: both('Yes:'), items: [both('this.')] })).toEqual([
    { kind: 'paragraph', text: ['Yes:\nthis.'] },
    { kind: 'paragraph', text: ['Evidence: ', { kind: 'frames', frames: [3, 4], more: 0 }] },
  ]);
});

test('an answer about several things: what holds for all, then a list, then the frames', () => {
  expect(blocksFor({ answer: both('Two:\na\nb'), opening: both('Two:'), items: [both('a'), both('b')] }, 'zh')).toEqual(
    [
      { kind: 'paragraph', text: ['Two:'] },
      { kind: 'list', ordered: false, items: [['a'], ['b']] },
      { kind: 'paragraph', text: ['证据：', { kind: 'frames', frames: [3, 4], more: 0 }] },
    ],
  );
});

test('an answer about several things, with nothing to say of all and no frames: the list alone', () => {
  expect(blocksFor({ opening: both(''), items: [both('a'), both('b')], frames: [] })).toEqual([
    { kind: 'list', ordered: false, items: [['a'], ['b']] },
  ]);
});

test('a run by an older wirelab, which kept no parts: the answer as it stands', () => {
  expect(blocksFor({ answer: both('a\nb'), frames: [] })).toEqual([{ kind: 'paragraph', text: ['a\nb'] }]);
});
