/** Checks of a lab: does the analysis hold what the lab expects? */
import type { Localized } from '../../base/language.ts';
import type { CheckPlan, Json, JsonObject, LabPlan } from '../plan.ts';
import { evidenceOf } from './frames.ts';
import { type Item, valuesAt } from './item.ts';
import { isEqual, matches, mismatches } from './match.ts';
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
  if ('count' in expect) return judgeCount(items, expect.count, items.length === expect.count, '');
  if ('atLeast' in expect) return judgeCount(items, expect.atLeast, items.length >= expect.atLeast, '≥ ');
  if ('every' in expect) return judgeEvery(items, expect.every);
  if ('some' in expect) return judgeSome(items, expect.some);
  return judgeEqual(items, expect.equals);
}

function judgeCount(items: readonly Item[], wanted: number, held: boolean, sign: string): Verdict {
  const detail = {
    en: `found ${items.length}, expected ${sign}${wanted}`,
    zh: `找到 ${items.length} 个，期望 ${sign}${wanted} 个`,
  };
  return { held, detail, shown: items };
}

/** Nothing at all does not fulfil `every`: a lab without its evidence proves nothing. */
function judgeEvery(items: readonly Item[], wanted: JsonObject): Verdict {
  const failing = items.filter((item) => !matches(item, wanted));
  const held = items.length > 0 && failing.length === 0;
  const first = failing[0];
  if (held) {
    return { held, detail: { en: `true of all ${items.length}`, zh: `${items.length} 个全部符合` }, shown: items };
  }
  if (first === undefined) {
    return { held, detail: { en: 'there is none', zh: '一个也没有' }, shown: [] };
  }
  const detail = {
    en: `${failing.length} of ${items.length} differ: ${explain(first, wanted)}`,
    zh: `${items.length} 个中有 ${failing.length} 个不符：${explain(first, wanted)}`,
  };
  return { held, detail, shown: failing };
}

function judgeSome(items: readonly Item[], wanted: JsonObject): Verdict {
  const matching = items.filter((item) => matches(item, wanted));
  const held = matching.length > 0;
  const detail = {
    en: `${matching.length} of ${items.length} match`,
    zh: `${items.length} 个中有 ${matching.length} 个符合`,
  };
  return { held, detail, shown: held ? matching : items };
}

/** A list is compared with all selected values, anything else with the only one. */
function judgeEqual(items: readonly Item[], wanted: Json): Verdict {
  const values = items.map((item) => item.value);
  const held = isEqual(Array.isArray(wanted) ? values : values.length === 1 ? values[0] : undefined, wanted);
  const found = short(Array.isArray(wanted) || values.length !== 1 ? values : values[0]);
  const detail = held
    ? { en: `is ${found}`, zh: `为 ${found}` }
    : { en: `found ${found}, expected ${short(wanted)}`, zh: `找到 ${found}，期望 ${short(wanted)}` };
  return { held, detail, shown: items };
}

function explain(item: Item, wanted: JsonObject): string {
  return mismatches(item, wanted)
    .map((path) => `${path} = ${short(valuesAt(item, path)[0])} (≠ ${short(wanted[path])})`)
    .join('; ');
}

/** How much of a value a detail shows. */
const MAX_SHOWN = 80;

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '—');
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
