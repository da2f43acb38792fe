import { fillIn, type Text } from '../base/language.ts';

/** More letters wrong than this is another word, not a slip of the finger. */
const MAX_DISTANCE = 2;

/**
 * The only known name within {@link MAX_DISTANCE} edits of what was written, letter case apart; undefined where there is
 * none, or several.
 */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  const near = [...new Set(known)]
    .map((name) => ({ name, distance: editDistance(written.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= MAX_DISTANCE && distance < name.length)
    .sort((one, other) => one.distance - other.distance);
  return near.length > 1 && near[0]!.distance === near[1]!.distance ? undefined : near[0]?.name;
}

/** `, did you mean "title"?`, or nothing; it ends a message or a part of one. */
export function didYouMean(written: string, known: Iterable<string>): Text {
  const name = nearest(written, known);
  return name === undefined ? '' : { en: `, did you mean "${name}"?`, zh: `，是不是“${name}”？` };
}

/** What was found, as `shown`, with a guess at what was meant. */
export function withGuess(shown: string, written: string, known: Iterable<string>): Text {
  return fillIn({ en: '{shown}{guess}', zh: '{shown}{guess}' }, { shown, guess: didYouMean(written, known) });
}

/** Levenshtein's distance, a row at a time; names that differ much in length aren't worth the rows. */
function editDistance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > MAX_DISTANCE) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries()) {
    const next = [index + 1];
    for (const [column, otherLetter] of other.split('').entries()) {
      next.push(Math.min(row[column + 1]! + 1, next[column]! + 1, row[column]! + (letter === otherLetter ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
