/**
 * What the findings remember of one side of a connection. The object shows one side after the other: `load` fetches a
 * side's numbers from the flat columns of `notes-table.ts`, `save` puts them back.
 */
import type { SequenceNumber } from '../tcp/sequence-number.ts';
import type { FindingCode } from './catalogue.ts';
import type { Evidence } from './evidence.ts';
import { COLUMN, COLUMNS, type NotesTable, TIME, TIMES } from './notes-table.ts';
import { NONE } from './recent-segments.ts';
import type { Doubt, Hole, Loss, Release, ResetNotes, Silence, SpecialNotes, Stall } from './special-notes.ts';

/** No SYN has told an MSS, and no frame of an ordinary network is as long as this. */
export const NO_LIMIT = 8960;
/** [frame, time] pairs kept. */
const MAX_TIMES = 128;
const ZERO = 0 as SequenceNumber;

export class SideNotes {
  /** Serial number of its newest segment in the ring. */
  newest: number = NONE;
  /** The highest sequence number sent, before the current segment. */
  nextSeq = ZERO;
  lastAck = ZERO;
  /** Its last segment that is no copy of an earlier one; 0 before the first. */
  lastFrame = 0;
  /** Its latest frame with payload. */
  dataFrame = 0;
  /** Pseudo-header sum without the length; -1 until it is needed. */
  addressSum = -1;
  checksumsWrong = 0;
  /** The longest payload that fits one segment on the wire. */
  payloadLimit: number = NO_LIMIT;
  /** Its sender's segment was larger than the MSS: where the newest such one is in the ring. */
  oversized: number = NONE;
  /** Shortest time from a segment of the other side to this side's ACK, in nanoseconds; -1 while unknown. */
  minAckDelay = -1;
  readonly #table: NotesTable;
  #side = 0;
  #special: SpecialNotes | null = null;

  constructor(table: NotesTable) {
    this.#table = table;
  }

  /** Shows a side as it was saved. */
  load(side: number): void {
    const { numbers, times } = this.#table;
    const at = side * COLUMNS;
    this.#side = side;
    this.newest = numbers[at + COLUMN.newest]!;
    this.nextSeq = numbers[at + COLUMN.nextSeq]! as SequenceNumber;
    this.lastAck = numbers[at + COLUMN.lastAck]! as SequenceNumber;
    this.lastFrame = numbers[at + COLUMN.lastFrame]!;
    this.dataFrame = numbers[at + COLUMN.dataFrame]!;
    this.addressSum = numbers[at + COLUMN.addressSum]!;
    this.checksumsWrong = numbers[at + COLUMN.checksumsWrong]!;
    this.payloadLimit = numbers[at + COLUMN.payloadLimit]!;
    this.oversized = numbers[at + COLUMN.oversized]!;
    this.minAckDelay = times[side * TIMES + TIME.minAckDelay]!;
    this.#special = this.#table.specialOf(side);
  }

  save(): void {
    const { numbers, times } = this.#table;
    const at = this.#side * COLUMNS;
    numbers[at + COLUMN.newest] = this.newest;
    numbers[at + COLUMN.nextSeq] = this.nextSeq;
    numbers[at + COLUMN.lastAck] = this.lastAck;
    numbers[at + COLUMN.lastFrame] = this.lastFrame;
    numbers[at + COLUMN.dataFrame] = this.dataFrame;
    numbers[at + COLUMN.addressSum] = this.addressSum;
    numbers[at + COLUMN.checksumsWrong] = this.checksumsWrong;
    numbers[at + COLUMN.payloadLimit] = this.payloadLimit;
    numbers[at + COLUMN.oversized] = this.oversized;
    times[this.#side * TIMES + TIME.minAckDelay] = this.minAckDelay;
  }

  /** Shows a side that has not sent anything yet. */
  begin(side: number): void {
    this.#table.clear(side);
    this.#side = side;
    this.newest = NONE;
    this.nextSeq = ZERO;
    this.lastAck = ZERO;
    this.lastFrame = 0;
    this.dataFrame = 0;
    this.addressSum = -1;
    this.checksumsWrong = 0;
    this.payloadLimit = NO_LIMIT;
    this.oversized = NONE;
    this.minAckDelay = -1;
    this.#special = null;
  }

  get started(): boolean {
    return this.lastFrame !== 0;
  }

  /** What few sides have; null where there is nothing. */
  get special(): SpecialNotes | null {
    return this.#special;
  }

  /** The same, made where there was nothing. */
  specially(): SpecialNotes {
    this.#special ??= this.#table.makeSpecial(this.#side);
    return this.#special;
  }

  note(code: FindingCode, frames: readonly number[], measure = 0, kind: string | null = null): void {
    this.specially().note(code, frames, measure, kind);
  }

  // What the special notes hold, null where there are none.
  get evidence(): ReadonlyMap<FindingCode, Evidence> | null {
    return this.#special === null ? null : this.#special.evidence;
  }
  get stall(): Stall | null {
    return this.#special === null ? null : this.#special.stall;
  }
  get released(): Release | null {
    return this.#special === null ? null : this.#special.released;
  }
  get silence(): Silence | null {
    return this.#special === null ? null : this.#special.silence;
  }
  get doubt(): Doubt | null {
    return this.#special === null ? null : this.#special.doubt;
  }
  get holes(): Hole[] | null {
    return this.#special === null ? null : this.#special.holes;
  }
  get losses(): readonly Loss[] | null {
    return this.#special === null ? null : this.#special.losses;
  }
  get reset(): ResetNotes | null {
    return this.#special === null ? null : this.#special.reset;
  }

  /** Frames and times, in turns, of its SYNs and SYN+ACKs; copies that the capture took twice are left out. */
  get openings(): readonly number[] {
    return this.#special?.openings ?? this.#table.firstOf(this.#side, COLUMN.openingFrame, TIME.opening);
  }

  noteOpening(frame: number, time: number): void {
    if (this.#table.noteFirst(this.#side, COLUMN.openingFrame, TIME.opening, frame, time)) return;
    const { openings } = this;
    if (openings.length < MAX_TIMES) this.specially().openings = [...openings, frame, time];
  }

  /** The same of its FINs. */
  get fins(): readonly number[] {
    return this.#special?.fins ?? this.#table.firstOf(this.#side, COLUMN.finFrame, TIME.fin);
  }

  noteFin(frame: number, time: number): void {
    if (this.#table.noteFirst(this.#side, COLUMN.finFrame, TIME.fin, frame, time)) return;
    const { fins } = this;
    if (fins.length < MAX_TIMES) this.specially().fins = [...fins, frame, time];
  }
}
