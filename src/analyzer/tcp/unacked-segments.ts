/**
 * The segments that were sent and not yet acknowledged, of every connection, in one store of typed columns: a list a
 * side, linked from the newest to the oldest. Nothing is allocated a segment, and memory follows what is outstanding.
 */
import type { SequenceNumber } from './sequence-number.ts';
import { seqDiff, seqIsAtOrAfter } from './sequence-number.ts';

/** Wireshark's TCP_MAX_UNACKED_SEGMENTS: a longer list stays as it is. */
export const MAX_UNACKED_SEGMENTS = 10_000;
/** Over all connections: 40 MB of columns. Beyond it a segment is treated as if its own list were full. */
export const MAX_UNACKED_TOTAL = 1 << 20;
const INITIAL_CAPACITY = 4096;
export const NO_SEGMENT = -1;
/** Of numbers that lie within so many, one is the lowest for every acknowledgment that is not itself far below them. */
const SPAN = 2 ** 30;
/** An acknowledgment farther below the lowest number is, modulo 2^32, above some of the others. */
const FAR_BELOW = -(2 ** 29);

/** One side's list; the side itself holds these fields. */
export interface UnackedList {
  /** Slots in the store, `NO_SEGMENT` when the list is empty. */
  newest: number;
  oldest: number;
  outstanding: number;
  /** Each segment starts at or after the end of the one before it. */
  ordered: boolean;
  /** The lowest sequence number in the list, when it is not empty. */
  lowest: SequenceNumber;
  /** The list spans so many numbers that none of them is below all others: each has to be looked at. */
  scattered: boolean;
}

export class UnackedSegments {
  #seq = new Int32Array(INITIAL_CAPACITY);
  #end = new Int32Array(INITIAL_CAPACITY);
  #time = new Float64Array(INITIAL_CAPACITY);
  #newer = new Int32Array(INITIAL_CAPACITY);
  #older = new Int32Array(INITIAL_CAPACITY);
  #free: number = NO_SEGMENT;
  #used = 0;

