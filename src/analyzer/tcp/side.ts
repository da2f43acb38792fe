/** What is known of one direction of a connection, as those see it who are in no hurry. */
import { FACT, FACTS, FIN, type FlowRows, SIDE, SIDE_DOUBLE, SIDE_DOUBLES, SIDE_NUMBERS, WAITS } from './flow-rows.ts';
import { growTo, type Pending } from './pending.ts';
import { type SequenceNumber, seqAdd } from './sequence-number.ts';

/** What a SYN or SYN+ACK offered. */
export interface OpeningFacts {
  isn: number;
  window: number;
  mss: number;
  windowScale: number;
  sackPermitted: boolean;
  timestamps: boolean;
  optionsCut: boolean;
}

/** The first FIN of a side. */
export interface FinFacts {
  frame: number;
  /** The sequence number of the FIN itself, and the one that acknowledges it. */
  seq: SequenceNumber;
  end: SequenceNumber;
  withData: boolean;
  /** Its segment repeats data, which Wireshark then does not dissect. */
  resent: boolean;
  /** This FIN was the first to acknowledge the other side's FIN. */
  acknowledgesFin: boolean;
  /** The frame that first acknowledged it, 0 for none, and whether that frame carried payload. */
  ackFrame: number;
  ackWithData: boolean;
  /** Null until it is sent again. */
  retransmissions: readonly number[] | null;
}

/**
 * A FIN that the capture lacks: after everything that was seen of the side, one more sequence number was used up, as its
 * own later segments show (`sent`) or as the other side confirmed (`acknowledged`).
 */
export type UnseenFin = 'sent' | 'acknowledged' | null;

export class Side {
  /** Index of this side in its flow: 0 is the lower address and port. */
  readonly index: number;
  unseenFin: UnseenFin = null;
  /** FINs after the first one; null while there are none. */
  laterFins: number[] | null = null;
  readonly #rows: FlowRows;
  #side: number;
  #pending: Pending | null = null;

  /** `side`: its number in the rows. */
  constructor(rows: FlowRows, side: number) {
    this.#rows = rows;
    this.#side = side;
    this.index = side & 1;
  }

  get base(): SequenceNumber {
    return this.#number(SIDE.base) as SequenceNumber;
  }
  get packets(): number {
    return this.#number(SIDE.packets);
  }
  get nextSeq(): SequenceNumber {
    return this.#number(SIDE.nextSeq) as SequenceNumber;
  }
  get lastAck(): SequenceNumber {
    return this.#number(SIDE.lastAck) as SequenceNumber;
  }
  get lastAckTime(): number {
    return this.#rows.sideDoubles[this.#side * SIDE_DOUBLES + SIDE_DOUBLE.lastAckTime]!;
  }
  /** Its last segment carried SACK blocks. */
  get hasSack(): boolean {
    return this.#number(SIDE.hasSack) !== 0;
  }
  get windowShift(): number {
    return this.#number(SIDE.windowShift);
  }
  /** It sent an acknowledgment; the highest one. */
  get acknowledged(): boolean {
    return this.#number(SIDE.acknowledged) !== 0;
  }
  get highestAck(): SequenceNumber {
    return this.#number(SIDE.highestAck) as SequenceNumber;
  }
  /** Scaled; -1 before its first segment. */
  get minWindow(): number {
    return this.#number(SIDE.minWindow);
  }
  get maxWindow(): number {
    return this.#number(SIDE.maxWindow);
  }
  get maxBytesInFlight(): number {
    return this.#number(SIDE.maxBytesInFlight);
  }

