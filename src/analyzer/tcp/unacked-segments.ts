/**
 * The segments that were sent and not yet acknowledged, of every connection, in one store of typed columns: a list a
 * side, linked from the newest to the oldest. Nothing is allocated a segment, and memory follows what is outstanding.
 */
import { enlarged, type FlowRows, NO_SEGMENT, SIDE, SIDE_NUMBERS } from './flow-rows.ts';
import type { SequenceNumber } from './sequence-number.ts';
import { seqIsAtOrAfter } from './sequence-number.ts';

/** Wireshark's TCP_MAX_UNACKED_SEGMENTS: a longer list stays as it is. */
export const MAX_UNACKED_SEGMENTS = 10_000;
/** Over all connections: 24 MB of columns. Beyond it a segment is treated as if its own list were full. */
export const MAX_UNACKED_TOTAL = 1 << 20;
const INITIAL_CAPACITY = 4096;
/** Of numbers that lie within so many, one is the lowest for every acknowledgment that is not itself far below them. */
const SPAN = 2 ** 30;
/** An acknowledgment farther below the lowest number is, modulo 2^32, above some of the others. */
const FAR_BELOW = -(2 ** 29);

/** How far below what came before it a number may lie, until the list is scattered. */
const MAX_STEP_DOWN = 2 ** 28;

/** Places of a segment's numbers. */
export const SEGMENT = { seq: 0, end: 1, newer: 2, older: 3 } as const;
export const SEGMENT_NUMBERS = 4;
/** Places of the store's own numbers: the first free slot, and how many were used so far. */
export const STORE = { free: 0, used: 1 } as const;

/** A list is that of a side, by the side's number in the rows. */
export class UnackedSegments {
  readonly #rows: FlowRows;
  #segments: Int32Array = new Int32Array(INITIAL_CAPACITY * SEGMENT_NUMBERS);
  #times: Float64Array = new Float64Array(INITIAL_CAPACITY);
  #numbers: Int32Array = Int32Array.of(NO_SEGMENT, 0);

  constructor(rows: FlowRows) {
    this.#rows = rows;
  }

  /** False when there is no room. `time` is in nanoseconds. */
  add(side: number, seq: number, end: number, time: number): boolean {
    const { sides } = this.#rows;
    const list = side * SIDE_NUMBERS;
    if (sides[list + SIDE.outstanding]! >= MAX_UNACKED_SEGMENTS) return false;
    const slot = this.#take();
    if (slot === NO_SEGMENT) return false;
    const segments = this.#segments;
    const at = slot * SEGMENT_NUMBERS;
    const newest = sides[list + SIDE.newest]!;
    segments[at + SEGMENT.seq] = seq;
    segments[at + SEGMENT.end] = end;
    segments[at + SEGMENT.older] = newest;
    segments[at + SEGMENT.newer] = NO_SEGMENT;
    this.#times[slot] = time;
    if (newest === NO_SEGMENT) {
      sides[list + SIDE.oldest] = slot;
      sides[list + SIDE.lowest] = seq;
      sides[list + SIDE.ceiling] = seq;
    } else {
      segments[newest * SEGMENT_NUMBERS + SEGMENT.newer] = slot;
      if (((seq - segments[newest * SEGMENT_NUMBERS + SEGMENT.end]!) | 0) < 0) sides[list + SIDE.ordered] = 0;
      if ((seq - sides[list + SIDE.lowest]!) >>> 0 >= SPAN) noteFar(sides, list, seq);
    }
    sides[list + SIDE.newest] = slot;
    sides[list + SIDE.outstanding]!++;
    return true;
  }

