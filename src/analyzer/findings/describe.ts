/** Findings in words. */
import { groupedDigits } from '../../base/digits.ts';
import type { Language } from '../../base/language.ts';
import type { Finding } from '../model.ts';
import { CATALOGUE, type CatalogueEntry, PARAM_WORDS } from './catalogue.ts';

export interface FindingWords {
  readonly title: string;
  readonly detail: string;
}

type Param = Finding['params'][string];

/** `{from} to {until}`, in Chinese `{from} 到 {until}` (escaped: no build step rewrites the letters of a regular expression). */
const RANGE = /\{(\w+)\}( to | \u5230 )\{(\w+)\}/g;

/** Longest list that is spelt out. */
const MAX_LISTED = 8;

/** A code that the catalogue does not know (from a newer analysis) is shown as it is. */
export function describeFinding(finding: Finding, language: Language): FindingWords {
  const entry: CatalogueEntry | undefined = Object.hasOwn(CATALOGUE, finding.code)
    ? CATALOGUE[finding.code as keyof typeof CATALOGUE]
    : undefined;
  if (entry === undefined) return { title: finding.code, detail: '' };
  return {
    title: fillTemplate(entry.title[language], finding.params, language),
    detail: fillTemplate(entry.detail[language], finding.params, language),
  };
}

/**
 * `{name}` becomes the param in words: times and sizes with their unit, told by the end of the name; `{name|one|many}`
 * adds the word that suits its number; equal ends of a range are said once; `[…]` is optional.
 */
export function fillTemplate(template: string, params: Finding['params'], language: Language): string {
  const whole = template.replace(/\[([^\]]*)\]/g, (_, part: string) => (saysNothing(part, params) ? '' : part));
  const text = (name: string) => paramText(name, params[name] ?? null, language);
  return whole
    .replace(RANGE, (_, from: string, to: string, until: string) => rangeText(text(from), to, text(until)))
    .replace(
      /\{(\w+)\|([^|}]*)\|([^}]*)\}/g,
      (_, name: string, one: string, many: string) => `${text(name)} ${params[name] === 1 ? one : many}`,
    )
    .replace(/\{(\w+)\}/g, (_, name: string) => text(name));
}

/** `40.3 ms to 48.1 ms`; in Chinese `40.3～48.1 毫秒`, the unit said once where both ends share it. */
function rangeText(from: string, to: string, until: string): string {
  if (from === until) return from;
  if (to !== ' 到 ') return from + to + until;
  const unit = until.slice(until.lastIndexOf(' '));
  return `${unit.startsWith(' ') && from.endsWith(unit) ? from.slice(0, -unit.length) : from}～${until}`;
}

function saysNothing(part: string, params: Finding['params']): boolean {
  return [...part.matchAll(/\{(\w+)[|}]/g)].some(([, name]) => {
    const value = params[name!] ?? null;
    return value === null || value === 0 || (Array.isArray(value) && value.length === 0);
  });
}

function paramText(name: string, value: Param, language: Language): string {
  if (Array.isArray(value)) return listText(name, value, language);
  if (typeof value === 'number') return numberText(name, value, language);
  if (typeof value === 'string') return PARAM_WORDS[value]?.[language] ?? value;
  return value === null ? '–' : String(value);
}

function listText(name: string, values: readonly (string | number)[], language: Language): string {
  if (values.length === 0) return '–';
  const shown = values.slice(0, MAX_LISTED).map((value) => paramText(name, value, language));
  const separator = typeof values[0] === 'number' ? (language === 'zh' ? '、' : ', ') : language === 'zh' ? '；' : '; ';
  return shown.join(separator) + (values.length > MAX_LISTED ? ' …' : '');
}

function numberText(name: string, value: number, language: Language): string {
  if (name.endsWith('Ms')) return durationText(value, language);
  if (name.endsWith('ytes')) return `${groupedDigits(value)} ${bytesWord(value, language)}`;
  return String(value);
}

function bytesWord(value: number, language: Language): string {
  if (language === 'zh') return '字节';
  return value === 1 ? 'byte' : 'bytes';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Up to here seconds are easily read. */
const MANY_SECONDS_MS = 2 * MINUTE_MS;

/** Three significant digits, in the unit that suits; what takes minutes or longer in two units. */
export function durationText(milliseconds: number, language: Language): string {
  if (milliseconds >= MANY_SECONDS_MS) return longDurationText(milliseconds, language);
  const [value, en, zh] =
    Math.abs(milliseconds) >= 1000
      ? ([milliseconds / 1000, 's', '秒'] as const)
      : Math.abs(milliseconds) >= 1 || milliseconds === 0
        ? ([milliseconds, 'ms', '毫秒'] as const)
        : ([milliseconds * 1000, 'µs', '微秒'] as const);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits))} ${language === 'zh' ? zh : en}`;
}

function longDurationText(milliseconds: number, language: Language): string {
  const [large, small, units] =
    milliseconds >= DAY_MS
      ? ([DAY_MS, HOUR_MS, { en: ['d', 'h'], zh: ['天', '小时'] }] as const)
      : milliseconds >= HOUR_MS
        ? ([HOUR_MS, MINUTE_MS, { en: ['h', 'min'], zh: ['小时', '分'] }] as const)
        : ([MINUTE_MS, 1000, { en: ['min', 's'], zh: ['分', '秒'] }] as const);
  const whole = Math.floor(milliseconds / large);
  const rest = Math.floor((milliseconds - whole * large) / small);
  const [one, other] = units[language];
  return rest === 0 ? `${whole} ${one}` : `${whole} ${one} ${rest} ${other}`;
}
