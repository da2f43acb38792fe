/**
 * `{{…}}` in answers and filters: a path, perhaps with arithmetic, perhaps with a format. `{{handshake.client.isn + 1}}`,
 * `{{rtt.handshakeMs | ms}}`, `{{(teardown.initiator) | host}}`.
 */
import type { Language } from '../../base/language.ts';
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
  sum: (values) => plain(values.reduce<number>((sum, value) => sum + Number(value), 0)),
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
  host: (values, language) => join(values.map(hostName), language),
  /** A Wireshark display filter for frame numbers. */
  frames: (values) => `frame.number in {${inOrder(values.flatMap(frameNumbers)).join(', ') || NO_FRAME}}`,
};

/** Formats that make sense of an empty list; the others show {@link NOTHING}. */
const WORK_ON_NOTHING: ReadonlySet<string> = new Set(['sum', 'count', 'frames']);

export function isAnswerFormat(name: string): boolean {
  return Object.hasOwn(FORMATS, name);
}

/** Fills a template from an item. */
export function fillAnswer(template: string, item: Item, language: Language): string {
  return template.replace(SLOT, (_slot, inner: string) => fillSlot(inner, item, language));
}

/** The slots of a template that can't be understood; for checking lab files. */
export function badSlots(template: string): string[] {
  return [...template.matchAll(SLOT)].map((slot) => slot[1]!).filter((inner) => parseSlot(inner) === undefined);
}

interface Slot {
  /** A path or a number, then pairs of operator and path or number. */
  readonly terms: readonly string[];
  readonly format: string | undefined;
}

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
  return /^\d+$/.test(text) ? [Number(text)] : valuesAt(item, text);
}

function calculate(operator: string, left: number, right: number): number {
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  return operator === '*' ? left * right : left / right;
}

function join(values: readonly unknown[], language: Language): string {
  return values.map(plain).join(language === 'zh' ? '、' : ', ');
}

function plain(value: unknown): string {
  if (typeof value === 'number') return roundNumber(value);
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map(plain).join(', ');
  // A reply of several lines must not break the line that quotes it.
  return typeof value === 'string' ? value.trim().replaceAll(/\s*\n\s*/g, ' / ') : JSON.stringify(value);
}

/** Whole numbers as they are, others with three significant digits. */
function roundNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function hostName(value: unknown): string {
  if (typeof value !== 'object' || value === null) return plain(value);
  const { name, address } = value as { readonly name?: unknown; readonly address?: unknown };
  return typeof name === 'string' ? name : String(address);
}
