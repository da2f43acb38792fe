/** The dialogue of one session, in the order of the wire, within bounds. */
import type { DialogueEntry, Direction } from '../model.ts';
import type { WirePosition } from './app.ts';
import type { Notes } from './notes.ts';
import { epochOf } from './wire-position.ts';

/** What a person may scroll through; a bulk sender's session of 10,000 mails goes beyond it. */
export const MAX_DIALOGUE_ENTRIES = 20_000;
export const MAX_DIALOGUE_CHARACTERS = 4 * 1024 * 1024;

/** All sessions together: bounds memory over captures with very many sessions. */
export const MAX_ALL_ENTRIES = 200_000;
export const MAX_ALL_CHARACTERS = 24 * 1024 * 1024;

/** What is left for all sessions together. */
export interface DialogueBudget {
  entries: number;
  characters: number;
}

export interface SpokenLine {
  text: string;
  frames: number[];
  at: WirePosition;
}

export function newDialogueBudget(): DialogueBudget {
  return { entries: MAX_ALL_ENTRIES, characters: MAX_ALL_CHARACTERS };
}

export class Dialogue {
  readonly #listed: { frame: number; entry: DialogueEntry }[] = [];
  #characters = 0;
  readonly #budget: DialogueBudget;
  readonly #notes: Notes;

  constructor(budget: DialogueBudget, notes: Notes) {
    this.#budget = budget;
    this.#notes = notes;
  }

  /** In the order of the wire: a direction with a hole is heard later than the other. */
  entries(): DialogueEntry[] {
    return this.#listed.sort((a, b) => a.frame - b.frame).map(({ entry }) => entry);
  }

  add(direction: Direction, kind: DialogueEntry['kind'], text: string, frames: number[], at: WirePosition): void {
    if (!this.#spend(text.length)) {
      this.#notes.add('dialogue-cut', 1);
      return;
    }
    this.#listed.push({ frame: at.frame, entry: { direction, kind, text, frames, time: epochOf(at) } });
  }

  /** A line of base64 and what it says. */
  addDecoded(direction: Direction, kind: DialogueEntry['kind'], line: SpokenLine, decoded: string | null): void {
    const before = this.#listed.length;
    this.add(direction, kind, line.text, line.frames, line.at);
    const last = this.#listed.at(-1);
    if (decoded !== null && last && this.#listed.length > before) last.entry.decoded = decoded;
  }

  /** Missing bytes, in place; the text is their number. `at` is where the gap became known. */
  gap(direction: Direction, length: number, at: WirePosition): void {
    this.add(direction, 'gap', String(length), [at.frame], at);
  }

  #spend(characters: number): boolean {
    const fits =
      this.#listed.length < MAX_DIALOGUE_ENTRIES &&
      this.#characters + characters <= MAX_DIALOGUE_CHARACTERS &&
      this.#budget.entries > 0 &&
      this.#budget.characters >= characters;
    if (!fits) return false;
    this.#characters += characters;
    this.#budget.entries--;
    this.#budget.characters -= characters;
    return true;
  }
}
