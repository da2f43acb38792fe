/**
 * `{{…}}` in answers and filters: a path, perhaps with arithmetic, perhaps with a format. `{{handshake.client.isn + 1}}`,
 * `{{rtt.handshakeMs | ms}}`, `{{(teardown.initiator) | host}}`.
 */
import { framesInWords } from '../../base/frame-words.ts';
import { fillIn, type Language } from '../../base/language.ts';
import { oneOf } from '../expectations.ts';
import { withGuess } from '../nearest.ts';
import type { TemplateProblem } from '../template.ts';
import { frameNumbers, inOrder } from './frames.ts';
import { type Item, valuesAt } from './item.ts';
import { inWords } from './words.ts';

const SLOT = /\{\{([^{}]*)\}\}/g;

/** Stands where the analysis has nothing to say. */
const NOTHING = '—';

/** Frames count from 1: a filter for this one is valid and shows none. */
const NO_FRAME = '0';

const SEQUENCE_MODULUS = 2 ** 32;

type Format = (values: readonly unknown[], language: Language) => string;

const FORMATS: { readonly [name: string]: Format } = {
  /** The analysis' own names (`four-segment`) in the reader's language. */
  word: (values, language) =>
    join(
      values.map((value) => inWords(value, language)),
      language,
    ),
  ms: (values, language) =>
    join(
      values.map((value) => `${roundNumber(Number(value))} ms`),
      language,
    ),
  sum: (values) => roundNumber(values.reduce<number>((sum, value) => sum + Number(value), 0)),
  count: (values) => String(values.length),
  floor: (values, language) =>
    join(
      values.map((value) => Math.floor(Number(value))),
      language,
    ),
  ceil: (values, language) =>
    join(
      values.map((value) => Math.ceil(Number(value))),
      language,
    ),
  /** RFC 9293 §3.4: sequence numbers count modulo 2^32. */
  seq: (values, language) =>
    join(
      values.map((value) => Number(value) % SEQUENCE_MODULUS),
      language,
    ),
  /** An endpoint of a connection by its name in the lab, else its address. */
  host: (values, language) =>
    join(
      values.map((value) => hostName(value, language)),
      language,
    ),
  /** Frame numbers as a sentence names them: `frames 3–5, 9`. */
  cited: (values, language) => framesInWords(inOrder(values.flatMap(frameNumbers)), language),
  /** A Wireshark display filter for frame numbers. */
  frames: (values) => `frame.number in {${inOrder(values.flatMap(frameNumbers)).join(', ') || NO_FRAME}}`,
};

/** Formats that make sense of an empty list; the others show {@link NOTHING}. */
const WORK_ON_NOTHING: ReadonlySet<string> = new Set(['sum', 'count', 'frames']);

function isAnswerFormat(name: string): boolean {
  return Object.hasOwn(FORMATS, name);
}

export function hasSlots(template: string): boolean {
  return template.search(SLOT) >= 0;
}

/** Fills a template from an item. */
export function fillAnswer(template: string, item: Item, language: Language): string {
  return template.replace(SLOT, (_slot, inner: string) => fillSlot(inner, item, language));
}

/**
 * The first slot of a template that can't be filled, for checking lab files; `problemOf` says what is wrong with a path.
 * A filter may hold braces of its own: only two of a kind that no slot explains are a mistake.
 */
export function findSlotProblem(
  template: string,
  problemOf: (path: string) => TemplateProblem | undefined,
): TemplateProblem | undefined {
  for (const [slot, inner = ''] of template.matchAll(SLOT)) {
    const problem = findFormatProblem(slot, inner) ?? findTermProblem(slot, parseSlot(inner)?.terms ?? [], problemOf);
    if (problem) return problem;
  }
  const [stray] = /\{\{.{0,20}|.{0,20}\}\}/.exec(template.replace(SLOT, '')) ?? [];
  return stray === undefined ? undefined : { expected: BRACES, found: `"${stray}"` };
}

