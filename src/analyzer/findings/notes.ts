/** What the findings remember of a connection while it is followed. */
import { NOTE, NOTE_NUMBERS, type NotesTable } from './notes-table.ts';
import { SideNotes } from './side-notes.ts';

/** Both sides' notes of one connection. */
export class FlowNotes {
  readonly low: SideNotes;
  readonly high: SideNotes;
  readonly #table: NotesTable;
  readonly #row: number;

  /** `row`: the connection's in the rows. */
  constructor(table: NotesTable, row: number) {
    this.#table = table;
    this.#row = row;
    this.low = new SideNotes(table).show(row * 2);
    this.high = new SideNotes(table).show(row * 2 + 1);
  }

  side(index: number): SideNotes {
    return index === 0 ? this.low : this.high;
  }

  /** Index of the side that spoke first. */
  get firstSender(): number {
    return this.#get(NOTE.firstSender);
  }

  /** The connection took the ports of an earlier one. */
  get reusedPorts(): boolean {
    return this.#get(NOTE.reusedPorts) !== 0;
  }

  #get(place: number): number {
    return this.#table.numbers[this.#row * 2 * NOTE_NUMBERS + place]!;
  }
}