  get streamStarted(): boolean {
    return this.#number(SIDE.streamStarted) !== 0;
  }
  get streamNext(): SequenceNumber {
    return this.#number(SIDE.streamNext) as SequenceNumber;
  }
  set streamNext(next: SequenceNumber) {
    this.#rows.sides[this.#side * SIDE_NUMBERS + SIDE.streamNext] = next;
  }
  /** What waits behind a hole. */
  get pending(): Pending | null {
    if (this.#pending !== null && this.#number(SIDE.waits) === WAITS.growing) this.#takeGrowth(this.#pending);
    return this.#pending;
  }
  set pending(pending: Pending | null) {
    this.#pending = pending;
    this.#rows.sides[this.#side * SIDE_NUMBERS + SIDE.waits] = pending === null ? WAITS.no : WAITS.yes;
  }
  /** Where what waits begins and ends, and whether somebody else may add to its end. */
  noteWaiting(from: SequenceNumber, to: SequenceNumber, growing: boolean): void {
    const { sides } = this.#rows;
    const at = this.#side * SIDE_NUMBERS;
    sides[at + SIDE.waits] = growing ? WAITS.growing : WAITS.yes;
    sides[at + SIDE.waitingFrom] = from;
    sides[at + SIDE.waitingTo] = to;
  }

  /** Payload bytes, each counted once, and those that are known to be missing. */
  get bytes(): number {
    return this.#rows.sideDoubles[this.#side * SIDE_DOUBLES + SIDE_DOUBLE.bytes]!;
  }
  set bytes(bytes: number) {
    this.#rows.sideDoubles[this.#side * SIDE_DOUBLES + SIDE_DOUBLE.bytes] = bytes;
  }
  get missing(): number {
    return this.#rows.sideDoubles[this.#side * SIDE_DOUBLES + SIDE_DOUBLE.missing]!;
  }
  set missing(bytes: number) {
    this.#rows.sideDoubles[this.#side * SIDE_DOUBLES + SIDE_DOUBLE.missing] = bytes;
  }
  /** How many parts of its payload are known to be missing. */
  get gaps(): number {
    return this.#number(SIDE.gaps);
  }
  set gaps(count: number) {
    this.#rows.sides[this.#side * SIDE_NUMBERS + SIDE.gaps] = count;
  }

  get ended(): boolean {
    return this.#fact(FACT.ended) !== 0;
  }
  /** It sent a SYN or SYN+ACK. */
  get opened(): boolean {
    return this.#fact(FACT.opened) !== 0;
  }
  get isn(): SequenceNumber {
    return this.#fact(FACT.isn) as SequenceNumber;
  }
  get openingWindow(): number {
    return this.#fact(FACT.openingWindow);
  }
  get windowScale(): number {
    return this.#fact(FACT.windowScale);
  }
  get sackPermitted(): boolean {
    return this.#fact(FACT.sackPermitted) !== 0;
  }
  get synSent(): boolean {
    return this.#fact(FACT.synSent) !== 0;
  }
  get synAckSent(): boolean {
    return this.#fact(FACT.synAckSent) !== 0;
  }
  /** Null before its first SYN. */
  get opening(): OpeningFacts | null {
    if (!this.opened) return null;
    return {
      isn: this.isn >>> 0,
      window: this.openingWindow,
      mss: this.#fact(FACT.mss),
      windowScale: this.windowScale,
      sackPermitted: this.sackPermitted,
      timestamps: this.#fact(FACT.timestamps) !== 0,
      optionsCut: this.#fact(FACT.optionsCut) !== 0,
    };
  }
  /** Null before its first FIN. */
  get fin(): FinFacts | null {
    const frame = this.#fact(FACT.finFrame);
    if (frame === 0) return null;
    const seq = this.#fact(FACT.finSeq) as SequenceNumber;
    const bits = this.#fact(FACT.finBits);
    return {
      frame,
      seq,
      end: seqAdd(seq, 1),
      withData: (bits & FIN.withData) !== 0,
      resent: (bits & FIN.resent) !== 0,
      acknowledgesFin: (bits & FIN.acknowledgesFin) !== 0,
      ackFrame: this.#fact(FACT.finAckFrame),
      ackWithData: (bits & FIN.ackWithData) !== 0,
      retransmissions: this.laterFins,
    };
  }
  get rstFrame(): number {
    return this.#fact(FACT.rstFrame);
  }
  get rstCount(): number {
    return this.#fact(FACT.rstCount);
  }

  /** Shows another connection's side of the same index, of which there is nothing but its row. */
  show(side: number): void {
    this.#side = side;
  }

  /** What was added to the last piece becomes part of it; whoever may change the pieces now says anew what may grow. */
  #takeGrowth(pending: Pending): void {
    this.#rows.sides[this.#side * SIDE_NUMBERS + SIDE.waits] = WAITS.yes;
    growTo(pending, this.#number(SIDE.waitingTo) as SequenceNumber);
  }

  #number(place: number): number {
    return this.#rows.sides[this.#side * SIDE_NUMBERS + place]!;
  }

  #fact(place: number): number {
    return this.#rows.facts[this.#side * FACTS + place]!;
  }
}
