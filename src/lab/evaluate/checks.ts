/** Checks of a lab: does the analysis hold what the lab expects? */
import type { Language, Localized } from '../../base/language.ts';
import type { CheckPlan, Json, JsonObject, LabPlan } from '../plan.ts';
import { plain } from './answer.ts';
import { evidenceOf } from './frames.ts';
import { type Item, valuesAt } from './item.ts';
import { isEqual, matches, mismatches } from './match.ts';
import { type Noun, nounOf } from './nouns.ts';
import { select } from './select.ts';

export interface CheckRow {
  id: string;
  title: { en: string; zh: string };
  held: boolean;
  detail: { en: string; zh: string };
  frames: number[];
}

interface Verdict {
  readonly held: boolean;
  readonly detail: Localized;
  /** Things that prove the verdict. */
  readonly shown: readonly Item[];
}

/** One row for each check of the plan, as `checks` of a run's manifest. */
export function evaluateChecks(plan: LabPlan, analysis: unknown): CheckRow[] {
  return plan.checks.map((check) => {
    const { held, detail, shown } = judge(check, select(analysis, check));
    return { id: check.id, title: { ...check.title }, held, detail: { ...detail }, frames: evidenceOf(shown, check) };
  });
}

function judge(check: CheckPlan, items: readonly Item[]): Verdict {
  const { expect } = check;
  const noun = nounOf(check);
  if ('count' in expect) return judgeCount(items, { ...expect, held: items.length === expect.count }, noun);
  if ('atLeast' in expect) return judgeCount(items, { ...expect, held: items.length >= expect.atLeast }, noun);
  if ('every' in expect) return judgeEvery(items, expect.every, noun);
  if ('some' in expect) return judgeSome(items, expect.some, noun);
  return judgeEqual(items, expect.equals);
}

function judgeCount(
  items: readonly Item[],
  wanted: ({ count: number } | { atLeast: number }) & { held: boolean },
  noun: Noun,
): Verdict {
  const found = noun(items.length);
  const isLeast = 'atLeast' in wanted;
  const bound = isLeast ? wanted.atLeast : wanted.count;
  return {
    held: wanted.held,
    detail: {
      en: `found ${found.en}, expected ${isLeast ? 'at least ' : ''}${bound}`,
      zh: `找到 ${found.zh}，期望${isLeast ? '至少' : ''} ${bound} ${noun.measure}`,
    },
    shown: items,
  };
}

/** Nothing at all does not fulfil `every`: a lab without its evidence proves nothing. */
function judgeEvery(items: readonly Item[], wanted: JsonObject, noun: Noun): Verdict {
  const failing = items.filter((item) => !matches(item, wanted));
  const held = items.length > 0 && failing.length === 0;
  const first = failing[0];
  const all = noun(items.length);
  if (held) {
    const [en, zh] = items.length === 1 ? ['', ''] : ['all ', '全部'];
    return { held, detail: { en: `true of ${en}${all.en}`, zh: `${all.zh}${zh}符合` }, shown: items };
  }
  if (first === undefined) return { held, detail: { en: `found ${noun(0).en}`, zh: `找到 ${noun(0).zh}` }, shown: [] };
  const detail = {
    en: `${failing.length} of ${all.en} ${failing.length === 1 ? 'differs' : 'differ'}: ${explain(first, wanted, 'en')}`,
    zh: `${all.zh}中有 ${failing.length} ${noun.measure}不符：${explain(first, wanted, 'zh')}`,
  };
  return { held, detail, shown: failing };
}

function judgeSome(items: readonly Item[], wanted: JsonObject, noun: Noun): Verdict {
  const matching = items.filter((item) => matches(item, wanted));
  const held = matching.length > 0;
  const all = noun(items.length);
  const detail = {
    en: `${matching.length} of ${all.en} ${matching.length === 1 ? 'matches' : 'match'}`,
    zh: `${all.zh}中有 ${matching.length} ${noun.measure}符合`,
  };
  return { held, detail, shown: held ? matching : items };
}

/** A list is compared with all selected values, anything else with the only one. */
function judgeEqual(items: readonly Item[], wanted: Json): Verdict {
  const values = items.map((item) => item.value);
  const held = isEqual(Array.isArray(wanted) ? values : values.length === 1 ? values[0] : undefined, wanted);
  const found = Array.isArray(wanted) || values.length !== 1 ? values : values[0];
  const detail = held
    ? { en: `is ${short(found, 'en')}`, zh: `为 ${short(found, 'zh')}` }
    : {
        en: `found ${short(found, 'en')}, expected ${short(wanted, 'en')}`,
        zh: `找到 ${short(found, 'zh')}，期望 ${short(wanted, 'zh')}`,
      };
  return { held, detail, shown: items };
}

function explain(item: Item, wanted: JsonObject, language: Language): string {
  return mismatches(item, wanted)
    .map((path) => `${path} = ${short(valuesAt(item, path)[0], language)} (≠ ${short(wanted[path], language)})`)
    .join('; ');
}

/** How much of a value a detail shows. */
const MAX_SHOWN = 140;

/** Texts and lists of them as a sentence would have them, anything else as JSON. */
function short(value: unknown, language: Language): string {
  const isSimple = Array.isArray(value) && value.every((element) => typeof element !== 'object' || element === null);
  const text = typeof value === 'string' || isSimple ? plain(value, language) : (JSON.stringify(value) ?? '—');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