  /** Drops what `ack` acknowledges; returns the round trip in nanoseconds, or -1 when no segment gives one. */
  acknowledge(side: number, ack: number, now: number): number {
    const { sides } = this.#rows;
    const list = side * SIDE_NUMBERS;
    if (sides[list + SIDE.outstanding] === 0) return -1;
    const ahead = (ack - sides[list + SIDE.lowest]!) | 0;
    if (sides[list + SIDE.scattered] !== 0 || ahead < FAR_BELOW) return this.#acknowledgeAll(list, ack, now);
    if (ahead <= 0) return -1;
    return sides[list + SIDE.ordered] === 0
      ? this.#acknowledgeAll(list, ack, now)
      : this.#acknowledgeOrdered(list, ack, now);
  }

  /** A segment in the list covers all of it. */
  contains(side: number, seq: SequenceNumber, end: SequenceNumber): boolean {
    const segments = this.#segments;
    let slot = this.#rows.sides[side * SIDE_NUMBERS + SIDE.newest]!;
    for (; slot !== NO_SEGMENT; slot = segments[slot * SEGMENT_NUMBERS + SEGMENT.older]!) {
      const first = segments[slot * SEGMENT_NUMBERS + SEGMENT.seq]! as SequenceNumber;
      const last = segments[slot * SEGMENT_NUMBERS + SEGMENT.end]! as SequenceNumber;
      if (seqIsAtOrAfter(seq, first) && seqIsAtOrAfter(last, end)) return true;
    }
    return false;
  }

  /** The end of the run of segments that starts exactly at `ack`; `ack` itself when there is none. */
  endOfRun(side: number, ack: SequenceNumber): SequenceNumber {
    const segments = this.#segments;
    let left: number = ack;
    let right: number = ack;
    let found = false;
    let slot = this.#rows.sides[side * SIDE_NUMBERS + SIDE.newest]!;
    for (; slot !== NO_SEGMENT; slot = segments[slot * SEGMENT_NUMBERS + SEGMENT.older]!) {
      const seq = segments[slot * SEGMENT_NUMBERS + SEGMENT.seq]! as SequenceNumber;
      const end = segments[slot * SEGMENT_NUMBERS + SEGMENT.end]!;
      if (!seqIsAtOrAfter(seq, ack)) continue;
      if (!found || end !== left) right = end;
      left = seq;
      found = true;
    }
    return (found && left === ack ? right : ack) as SequenceNumber;
  }

  /** Forgets a side's list. */
  clear(side: number): void {
    const { sides } = this.#rows;
    const list = side * SIDE_NUMBERS;
    while (sides[list + SIDE.oldest] !== NO_SEGMENT) this.#remove(list, sides[list + SIDE.oldest]!);
  }

  /** Goes on in other memory, which has room for `MAX_UNACKED_TOTAL`. */
  moveTo(segments: Int32Array, times: Float64Array, numbers: Int32Array): void {
    this.#segments = enlarged(this.#segments, segments);
    this.#times = enlarged(this.#times, times);
    this.#numbers = enlarged(this.#numbers, numbers);
  }

