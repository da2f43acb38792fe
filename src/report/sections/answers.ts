/** Answers to the lab's questions, each with its evidence. */
import type { Manifest } from '../manifest.ts';
import type { Block, Section } from '../model.ts';
import { shorten, visibleLine } from '../text.ts';
import { type BuildContext, filterBlock, frames, NO_FRAMES, paragraph, section } from './context.ts';

type Question = Manifest['questions'][number];

/** A longer question is cut in its heading, and stands whole below it. */
const MAX_TITLE_LENGTH = 160;

export function answersSection(context: BuildContext): Section | null {
  const { say, manifest } = context;
  if (manifest === null || manifest.questions.length === 0) return null;
  return section(
    'answers',
    say('Answers to the lab’s questions', '思考题解答'),
    [],
    manifest.questions.map((question, i) => {
      const asked = context.pick(question.question);
      const title = shorten(visibleLine(asked), MAX_TITLE_LENGTH);
      const blocks: Block[] = [
        ...(title === asked ? [] : [paragraph({ kind: 'strong', text: asked })]),
        ...answerBlocks(context, question),
      ];
      if (tells(question.filter))
        blocks.push(filterBlock(visibleLine(question.filter), say('to check it', '用于核对')));
      return section(`question-${i + 1}`, title, blocks);
    }),
  );
}

/** Of several things each is an item of a list. */
function answerBlocks(context: BuildContext, { answer, opening, items = [], frames: list }: Question): Block[] {
  const { say, pick } = context;
  const evidence = list.length === 0 ? [] : [paragraph(say('Evidence: ', '证据：'), frames(list))];
  if (items.length < 2) return [paragraph(pick(answer)), ...evidence];
  const said = opening === undefined ? '' : pick(opening);
  return [
    ...(said === '' ? [] : [paragraph(said)]),
    { kind: 'list', ordered: false, items: items.map((item) => [pick(item)]) },
    ...evidence,
  ];
}

/** Absence has no frames; a filter that shows nothing is no evidence. */
function tells(filter: string | null): filter is string {
  return filter !== null && filter.trim() !== '' && filter !== NO_FRAMES;
}
