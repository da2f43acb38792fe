/**
 * The numbers that the findings keep of every connection, in flat columns: tens of thousands of connections may be open
 * at once, and every segment reads and writes those of both sides, so they lie side by side. What only few sides have is
 * an object of its own.
 */
import { enlarged, rowsAfter } from '../tcp/flow-rows.ts';
import { NONE } from './recent-segments.ts';
import { SpecialNotes } from './special-notes.ts';

/** Places of one side's 32-bit numbers, those that every segment needs first. `side-notes.ts` says what they are. */
export const NOTE = {
  /** The connection has notes. */
  begun: 0,
  newest: 1,
  nextSeq: 2,
  lastAck: 3,
  lastFrame: 4,
  dataFrame: 5,
  addressSum: 6,
  payloadLimit: 7,
  oversized: 8,
  /** Place of its special notes, 0 for none. */
  special: 9,
  checksumsWrong: 10,
  openingFrame: 11,
  finFrame: 12,
  /** Of the lower side: the index of the side that spoke first, and whether it took the ports of an earlier connection. */
  firstSender: 13,
  reusedPorts: 14,
  /** A special note waits for what comes next, however plain it is. */
  awaits: 15,
} as const;
/** Places of one side's times, in nanoseconds: they need more than 32 bits. */
export const NOTE_TIME = { minAckDelay: 0, opening: 1, fin: 2 } as const;
/** A line of a processor's cache. */
export const NOTE_NUMBERS = 16;
export const NOTE_TIMES = 3;
/** No SYN has told an MSS, and no frame of an ordinary network is as long as this. */
export const NO_LIMIT = 8960;

const INITIAL_CONNECTIONS = 64;

/** By the number of a side in the rows of `tcp/flow-rows.ts`. */
export class NotesTable {
  numbers: Int32Array = new Int32Array(INITIAL_CONNECTIONS * 2 * NOTE_NUMBERS);
  times: Float64Array = new Float64Array(INITIAL_CONNECTIONS * 2 * NOTE_TIMES);
  readonly #special: (SpecialNotes | null)[] = [null];
  readonly #free: number[] = [];

  has(row: number): boolean {
    return this.numbers[row * 2 * NOTE_NUMBERS + NOTE.begun] === 1;
  }

  /** Begins the notes of a connection that has none. */
  begin(row: number, firstSender: number, reusedPorts: boolean): void {
    while ((row + 1) * 2 * NOTE_NUMBERS > this.numbers.length) this.#grow();
    this.#begin(row * 2);
    this.#begin(row * 2 + 1);
    const low = row * 2 * NOTE_NUMBERS;
    this.numbers[low + NOTE.begun] = 1;
    this.numbers[low + NOTE.firstSender] = firstSender;
    this.numbers[low + NOTE.reusedPorts] = reusedPorts ? 1 : 0;
  }

  forget(row: number): void {
    this.#forgetSpecial(row * 2);
    this.#forgetSpecial(row * 2 + 1);
    this.numbers.fill(0, row * 2 * NOTE_NUMBERS, (row + 1) * 2 * NOTE_NUMBERS);
  }

  /** One of the connection's sides has special notes. */
  isSpecial(row: number): boolean {
    const low = row * 2 * NOTE_NUMBERS + NOTE.special;
    return this.numbers[low] !== 0 || this.numbers[low + NOTE_NUMBERS] !== 0;
  }

  specialOf(side: number): SpecialNotes | null {
    return this.#special[this.numbers[side * NOTE_NUMBERS + NOTE.special]!]!;
  }

  /** Notes whether special notes wait for what comes next. */
  noteAwaits(side: number): void {
    const special = this.specialOf(side);
    if (special !== null) this.numbers[side * NOTE_NUMBERS + NOTE.awaits] = special.awaits ? 1 : 0;
  }

  makeSpecial(side: number): SpecialNotes {
    const special = new SpecialNotes();
    const place = this.#free.pop() ?? this.#special.length;
    this.#special[place] = special;
    this.numbers[side * NOTE_NUMBERS + NOTE.special] = place;
    return special;
  }

  #forgetSpecial(side: number): void {
    const place = this.numbers[side * NOTE_NUMBERS + NOTE.special]!;
    if (place === 0) return;
    this.#special[place] = null;
    this.#free.push(place);
  }

  /** Keeps the first frame of its kind and its time; false when it is not the first. */
  noteFirst(side: number, place: number, timePlace: number, frame: number, time: number): boolean {
    if (this.numbers[side * NOTE_NUMBERS + place] !== 0) return false;
    this.numbers[side * NOTE_NUMBERS + place] = frame;
    this.times[side * NOTE_TIMES + timePlace] = time;
    return true;
  }

  /** The frame and the time that `noteFirst` kept, or nothing. */
  firstOf(side: number, place: number, timePlace: number): number[] {
    const frame = this.numbers[side * NOTE_NUMBERS + place]!;
    return frame === 0 ? [] : [frame, this.times[side * NOTE_TIMES + timePlace]!];
  }

  /** Goes on in other memory. */
  moveTo(numbers: Int32Array, times: Float64Array): void {
    this.numbers = enlarged(this.numbers, numbers);
    this.times = enlarged(this.times, times);
  }

  /** What does not begin as 0. */
  #begin(side: number): void {
    const at = side * NOTE_NUMBERS;
    this.numbers[at + NOTE.newest] = NONE;
    this.numbers[at + NOTE.addressSum] = -1;
    this.numbers[at + NOTE.payloadLimit] = NO_LIMIT;
    this.numbers[at + NOTE.oversized] = NONE;
    this.times[side * NOTE_TIMES + NOTE_TIME.minAckDelay] = -1;
  }

  #grow(): void {
    const more = rowsAfter(this.numbers.length / (2 * NOTE_NUMBERS)) * 2;
    this.numbers = enlarged(this.numbers, new Int32Array(more * NOTE_NUMBERS));
    this.times = enlarged(this.times, new Float64Array(more * NOTE_TIMES));
  }
}
