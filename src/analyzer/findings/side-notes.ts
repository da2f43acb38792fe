/** What the findings remember of one side of a connection, as a view of `notes-table.ts`. */
import type { SequenceNumber } from '../tcp/sequence-number.ts';
import type { FindingCode } from './catalogue.ts';
import type { Evidence } from './evidence.ts';
import { NOTE, NOTE_NUMBERS, NOTE_TIME, NOTE_TIMES, type NotesTable } from './notes-table.ts';
import type { Doubt, Hole, Loss, Release, ResetNotes, Silence, SpecialNotes, Stall } from './special-notes.ts';

/** [frame, time] pairs kept. */
const MAX_TIMES = 128;

export class SideNotes {
  readonly #table: NotesTable;
  #side = 0;

  constructor(table: NotesTable) {
    this.#table = table;
  }

  /** Shows a side from now on, by its number in the rows. */
  show(side: number): this {
    this.#side = side;
    return this;
  }

  /** Serial number of its newest segment in the ring. */
  get newest(): number {
    return this.#number(NOTE.newest);
  }
  /** The highest sequence number sent, before the current segment. */
  get nextSeq(): SequenceNumber {
    return this.#number(NOTE.nextSeq) as SequenceNumber;
  }
  get lastAck(): SequenceNumber {
    return this.#number(NOTE.lastAck) as SequenceNumber;
  }
  /** Its last segment that is no copy of an earlier one; 0 before the first. */
  get lastFrame(): number {
    return this.#number(NOTE.lastFrame);
  }
  /** Its latest frame with payload. */
  get dataFrame(): number {
    return this.#number(NOTE.dataFrame);
  }
  set dataFrame(frame: number) {
    this.#set(NOTE.dataFrame, frame);
  }
  /** Pseudo-header sum without the length; -1 until it is needed. */
  get addressSum(): number {
    return this.#number(NOTE.addressSum);
  }
  set addressSum(sum: number) {
    this.#set(NOTE.addressSum, sum);
  }
  get checksumsWrong(): number {
    return this.#number(NOTE.checksumsWrong);
  }
  set checksumsWrong(count: number) {
    this.#set(NOTE.checksumsWrong, count);
  }
  /** The longest payload that fits one segment on the wire. */
  get payloadLimit(): number {
    return this.#number(NOTE.payloadLimit);
  }
  set payloadLimit(bytes: number) {
    this.#set(NOTE.payloadLimit, bytes);
  }
  /** Its sender's segment was larger than the MSS: where the newest such one is in the ring. */
  get oversized(): number {
    return this.#number(NOTE.oversized);
  }
  set oversized(serial: number) {
    this.#set(NOTE.oversized, serial);
  }
  /** Shortest time from a segment of the other side to this side's ACK, in nanoseconds; -1 while unknown. */
  get minAckDelay(): number {
    return this.#table.times[this.#side * NOTE_TIMES + NOTE_TIME.minAckDelay]!;
  }
  set minAckDelay(delay: number) {
    this.#table.times[this.#side * NOTE_TIMES + NOTE_TIME.minAckDelay] = delay;
  }

  get started(): boolean {
    return this.lastFrame !== 0;
  }

  /** What few sides have; null where there is nothing. */
  get special(): SpecialNotes | null {
    return this.#table.specialOf(this.#side);
  }

  /** The same, made where there was nothing. */
  specially(): SpecialNotes {
    return this.special ?? this.#table.makeSpecial(this.#side);
  }

  note(code: FindingCode, frames: readonly number[], measure = 0, kind: string | null = null): void {
    this.specially().note(code, frames, measure, kind);
  }

  // What the special notes hold, null where there are none.
  get evidence(): ReadonlyMap<FindingCode, Evidence> | null {
    return this.special?.evidence ?? null;
  }
  get stall(): Stall | null {
    return this.special?.stall ?? null;
  }
  get released(): Release | null {
    return this.special?.released ?? null;
  }
  get silence(): Silence | null {
    return this.special?.silence ?? null;
  }
  get doubt(): Doubt | null {
    return this.special?.doubt ?? null;
  }
  get holes(): Hole[] | null {
    return this.special?.holes ?? null;
  }
  get losses(): readonly Loss[] | null {
    return this.special?.losses ?? null;
  }
  get reset(): ResetNotes | null {
    return this.special?.reset ?? null;
  }

  /** Frames and times, in turns, of its SYNs and SYN+ACKs; copies that the capture took twice are left out. */
  get openings(): readonly number[] {
    return this.special?.openings ?? this.#table.firstOf(this.#side, NOTE.openingFrame, NOTE_TIME.opening);
  }

  noteOpening(frame: number, time: number): void {
    if (this.#table.noteFirst(this.#side, NOTE.openingFrame, NOTE_TIME.opening, frame, time)) return;
    const { openings } = this;
    if (openings.length < MAX_TIMES) this.specially().openings = [...openings, frame, time];
  }

  /** The same of its FINs. */
  get fins(): readonly number[] {
    return this.special?.fins ?? this.#table.firstOf(this.#side, NOTE.finFrame, NOTE_TIME.fin);
  }

  noteFin(frame: number, time: number): void {
    if (this.#table.noteFirst(this.#side, NOTE.finFrame, NOTE_TIME.fin, frame, time)) return;
    const { fins } = this;
    if (fins.length < MAX_TIMES) this.specially().fins = [...fins, frame, time];
  }

  #number(place: number): number {
    return this.#table.numbers[this.#side * NOTE_NUMBERS + place]!;
  }

  #set(place: number, value: number): void {
    this.#table.numbers[this.#side * NOTE_NUMBERS + place] = value;
  }
}