  /** False when there is no room. `time` is in nanoseconds. */
  add(list: UnackedList, seq: SequenceNumber, end: SequenceNumber, time: number): boolean {
    if (list.outstanding >= MAX_UNACKED_SEGMENTS) return false;
    const slot = this.#take();
    if (slot === NO_SEGMENT) return false;
    this.#seq[slot] = seq;
    this.#end[slot] = end;
    this.#time[slot] = time;
    this.#older[slot] = list.newest;
    this.#newer[slot] = NO_SEGMENT;
    if (list.newest === NO_SEGMENT) {
      list.oldest = slot;
      list.lowest = seq;
    } else {
      this.#newer[list.newest] = slot;
      if (((seq - this.#end[list.newest]!) | 0) < 0) list.ordered = false;
      if ((seq - list.lowest) >>> 0 >= SPAN) noteFar(list, seq);
    }
    list.newest = slot;
    list.outstanding++;
    return true;
  }

  /** Drops what `ack` acknowledges; returns the round trip in nanoseconds, or -1 when no segment gives one. */
  acknowledge(list: UnackedList, ack: SequenceNumber, now: number): number {
    if (list.outstanding === 0) return -1;
    const ahead = seqDiff(ack, list.lowest);
    if (list.scattered || ahead < FAR_BELOW) return this.#acknowledgeAll(list, ack, now);
    if (ahead <= 0) return -1;
    return list.ordered ? this.#acknowledgeOrdered(list, ack, now) : this.#acknowledgeAll(list, ack, now);
  }

  /** A segment in the list covers all of it. */
  contains(list: UnackedList, seq: SequenceNumber, end: SequenceNumber): boolean {
    for (let slot = list.newest; slot !== NO_SEGMENT; slot = this.#older[slot]!) {
      const first = this.#seq[slot]! as SequenceNumber;
      if (seqIsAtOrAfter(seq, first) && seqIsAtOrAfter(this.#end[slot]! as SequenceNumber, end)) return true;
    }
    return false;
  }

  /** The end of the run of segments that starts exactly at `ack`; `ack` itself when there is none. */
  endOfRun(list: UnackedList, ack: SequenceNumber): SequenceNumber {
    let left: number = ack;
    let right: number = ack;
    let found = false;
    for (let slot = list.newest; slot !== NO_SEGMENT; slot = this.#older[slot]!) {
      const seq = this.#seq[slot]! as SequenceNumber;
      if (!seqIsAtOrAfter(seq, ack)) continue;
      if (!found || this.#end[slot] !== left) right = this.#end[slot]!;
      left = seq;
      found = true;
    }
    return (found && left === ack ? right : ack) as SequenceNumber;
  }

  /** Forgets a side's list. */
  clear(list: UnackedList): void {
    while (list.oldest !== NO_SEGMENT) this.#remove(list, list.oldest);
  }

  #acknowledgeOrdered(list: UnackedList, ack: SequenceNumber, now: number): number {
    let roundTrip = -1;
    while (list.oldest !== NO_SEGMENT) {
      const slot = list.oldest;
      const beyond = (ack - this.#end[slot]!) | 0;
      if (beyond >= 0) {
        if (beyond === 0) roundTrip = now - this.#time[slot]!;
        this.#remove(list, slot);
        continue;
      }
      if (((ack - this.#seq[slot]!) | 0) > 0) {
        this.#seq[slot] = ack;
        roundTrip = now - this.#time[slot]!;
      }
      list.lowest = this.#seq[slot]! as SequenceNumber;
      break;
    }
    return roundTrip;
  }

  #acknowledgeAll(list: UnackedList, ack: SequenceNumber, now: number): number {
    let roundTrip = -1;
    let ordered = true;
    let lowest = ack;
    let newerSeq = 0;
    let kept = 0;
    let slot = list.newest;
    while (slot !== NO_SEGMENT) {
      const older = this.#older[slot]!;
      const beyond = (ack - this.#end[slot]!) | 0;
      if (beyond >= 0) {
        if (beyond === 0) roundTrip = now - this.#time[slot]!;
        this.#remove(list, slot);
      } else {
        if (((ack - this.#seq[slot]!) | 0) > 0) {
          this.#seq[slot] = ack;
          roundTrip = now - this.#time[slot]!;
        }
        const seq = this.#seq[slot]!;
        if (kept > 0 && ((newerSeq - this.#end[slot]!) | 0) < 0) ordered = false;
        if (kept === 0 || ((seq - lowest) | 0) < 0) lowest = seq as SequenceNumber;
        newerSeq = seq;
        kept++;
      }
      slot = older;
    }
    list.ordered = ordered && !list.scattered;
    list.lowest = lowest;
    return roundTrip;
  }

  #remove(list: UnackedList, slot: number): void {
    const newer = this.#newer[slot]!;
    const older = this.#older[slot]!;
    if (newer === NO_SEGMENT) list.newest = older;
    else this.#older[newer] = older;
    if (older === NO_SEGMENT) list.oldest = newer;
    else this.#newer[older] = newer;
    list.outstanding--;
    if (list.outstanding === 0) {
      list.ordered = true;
      list.scattered = false;
    }
    this.#older[slot] = this.#free;
    this.#free = slot;
  }

  #take(): number {
    if (this.#free !== NO_SEGMENT) {
      const slot = this.#free;
      this.#free = this.#older[slot]!;
      return slot;
    }
    if (this.#used === this.#seq.length && !this.#grow()) return NO_SEGMENT;
    return this.#used++;
  }

  #grow(): boolean {
    const capacity = this.#seq.length * 2;
    if (capacity > MAX_UNACKED_TOTAL) return false;
    this.#seq = enlarged(this.#seq, new Int32Array(capacity));
    this.#end = enlarged(this.#end, new Int32Array(capacity));
    this.#time = enlarged(this.#time, new Float64Array(capacity));
    this.#newer = enlarged(this.#newer, new Int32Array(capacity));
    this.#older = enlarged(this.#older, new Int32Array(capacity));
    return true;
  }
}

/** Below the lowest number so far, or far above it. */
function noteFar(list: UnackedList, seq: SequenceNumber): void {
  const above = seqDiff(seq, list.lowest);
  if (above < 0) list.lowest = seq;
  if (above >= SPAN || above < -SPAN) {
    list.scattered = true;
    list.ordered = false;
  }
}

function enlarged<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
