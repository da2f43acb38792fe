import type { Selection } from '../plan.ts';
import { type Item, valuesAt } from './item.ts';

/** Evidence that nobody reads to the end is none. */
const MAX_FRAMES = 200;

/** Frame numbers that prove something: where the selection says, else the thing's own `frames` or `frame`. */
export function evidenceOf(items: readonly Item[], { evidence }: Selection): number[] {
  const numbers = items.flatMap((item) => {
    const paths = evidence ?? ['frames', 'frame'];
    return paths.flatMap((path) => valuesAt(item, path).flatMap(frameNumbers));
  });
  return inOrder(numbers).slice(0, MAX_FRAMES);
}

/** Of `7`, `[7, 8]`, `{ syn: 7, ack: null }` and `{ first: 7, last: 9, count: 3 }` (a count is no frame). */
export function frameNumbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (Array.isArray(value)) return value.flatMap(frameNumbers);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => (name === 'count' ? [] : frameNumbers(entry)));
}

/** Each number once. */
export function inOrder(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((one, other) => one - other);
}
