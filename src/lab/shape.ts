/** Where a path leads in an analysis that has not been made yet: what `evaluate/item.ts` does, on the analysis' shape. */
import { fillIn, type Text } from '../base/language.ts';
import ANALYSIS_PATHS from './analysis-paths.json' with { type: 'json' };
import { A_PATH, oneOf } from './expectations.ts';
import { didYouMean } from './nearest.ts';
import { type PathStep, parsePath } from './path.ts';
import type { TemplateProblem } from './template.ts';

/** A place in the shape, and the places that `up` and `of` lead to from it. */
export interface Place {
  /** As in {@link ANALYSIS_PATHS}; empty for the analysis itself. */
  readonly at: string;
  readonly up: Place | null;
  readonly of: Place | null;
  /** The list of all selected things, of which `at` is one. */
  readonly isSelection?: true;
}

export const ANALYSIS: Place = { at: '', up: null, of: null };

const KNOWN: ReadonlySet<string> = new Set(ANALYSIS_PATHS);

/** The place that a path leads to, or why it leads nowhere. */
export function follow(start: Place, path: string): Place | TemplateProblem {
  const steps = parsePath(path);
  if (steps === undefined) return { expected: A_PATH, found: `"${path}"` };
  return walk(start, steps, path);
}

export function isProblem(result: Place | TemplateProblem): result is TemplateProblem {
  return 'expected' in result;
}

function walk(start: Place, steps: readonly PathStep[], path: string): Place | TemplateProblem {
  let place = start;
  for (const step of steps) {
    const next = stepInto(place, step, start, path);
    if (isProblem(next)) return next;
    place = next;
  }
  return place;
}

function stepInto(place: Place, step: PathStep, start: Place, path: string): Place | TemplateProblem {
  if ('named' in step) {
    const named = walk(start, step.named, path);
    // What stands there is `client` or `server`; both have the same properties.
    return isProblem(named) ? named : stepInto(place, { name: 'client' }, start, path);
  }
  if (!('name' in step))
    return element(place) ?? { expected: fillIn(NO_INDEX, { place: nameOf(place) }), found: `"${path}"` };
  const { name } = step;
  const around = name === 'up' ? place.up : name === 'of' ? place.of : null;
  return around ?? property(place, name) ?? unknown(place, name, path);
}

function element(place: Place): Place | undefined {
  if (place.isSelection) return { at: place.at, up: null, of: null };
  const at = `${place.at}[]`;
  return KNOWN.has(at) ? { at, up: place.up, of: null } : undefined;
}

function property(place: Place, name: string): Place | undefined {
  const isList = element(place) !== undefined;
  const inside = (at: string): Place => ({ at, up: place, of: null });
  if (name === 'length' && (isList || namesIn(place).length === 0)) return inside(`${place.at}.length`);
  if (isList) return undefined;
  if (KNOWN.has(`${place.at}{}`)) return inside(`${place.at}{}`);
  const at = place.at === '' ? name : `${place.at}.${name}`;
  return KNOWN.has(at) ? inside(at) : undefined;
}

/** The properties of what stands at a place. */
function namesIn({ at }: Place): string[] {
  const start = at === '' ? '' : `${at}.`;
  return ANALYSIS_PATHS.filter((path) => path.startsWith(start))
    .map((path) => path.slice(start.length))
    .filter((rest) => /^\w+$/.test(rest));
}

function unknown(place: Place, name: string, path: string): TemplateProblem {
  const found = `"${path}"`;
  if (element(place)) return { expected: fillIn(INDEX_NEEDED, { place: nameOf(place) }), found };
  const names = namesIn(place);
  if (names.length === 0) return { expected: fillIn(NOTHING_AFTER, { place: nameOf(place) }), found };
  const guess = didYouMean(name, names);
  return {
    expected: fillIn(ONE_IN, { names: oneOf(names), place: nameOf(place) }),
    found: fillIn(GUESSED, { found, guess }),
  };
}

const NO_INDEX = { en: 'no [ ] after {place}', zh: '{place} 之后没有 [ ]' };
const INDEX_NEEDED = { en: '[*], [0] or .length after {place}', zh: '{place} 之后的 [*]、[0] 或 .length' };
const NOTHING_AFTER = { en: 'nothing after {place}', zh: '{place} 之后没有别的内容' };
const ONE_IN = { en: '{names} in {place}', zh: '{place} 中的 {names}' };
const GUESSED = { en: '{found}{guess}', zh: '{found}{guess}' };

function nameOf({ at, isSelection }: Place): Text {
  if (isSelection) return { en: 'the selected things', zh: '所选的全部内容' };
  return at === '' ? { en: 'the analysis', zh: '分析结果' } : at.replaceAll('[]', '[*]');
}
