/**
 * How `where`, `every` and `some` match. `{ "teardown.kind": ["four-segment", "three-segment"], "bytes.client": { "atLeast": 1 } }`:
 * a plain value must be equal, a list holds alternatives, an object holds comparisons or goes deeper.
 */
import type { JsonObject } from '../plan.ts';
import { type Item, valuesAt } from './item.ts';

const COMPARISONS: { readonly [name: string]: (found: unknown, wanted: unknown) => boolean } = {
  atLeast: (found, wanted) => typeof found === 'number' && typeof wanted === 'number' && found >= wanted,
  atMost: (found, wanted) => typeof found === 'number' && typeof wanted === 'number' && found <= wanted,
  not: (found, wanted) => !fulfils(found, wanted),
  startsWith: (found, wanted) => typeof found === 'string' && typeof wanted === 'string' && found.startsWith(wanted),
  contains: (found, wanted) =>
    typeof found === 'string' && typeof wanted === 'string'
      ? found.includes(wanted)
      : Array.isArray(found) && found.some((element) => isEqual(element, wanted)),
};

/** What of `wanted` the item does not fulfil, as paths; empty when it matches. */
export function mismatches(item: Item, wanted: JsonObject): string[] {
  return Object.entries(wanted).flatMap(([path, value]) => {
    const found = valuesAt(item, path);
    const fulfilled = found.length === 0 ? wantsNothing(value) : found.some((one) => fulfils(one, value));
    return fulfilled ? [] : [path];
  });
}

export function matches(item: Item, wanted: JsonObject): boolean {
  return mismatches(item, wanted).length === 0;
}

export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [entries, others] = [Object.entries(one), Object.entries(other)];
  if (Array.isArray(one) !== Array.isArray(other) || entries.length !== others.length) return false;
  return entries.every(
    ([name, value]) =>
      Object.hasOwn(other, name) && isEqual(value, (other as { readonly [name: string]: unknown })[name]),
  );
}

/** `{ atLeast: 1 }`, but not `{ kind: reset }`. */
export function isComparison(wanted: unknown): wanted is object {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return false;
  const names = Object.keys(wanted);
  return names.length > 0 && names.every((name) => Object.hasOwn(COMPARISONS, name));
}

function fulfils(found: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) return wanted.some((one) => fulfils(found, one));
  if (typeof wanted !== 'object' || wanted === null) return isEqual(found, wanted);
  if (isComparison(wanted)) return Object.entries(wanted).every(([name, value]) => COMPARISONS[name]!(found, value));
  return matches({ value: found, up: null, of: null }, wanted as JsonObject);
}

/** A thing that is not there is zero, null, and not anything in particular. */
function wantsNothing(wanted: unknown): boolean {
  if (wanted === null || wanted === 0) return true;
  if (Array.isArray(wanted)) return wanted.some(wantsNothing);
  if (typeof wanted !== 'object') return false;
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([name, value]) => name === 'not' && !wantsNothing(value));
}
