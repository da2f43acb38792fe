/** Zeek's letters of a connection, in its row: the first twelve, which most connections don't exceed, five bits each. */
import type { Flow } from './flow.ts';
import { FLOW, FLOW_NUMBERS, type FlowRows } from './flow-rows.ts';

/** By number; those up to `q` are written at their first time in a direction. */
export const LETTER = { s: 0, h: 1, a: 2, d: 3, f: 4, r: 5, i: 6, q: 7, c: 8, g: 9, t: 10, w: 11 } as const;
export type Letter = (typeof LETTER)[keyof typeof LETTER];

/** Small ones first, then those of whoever spoke first. */
const LETTERS = 'shadfriqcgtwSHADFRIQCGTW';
export const CAPITAL = LETTERS.length / 2;
const BITS = 5;
const MASK = (1 << BITS) - 1;
export const LETTERS_IN_WORD = 6;
export const LETTERS_IN_ROW = 2 * LETTERS_IN_WORD;
/** A history longer than this says nothing more. */
const MAX_HISTORY = 256;

/** `flow` is asked for only where the row is full. */
export interface HistoryPlace {
  readonly rows: FlowRows;
  /** The number of the side whose letter it is. */
  readonly side: number;
  readonly flow: Flow;
}

/** While the roles may still change, upper case is who spoke first. */
export function addLetter(place: HistoryPlace, letter: Letter): void {
  const { flows } = place.rows;
  const at = (place.side >> 1) * FLOW_NUMBERS;
  const code = (place.side & 1) === flows[at + FLOW.firstSender] ? letter + CAPITAL : letter;
  const length = flows[at + FLOW.historyLength]!;
  if (length >= MAX_HISTORY) return;
  flows[at + FLOW.historyLength] = length + 1;
  if (length >= LETTERS_IN_ROW) {
    place.flow.laterHistory += LETTERS.charAt(code);
    return;
  }
  const word = at + (length < LETTERS_IN_WORD ? FLOW.history : FLOW.moreHistory);
  flows[word]! |= code << ((length % LETTERS_IN_WORD) * BITS);
}

/** The letters in the row; `at` is the row's place. */
export function lettersIn(flows: Int32Array, at: number): string {
  const length = Math.min(flows[at + FLOW.historyLength]!, LETTERS_IN_ROW);
  let letters = '';
  for (let index = 0; index < length; index++) {
    const word = flows[at + (index < LETTERS_IN_WORD ? FLOW.history : FLOW.moreHistory)]!;
    letters += LETTERS.charAt((word >> ((index % LETTERS_IN_WORD) * BITS)) & MASK);
  }
  return letters;
}
