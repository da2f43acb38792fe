/** What the findings remember of a connection while it is followed. */
import { COLUMN, COLUMNS, type NotesTable } from './notes-table.ts';
import { SideNotes } from './side-notes.ts';

/** In place of a slot: there are no notes. */
export const NO_NOTES = -1;

/** Both sides' notes of one connection. The same object shows one connection after the other. */
export class FlowNotes {
  readonly low: SideNotes;
  readonly high: SideNotes;
  readonly #table: NotesTable;
  #slot = NO_NOTES;

  constructor(table: NotesTable) {
    this.#table = table;
    this.low = new SideNotes(table);
    this.high = new SideNotes(table);
  }

  /** Shows the notes in a slot that `open` gave. */
  select(slot: number): void {
    if (slot === this.#slot) return;
    this.save();
    this.#slot = slot;
    this.low.load(slot * 2);
    this.high.load(slot * 2 + 1);
  }

  /** Begins the notes of a connection that has none; returns their slot. */
  open(firstSender: number, reusedPorts: boolean): number {
    this.save();
    const slot = this.#table.open();
    this.#slot = slot;
    this.low.begin(slot * 2);
    this.high.begin(slot * 2 + 1);
    this.#set(COLUMN.firstSender, firstSender);
    this.#set(COLUMN.reusedPorts, reusedPorts ? 1 : 0);
    return slot;
  }

  /** Puts back what is shown, so that others may read it. */
  save(): void {
    if (this.#slot === NO_NOTES) return;
    this.low.save();
    this.high.save();
  }

  /** Nothing more will be asked of what is in the slot. */
  forget(slot: number): void {
    this.save();
    this.#slot = NO_NOTES;
    this.#table.forget(slot);
  }

  side(index: number): SideNotes {
    return index === 0 ? this.low : this.high;
  }

  /** Index of the side that spoke first. */
  get firstSender(): number {
    return this.#get(COLUMN.firstSender);
  }

  /** The connection took the ports of an earlier one. */
  get reusedPorts(): boolean {
    return this.#get(COLUMN.reusedPorts) !== 0;
  }

  #get(column: number): number {
    return this.#table.numbers[this.#slot * 2 * COLUMNS + column]!;
  }

  #set(column: number, value: number): void {
    this.#table.numbers[this.#slot * 2 * COLUMNS + column] = value;
  }
}
