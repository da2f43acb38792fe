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
  /** What the answer says once, before it comes to its items. */
  opening: { en: string; zh: string };
  /** What the answer says of each thing that was selected. */
  items: { en: string; zh: string }[];
  frames: number[];
  filter: string | null;
}

/** One row for each question of the plan, as `questions` of a run's manifest. */
export function answerQuestions(plan: LabPlan, analysis: unknown): QuestionRow[] {
  return plan.questions.map((question) => {
    const items = select(analysis, question.from);
    const said = { en: saidIn('en', question, items), zh: saidIn('zh', question, items) };
    return {
      id: question.id,
      section: question.section,
      question: { ...question.question },
      answer: { en: whole(said.en), zh: whole(said.zh) },
      opening: { en: said.en.opening, zh: said.zh.opening },
      items: said.en.items.map((en, i) => ({ en, zh: said.zh.items[i]! })),
      frames: evidenceOf(items, question.from),
      filter: combinedFilter(question, items),
    };
  });
}

interface Said {
  readonly opening: string;
  readonly items: readonly string[];
}

function saidIn(language: Language, question: QuestionPlan, selected: readonly Item[]): Said {
  const template = (text: Localized | null): string => text?.[language].trim() ?? '';
  if (selected.length === 0) return { opening: template(question.otherwise), items: [] };
  const all = rootItem(selected.map((item) => item.value));
  return {
    opening: fillAnswer(template(question.opening), all, language),
    items: selected.map((item) => fillAnswer(template(question.answer), item, language)),
  };
}

function whole({ opening, items }: Said): string {
  return [opening, ...items].filter((line) => line !== '').join('\n');
}

/** One that needs nothing of what was selected stands in any case: that it shows no frame is the proof then. */
function combinedFilter({ filter, otherwiseFilter }: QuestionPlan, items: readonly Item[]): string | null {
  if (items.length === 0 && otherwiseFilter !== null) return otherwiseFilter;
  if (filter === null || !hasSlots(filter)) return filter;
  if (items.length === 0) return null;
  const filters = [...new Set(items.map((item) => fillAnswer(filter, item, 'en')))];
  return filters.length === 1 ? filters[0]! : filters.map((one) => `(${one})`).join(' || ');
}
