/** What the findings remember of a connection while it is followed. */
import { COLUMN, COLUMNS, type NotesTable } from './notes-table.ts';
import { SideNotes } from './side-notes.ts';

const NO_STREAM = -1;

/** Both sides' notes of one connection. The same object shows one connection after the other. */
export class FlowNotes {
  readonly low: SideNotes;
  readonly high: SideNotes;
  readonly #table: NotesTable;
  #stream = NO_STREAM;
  #slot = 0;

  constructor(table: NotesTable) {
    this.#table = table;
    this.low = new SideNotes(table);
    this.high = new SideNotes(table);
  }

  /** Shows the notes of a stream; false when there are none. */
  select(stream: number): boolean {
    if (stream === this.#stream) return true;
    const slot = this.#table.find(stream);
    if (slot < 0) return false;
    this.save();
    this.#stream = stream;
    this.#slot = slot;
    this.low.load(slot * 2);
    this.high.load(slot * 2 + 1);
    return true;
  }

  /** Begins the notes of a stream that has none. */
  open(stream: number, firstSender: number, reusedPorts: boolean): void {
    this.save();
    const slot = this.#table.open(stream);
    this.#stream = stream;
    this.#slot = slot;
    this.low.begin(slot * 2);
    this.high.begin(slot * 2 + 1);
    this.#set(COLUMN.firstSender, firstSender);
    this.#set(COLUMN.reusedPorts, reusedPorts ? 1 : 0);
  }

  /** Puts back what is shown, so that others may read it. */
  save(): void {
    if (this.#stream === NO_STREAM) return;
    this.low.save();
    this.high.save();
  }

  /** Nothing more will be asked of the stream. */
  forget(stream: number): void {
    this.save();
    this.#stream = NO_STREAM;
    this.#table.forget(stream);
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
