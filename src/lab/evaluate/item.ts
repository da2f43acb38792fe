/** Things in an analysis, each with where it came from. The analysis is any JSON: nothing here throws. */

import { type PathStep, parsePath } from '../path.ts';

/** A selected thing. Paths read from it may start with `up` (what encloses it) or `of` (what led to it by `follow`). */
export interface Item {
  readonly value: unknown;
  readonly up: Item | null;
  readonly of: Item | null;
}

export function rootItem(value: unknown): Item {
  return { value, up: null, of: null };
}

/** The things at a path, in the order of the analysis; a path that leads nowhere selects nothing. */
export function itemsAt(start: Item, path: string): Item[] {
  const steps = parsePath(path);
  return steps === undefined ? [] : walk(start, steps);
}

export function valuesAt(start: Item, path: string): unknown[] {
  return itemsAt(start, path).map((item) => item.value);
}

function walk(start: Item, steps: readonly PathStep[]): Item[] {
  let items: Item[] = [start];
  for (const step of steps) items = items.flatMap((item) => take(item, step, start));
  return items;
}

function take(item: Item, step: PathStep, start: Item): Item[] {
  const { value } = item;
  if ('every' in step) return Array.isArray(value) ? value.map((element) => inside(item, element)) : [];
  if ('index' in step)
    return Array.isArray(value) && step.index < value.length ? [inside(item, value[step.index])] : [];
  if ('named' in step) {
    return walk(start, step.named).flatMap(({ value: name }) =>
      typeof name === 'string' ? take(item, { name }, start) : [],
    );
  }
  if (step.name === 'up') return item.up ? [item.up] : [];
  if (step.name === 'of') return item.of ? [item.of] : [];
  if (step.name === 'length' && (Array.isArray(value) || typeof value === 'string'))
    return [inside(item, value.length)];
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step.name)) return [];
  return [inside(item, (value as { readonly [name: string]: unknown })[step.name])];
}

/** Lists do not count as enclosing: `up` of a transfer is its session. */
function inside(item: Item, value: unknown): Item {
  return { value, up: Array.isArray(item.value) ? item.up : item, of: null };
}