const BRACES = { en: 'a }} for each {{', zh: '与每个 {{ 配对的 }}' };
const ONE_FORMAT = { en: 'at most one | in {{…}}', zh: '{{…}} 中最多一个 |' };
const FOUND_IN = { en: '{found} in {slot}', zh: '{slot} 中的 {found}' };

function findFormatProblem(slot: string, inner: string): TemplateProblem | undefined {
  const [, ...formats] = inner.split('|').map((part) => part.trim());
  if (formats.length > 1) return { expected: ONE_FORMAT, found: slot };
  const [format] = formats;
  if (format === undefined || isAnswerFormat(format)) return undefined;
  const names = Object.keys(FORMATS);
  const found = withGuess(slot, format, names);
  return { expected: fillIn({ en: '{names} after |', zh: '| 之后是 {names}' }, { names: oneOf(names) }), found };
}

function findTermProblem(
  slot: string,
  terms: readonly string[],
  problemOf: (path: string) => TemplateProblem | undefined,
): TemplateProblem | undefined {
  for (const term of terms.filter((_, index) => index % 2 === 0)) {
    if (term === '') return { expected: { en: 'a path or a number', zh: '路径或数字' }, found: slot };
    const problem = NUMBER.test(term) ? undefined : problemOf(term);
    if (problem) return { expected: problem.expected, found: fillIn(FOUND_IN, { found: problem.found, slot }) };
  }
  return undefined;
}

interface Slot {
  /** A path or a number, then pairs of operator and path or number. */
  readonly terms: readonly string[];
  readonly format: string | undefined;
}

const NUMBER = /^\d+$/;
const OPERATOR = /\s([-+*/])\s/;

function parseSlot(inner: string): Slot | undefined {
  const [expression = '', format] = inner.split('|').map((part) => part.trim());
  if (format !== undefined && !isAnswerFormat(format)) return undefined;
  return { terms: expression.split(OPERATOR).map((term) => term.trim()), format };
}

function fillSlot(inner: string, item: Item, language: Language): string {
  const slot = parseSlot(inner);
  if (slot === undefined) return NOTHING;
  const values = evaluate(slot.terms, item).filter((value) => value !== null && value !== undefined);
  if (slot.format !== undefined) {
    const isEmpty = values.length === 0 && !WORK_ON_NOTHING.has(slot.format);
    return isEmpty ? NOTHING : FORMATS[slot.format]!(values, language);
  }
  return values.length === 0 ? NOTHING : join(values, language);
}

/** From left to right, without precedence; what is not a number spoils the sum, which then has no value. */
function evaluate([first = '', ...rest]: readonly string[], item: Item): unknown[] {
  if (rest.length === 0) return operand(first, item);
  let result = Number(operand(first, item)[0]);
  for (let index = 0; index + 1 < rest.length; index += 2) {
    result = calculate(rest[index]!, result, Number(operand(rest[index + 1]!, item)[0]));
  }
  return Number.isFinite(result) ? [result] : [];
}

function operand(text: string, item: Item): unknown[] {
  return NUMBER.test(text) ? [Number(text)] : valuesAt(item, text);
}

function calculate(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  return operator === '*' ? left * right : left / right;
}

function join(values: readonly unknown[], language: Language): string {
  return values.map((value) => plain(value, language)).join(language === 'zh' ? '、' : ', ');
}

/** A value as a reader's sentence can hold it. */
export function plain(value: unknown, language: Language): string {
  if (typeof value === 'number') return roundNumber(value);
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : join(value, language);
  if (typeof value !== 'string') return JSON.stringify(value);
  // A reply of several lines, or a folded header, must not break the line that quotes it.
  return value
    .trim()
    .replaceAll(/\s*\n\s*/g, ' / ')
    .replaceAll(/\s+/g, ' ');
}

/** Whole numbers as they are, others with three significant digits. */
function roundNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function hostName(value: unknown, language: Language): string {
  if (typeof value !== 'object' || value === null) return plain(value, language);
  const { name, address } = value as { readonly name?: unknown; readonly address?: unknown };
  return typeof name === 'string' ? name : String(address);
}
