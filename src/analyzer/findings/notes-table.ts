/**
 * The numbers that the findings keep of every connection, in flat columns: tens of thousands of connections may be open
 * at once, and every segment reads and writes those of both sides, so they lie side by side. What only few sides have is
 * an object of its own.
 */
import { SpecialNotes } from './special-notes.ts';

/** Places of one side's 32-bit numbers. `side-notes.ts` says what they are. */
export const COLUMN = {
  newest: 0,
  nextSeq: 1,
  lastAck: 2,
  lastFrame: 3,
  addressSum: 4,
  payloadLimit: 5,
  dataFrame: 6,
  oversized: 7,
  special: 8,
  checksumsWrong: 9,
  openingFrame: 10,
  finFrame: 11,
  /** Of the lower side: the index of the side that spoke first, and whether it took the ports of an earlier connection. */
  firstSender: 12,
  reusedPorts: 13,
} as const;
/** Places of one side's times, in nanoseconds: they need more than 32 bits. */
export const TIME = { minAckDelay: 0, opening: 1, fin: 2 } as const;
export const COLUMNS = 14;
export const TIMES = 3;

const INITIAL_CONNECTIONS = 256;

export class NotesTable {
  numbers: Int32Array = new Int32Array(INITIAL_CONNECTIONS * 2 * COLUMNS);
  times: Float64Array = new Float64Array(INITIAL_CONNECTIONS * 2 * TIMES);
  /** By side: twice the slot, and 1 for the higher side. */
  readonly #special = new Map<number, SpecialNotes>();
  readonly #free: number[] = [];
  #used = 0;

  /** A slot for a connection; its numbers are whatever an earlier one left. */
  open(): number {
    const slot = this.#free.pop() ?? this.#used++;
    if ((slot + 1) * 2 * COLUMNS > this.numbers.length) this.#grow();
    return slot;
  }

  forget(slot: number): void {
    this.#special.delete(slot * 2);
    this.#special.delete(slot * 2 + 1);
    this.#free.push(slot);
  }

  /** One of the connection's sides has special notes. */
  isSpecial(slot: number): boolean {
    const { numbers } = this;
    const [low, high] = [slot * 2 * COLUMNS, (slot * 2 + 1) * COLUMNS];
    return numbers[low + COLUMN.special] !== 0 || numbers[high + COLUMN.special] !== 0;
  }

  specialOf(side: number): SpecialNotes | null {
    return this.numbers[side * COLUMNS + COLUMN.special] === 0 ? null : (this.#special.get(side) ?? null);
  }

  makeSpecial(side: number): SpecialNotes {
    const special = new SpecialNotes();
    this.#special.set(side, special);
    this.numbers[side * COLUMNS + COLUMN.special] = 1;
    return special;
  }

  clear(side: number): void {
    this.numbers.fill(0, side * COLUMNS, (side + 1) * COLUMNS);
  }

  /** Keeps the first frame of its kind and its time; false when it is not the first. */
  noteFirst(side: number, column: number, timeColumn: number, frame: number, time: number): boolean {
    if (this.numbers[side * COLUMNS + column] !== 0) return false;
    this.numbers[side * COLUMNS + column] = frame;
    this.times[side * TIMES + timeColumn] = time;
    return true;
  }

  /** The frame and the time that `noteFirst` kept, or nothing. */
  firstOf(side: number, column: number, timeColumn: number): number[] {
    const frame = this.numbers[side * COLUMNS + column]!;
    return frame === 0 ? [] : [frame, this.times[side * TIMES + timeColumn]!];
  }

  #grow(): void {
    const numbers = new Int32Array(this.numbers.length * 2);
    numbers.set(this.numbers);
    this.numbers = numbers;
    const times = new Float64Array(this.times.length * 2);
    times.set(this.times);
    this.times = times;
  }
}