  #acknowledgeOrdered(list: number, ack: number, now: number): number {
    const { sides } = this.#rows;
    const segments = this.#segments;
    let roundTrip = -1;
    for (let slot = sides[list + SIDE.oldest]!; slot !== NO_SEGMENT; slot = sides[list + SIDE.oldest]!) {
      const at = slot * SEGMENT_NUMBERS;
      const beyond = (ack - segments[at + SEGMENT.end]!) | 0;
      if (beyond >= 0) {
        if (beyond === 0) roundTrip = now - this.#times[slot]!;
        this.#remove(list, slot);
        continue;
      }
      if (((ack - segments[at + SEGMENT.seq]!) | 0) > 0) {
        segments[at + SEGMENT.seq] = ack;
        roundTrip = now - this.#times[slot]!;
      }
      raiseLowest(sides, list, segments[at + SEGMENT.seq]!);
      break;
    }
    return roundTrip;
  }

  #acknowledgeAll(list: number, ack: number, now: number): number {
    const { sides } = this.#rows;
    const segments = this.#segments;
    let roundTrip = -1;
    let ordered = true;
    let lowest: number = ack;
    let newerSeq = 0;
    let kept = 0;
    let slot = sides[list + SIDE.newest]!;
    while (slot !== NO_SEGMENT) {
      const at = slot * SEGMENT_NUMBERS;
      const older = segments[at + SEGMENT.older]!;
      const end = segments[at + SEGMENT.end]!;
      const beyond = (ack - end) | 0;
      if (beyond >= 0) {
        if (beyond === 0) roundTrip = now - this.#times[slot]!;
        this.#remove(list, slot);
      } else {
        if (((ack - segments[at + SEGMENT.seq]!) | 0) > 0) {
          segments[at + SEGMENT.seq] = ack;
          roundTrip = now - this.#times[slot]!;
        }
        const seq = segments[at + SEGMENT.seq]!;
        if (kept > 0 && ((newerSeq - end) | 0) < 0) ordered = false;
        if (kept === 0 || ((seq - lowest) | 0) < 0) lowest = seq;
        newerSeq = seq;
        kept++;
      }
      slot = older;
    }
    sides[list + SIDE.ordered] = ordered && sides[list + SIDE.scattered] === 0 ? 1 : 0;
    raiseLowest(sides, list, lowest);
    return roundTrip;
  }

  #remove(list: number, slot: number): void {
    const { sides } = this.#rows;
    const segments = this.#segments;
    const newer = segments[slot * SEGMENT_NUMBERS + SEGMENT.newer]!;
    const older = segments[slot * SEGMENT_NUMBERS + SEGMENT.older]!;
    if (newer === NO_SEGMENT) sides[list + SIDE.newest] = older;
    else segments[newer * SEGMENT_NUMBERS + SEGMENT.older] = older;
    if (older === NO_SEGMENT) sides[list + SIDE.oldest] = newer;
    else segments[older * SEGMENT_NUMBERS + SEGMENT.newer] = newer;
    const left = sides[list + SIDE.outstanding]! - 1;
    sides[list + SIDE.outstanding] = left;
    if (left === 0) {
      sides[list + SIDE.ordered] = 1;
      sides[list + SIDE.scattered] = 0;
    }
    segments[slot * SEGMENT_NUMBERS + SEGMENT.older] = this.#numbers[STORE.free]!;
    this.#numbers[STORE.free] = slot;
  }

  #take(): number {
    const numbers = this.#numbers;
    const slot = numbers[STORE.free]!;
    if (slot !== NO_SEGMENT) {
      numbers[STORE.free] = this.#segments[slot * SEGMENT_NUMBERS + SEGMENT.older]!;
      return slot;
    }
    if (numbers[STORE.used] === this.#times.length && !this.#grow()) return NO_SEGMENT;
    return numbers[STORE.used]!++;
  }

  #grow(): boolean {
    const capacity = this.#times.length * 2;
    if (capacity > MAX_UNACKED_TOTAL) return false;
    this.#segments = enlarged(this.#segments, new Int32Array(capacity * SEGMENT_NUMBERS));
    this.#times = enlarged(this.#times, new Float64Array(capacity));
    return true;
  }
}

function raiseLowest(sides: Int32Array, list: number, lowest: number): void {
  sides[list + SIDE.lowest] = lowest;
  if (((lowest - sides[list + SIDE.ceiling]!) | 0) > 0) sides[list + SIDE.ceiling] = lowest;
}

/** Below the lowest number so far, or far above it. */
function noteFar(sides: Int32Array, list: number, seq: number): void {
  const above = (seq - sides[list + SIDE.lowest]!) | 0;
  if (above < 0) sides[list + SIDE.lowest] = seq;
  if (above >= SPAN || (sides[list + SIDE.ceiling]! - seq) >>> 0 > MAX_STEP_DOWN) {
    sides[list + SIDE.scattered] = 1;
    sides[list + SIDE.ordered] = 0;
  }
}
