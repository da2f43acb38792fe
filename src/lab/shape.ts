/** Where a path leads in an analysis that has not been made yet: what `evaluate/item.ts` does, on the analysis' shape. */
import { ANALYSIS_PATHS } from './analysis-paths.ts';
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
  if (steps === undefined) return { expected: 'a path such as teardown.kind', found: `"${path}"` };
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
  if (!('name' in step)) return element(place) ?? { expected: `no [ ] after ${nameOf(place)}`, found: `"${path}"` };
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
  if (element(place)) return { expected: `[*], [0] or .length after ${nameOf(place)}`, found };
  const names = namesIn(place);
  if (names.length === 0) return { expected: `nothing after ${nameOf(place)}`, found };
  return { expected: `one of ${names.join(', ')} in ${nameOf(place)}`, found: `${found}${didYouMean(name, names)}` };
}

function nameOf({ at, isSelection }: Place): string {
  if (isSelection) return 'the selected things';
  return at === '' ? 'the analysis' : at.replaceAll('[]', '[*]');
}
