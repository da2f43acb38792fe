/** A lab's questions, answered from the analysis, each with the frames and the Wireshark filter that prove it. */
import type { Language, Localized } from '../../base/language.ts';
import type { LabPlan, QuestionPlan } from '../plan.ts';
import { fillAnswer, hasSlots } from './answer.ts';
import { evidenceOf } from './frames.ts';
import { type Item, rootItem } from './item.ts';
import { select } from './select.ts';

export interface QuestionRow {
  id: string;
  section: string | null;
  question: { en: string; zh: string };
  answer: { en: string; zh: string };
  frames: number[];
  filter: string | null;
}

/** One row for each question of the plan, as `questions` of a run's manifest. */
export function answerQuestions(plan: LabPlan, analysis: unknown): QuestionRow[] {
  return plan.questions.map((question) => {
    const items = select(analysis, question.from);
    return {
      id: question.id,
      section: question.section,
      question: { ...question.question },
      answer: { en: answer(question, items, 'en'), zh: answer(question, items, 'zh') },
      frames: evidenceOf(items, question.from),
      filter: combinedFilter(question, items),
    };
  });
}

function answer(question: QuestionPlan, items: readonly Item[], language: Language): string {
  const said = (text: Localized | null): string => text?.[language].trim() ?? '';
  if (items.length === 0) return said(question.otherwise);
  const opening = fillAnswer(said(question.opening), rootItem(items.map((item) => item.value)), language);
  const lines = items.map((item) => fillAnswer(said(question.answer), item, language));
  return [opening, ...lines].filter((line) => line !== '').join('\n');
}

/** One that needs nothing of what was selected stands in any case: that it shows no frame is the proof then. */
function combinedFilter({ filter, otherwiseFilter }: QuestionPlan, items: readonly Item[]): string | null {
  if (items.length === 0 && otherwiseFilter !== null) return otherwiseFilter;
  if (filter === null || !hasSlots(filter)) return filter;
  if (items.length === 0) return null;
  const filters = [...new Set(items.map((item) => fillAnswer(filter, item, 'en')))];
  return filters.length === 1 ? filters[0]! : filters.map((one) => `(${one})`).join(' || ');
}
