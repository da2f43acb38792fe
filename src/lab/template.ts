/**
 * `$(name)` in any text of a lab file stands for a parameter, a host's address, the student's name: it is filled when the
 * lab is made. `$(essay | bytes)` and `$(essay | sha256)` say what a text measures once encoded in UTF-8; `$$(` is a
 * literal `$(`. (`{{…}}` in answers is something else: filled from the analysis, see `evaluate/`.)
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Text } from '../base/language.ts';
import { oneOf } from './expectations.ts';
import { withGuess } from './nearest.ts';
import type { Json } from './plan.ts';

export type Values = ReadonlyMap<string, string | number>;

const REFERENCE = /\$(\$?)\(([^()]*)\)/g;

const MEASURES: { readonly [name: string]: (text: string) => string | number } = {
  bytes: (text) => utf8ToBytes(text).length,
  sha256: (text) => bytesToHex(sha256(utf8ToBytes(text))),
};

export interface TemplateProblem {
  readonly expected: Text;
  readonly found: Text;
}

/** What stands between `$(` and `)`: a name, and perhaps a measure of it. */
function parseReference(text: string): { name: string; measure: string | undefined } {
  const [name = '', measure] = text.split('|').map((part) => part.trim());
  return { name, measure };
}

/** The first reference that can't be filled, or undefined when all can. */
export function findProblem(text: string, known: Iterable<string>): TemplateProblem | undefined {
  const names = new Set(known);
  for (const [, escaped, inner] of text.matchAll(REFERENCE)) {
    if (escaped) continue;
    const { name, measure } = parseReference(inner!);
    if (!names.has(name)) return { expected: oneOf([...names]), found: withGuess(`$(${inner})`, name, names) };
    if (measure !== undefined && !Object.hasOwn(MEASURES, measure)) {
      return { expected: oneOf(Object.keys(MEASURES), { en: 'the measures', zh: '度量' }), found: `$(${inner})` };
    }
  }
  return undefined;
}

/** Fills a text. One that is nothing but a single reference keeps the type of what it stands for. */
export function fillText(text: string, values: Values): string | number {
  const whole = /^\$\(([^()]*)\)$/.exec(text);
  if (whole) return lookUp(whole[1]!, values);
  return text.replace(REFERENCE, (reference, escaped: string, inner: string) =>
    escaped ? reference.slice(1) : String(lookUp(inner, values)),
  );
}

/** Fills every text inside a JSON value; names of properties stay as they are. */
export function fillJson(json: Json, values: Values): Json {
  if (typeof json === 'string') return fillText(json, values);
  if (Array.isArray(json)) return json.map((entry: Json) => fillJson(entry, values));
  if (json === null || typeof json !== 'object') return json;
  return Object.fromEntries(Object.entries(json).map(([name, entry]) => [name, fillJson(entry as Json, values)]));
}

function lookUp(reference: string, values: Values): string | number {
  const { name, measure } = parseReference(reference);
  const value = values.get(name);
  if (value === undefined) throw new Error(`nothing is called ${name}`); // `findProblem` has seen every text before.
  return measure === undefined ? value : MEASURES[measure]!(String(value));
}
