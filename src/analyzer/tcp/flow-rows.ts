/**
 * The numbers of every followed connection, in rows of typed columns that are indexed directly: tens of thousands of
 * connections don't fit a processor's cache, and each line of it that a segment touches is waited for. A side is a number
 * here: twice its connection's row, and 1 more for the higher one, so that `side ^ 1` is the other side. `Flow` and `Side`
 * show them to whoever is in no hurry.
 */

/** In place of a slot in the store of outstanding segments. */
export const NO_SEGMENT = -1;
/** Values of `windowShift` that are no shift. */
export const SCALE = { unknown: -1, unused: -2 } as const;

/** Whether payload waits; what follows the last of it may be added to that where nobody wants the bytes. */
export const WAITS = { no: 0, yes: 1, growing: 2 } as const;

/** How the roles were told. */
export const ROLES_FROM = { 'first-packet': 0, syn: 1, application: 2, port: 3 } as const;
export type RolesFrom = keyof typeof ROLES_FROM;

/** Places of what every segment reads or writes of a side. Names follow SEQUENCE-ANALYSIS in docs/wireshark.md. */
export const SIDE = {
  /** 0 stands for "unset", as in Wireshark; likewise the next two. */
  nextSeq: 0,
  maxSeqToBeAcked: 1,
  lastAck: 2,
  /** Raw; -1 before the first segment, and then no window is zero yet. */
  window: 3,
  windowShift: 4,
  duplicateAcks: 5,
  lastFlags: 6,
  lastLength: 7,
  hasSack: 8,
  firstAck: 9,
  baseKnown: 10,
  base: 11,
  packets: 12,
  /** The highest acknowledgment number that this side sent, once it sent one. */
  acknowledged: 13,
  highestAck: 14,
  minWindow: 15,
  maxWindow: 16,
  maxBytesInFlight: 17,
  /** Its list of outstanding segments: slots of the newest and the oldest, `NO_SEGMENT` when the list is empty. */
  newest: 18,
  oldest: 19,
  outstanding: 20,
  /** Each segment starts at or after the end of the one before it. */
  ordered: 21,
  /** The lowest sequence number in the list, when it is not empty. */
  lowest: 22,
  /** The list spans so many numbers that none of them is below all others: each has to be looked at. */
  scattered: 23,
  streamStarted: 24,
  /** What comes next of its payload, put back in order; and whether payload waits for what is before it, of `WAITS`. */
  streamNext: 25,
  waits: 26,
  /** How many parts of its payload are known to be missing. */
  gaps: 27,
  /** No number in the list is `SPAN` or more above the higher one of this and `lowest`. */
  ceiling: 28,
  /** Of the payload that waits: where it begins, and where it ends. */
  waitingFrom: 29,
  waitingTo: 30,
} as const;
/** Two lines of a processor's cache. */
export const SIDE_NUMBERS = 32;

/** Times in nanoseconds since the first packet, and what may count beyond 32 bits. */
export const SIDE_DOUBLE = {
  nextSeqTime: 0,
  lastAckTime: 1,
  /** Payload bytes, each counted once, and those that are known to be missing. */
  bytes: 2,
  missing: 3,
} as const;
export const SIDE_DOUBLES = 4;

/** Places of what is seldom touched of a side. */
export const FACT = {
  ended: 0,
  /** It sent a SYN or SYN+ACK; what the first one offered. */
  opened: 1,
  isn: 2,
  openingWindow: 3,
  mss: 4,
  windowScale: 5,
  sackPermitted: 6,
  timestamps: 7,
  optionsCut: 8,
  synSent: 9,
  synAckSent: 10,
  rstFrame: 11,
  rstCount: 12,
  /** How often each of Zeek's counted letters c, t and w was earned. */
  badChecksums: 13,
  retransmissions: 14,
  zeroWindows: 15,
  /** Of the first FIN: 0 while there is none; its own sequence number, and that of the latest FIN. */
  finFrame: 16,
  finSeq: 17,
  finLastSeq: 18,
  /** Of `FIN`. */
  finBits: 19,
  /** The frame that first acknowledged it, 0 for none. */
  finAckFrame: 20,
} as const;
export const FACTS = 21;

/** What is to be said of a side's first FIN. */
export const FIN = { withData: 1, resent: 2, acknowledgesFin: 4, ackWithData: 8 } as const;

/** Places of what a connection has once; those that every segment needs come first. */
export const FLOW = {
  /** The key: the last 32 bits of the addresses of the lower and the higher side, and both ports. */
  lowWord: 0,
  highWord: 1,
  ports: 2,
  ipVersion: 3,
  packets: 4,
  lastFrame: 5,
  completeness: 6,
  ackFrame: 7,
  /** A FIN was seen. */
  closing: 8,
  historySeen: 9,
  rttCount: 10,
  appOpened: 11,
  /** An application listens. */
  listened: 12,
  firstSender: 13,
  synTimed: 14,
  stream: 15,
  synFrame: 16,
  synAckFrame: 17,
  client: 18,
  hash: 19,
  sawReset: 20,
  sawFinAck: 21,
  firstFrame: 22,
  firstFlags: 23,
  retries: 24,
  /** A place in ROLES_FROM. */
  rolesFrom: 25,
  /** Zeek's letters: how many, and the first of them, packed by `history.ts`. */
  historyLength: 26,
  history: 27,
  moreHistory: 28,
  /** Duplicate ACKs beyond those in `Flow.analysis`' own counts. */
  duplicateAcks: 29,
} as const;
export const FLOW_NUMBERS = 32;

/** Times in nanoseconds since the first packet; seconds since the epoch. */
export const FLOW_DOUBLE = {
  lastTime: 0,
  longestIdle: 1,
  /** 0 while unknown, as in Wireshark. */
  initialRoundTrip: 2,
  rttSum: 3,
  rttMin: 4,
  rttMax: 5,
  lastSeconds: 6,
  /** Those of a damaged record may be more than a second, and more than 32 bits hold. */
  lastNanoseconds: 7,
  /** When the latest SYN without ACK was sent. */
  synTime: 8,
  firstSeconds: 9,
  firstNanoseconds: 10,
} as const;
export const FLOW_DOUBLES = 11;

const INITIAL_ROWS = 64;
/** From so many on, there is room for all at once: what is not used yet takes no memory, and nothing has to be moved. */
const MANY_ROWS = 1024;
export const ROWS_AT_ONCE = 65_536;

/** Where the rows lie. */
export interface Columns {
  sides: Int32Array;
  sideDoubles: Float64Array;
  facts: Int32Array;
  flows: Int32Array;
  flowDoubles: Float64Array;
}

export class FlowRows implements Columns {
  sides: Int32Array = new Int32Array(INITIAL_ROWS * 2 * SIDE_NUMBERS);
  sideDoubles: Float64Array = new Float64Array(INITIAL_ROWS * 2 * SIDE_DOUBLES);
  facts: Int32Array = new Int32Array(INITIAL_ROWS * 2 * FACTS);
  flows: Int32Array = new Int32Array(INITIAL_ROWS * FLOW_NUMBERS);
  flowDoubles: Float64Array = new Float64Array(INITIAL_ROWS * FLOW_DOUBLES);
  #used = 0;

  /** How many rows there are. */
  get used(): number {
    return this.#used;
  }

  /** The next rows were begun by somebody else. */
  noteAdded(rows: number): void {
    this.#used += rows;
  }

  /** A row for a connection. */
  add(): number {
    const row = this.#used++;
    if (this.#used * FLOW_NUMBERS > this.flows.length) this.#grow();
    this.#begin(row);
    return row;
  }

  /** As in a new row. */
  clear(row: number): void {
    this.sides.fill(0, row * 2 * SIDE_NUMBERS, (row + 1) * 2 * SIDE_NUMBERS);
    this.sideDoubles.fill(0, row * 2 * SIDE_DOUBLES, (row + 1) * 2 * SIDE_DOUBLES);
    this.facts.fill(0, row * 2 * FACTS, (row + 1) * 2 * FACTS);
    this.flows.fill(0, row * FLOW_NUMBERS, (row + 1) * FLOW_NUMBERS);
    this.flowDoubles.fill(0, row * FLOW_DOUBLES, (row + 1) * FLOW_DOUBLES);
    this.#begin(row);
  }

  /** Goes on in other memory. */
  moveTo(to: Columns): void {
    this.sides = enlarged(this.sides, to.sides);
    this.sideDoubles = enlarged(this.sideDoubles, to.sideDoubles);
    this.facts = enlarged(this.facts, to.facts);
    this.flows = enlarged(this.flows, to.flows);
    this.flowDoubles = enlarged(this.flowDoubles, to.flowDoubles);
  }

  /** What does not begin as 0. */
  #begin(row: number): void {
    for (let side = row * 2; side < row * 2 + 2; side++) {
      const at = side * SIDE_NUMBERS;
      this.sides[at + SIDE.window] = -1;
      this.sides[at + SIDE.windowShift] = SCALE.unknown;
      this.sides[at + SIDE.minWindow] = -1;
      this.sides[at + SIDE.newest] = NO_SEGMENT;
      this.sides[at + SIDE.oldest] = NO_SEGMENT;
      this.sides[at + SIDE.ordered] = 1;
      this.facts[side * FACTS + FACT.mss] = -1;
      this.facts[side * FACTS + FACT.windowScale] = -1;
    }
  }

  #grow(): void {
    const more = rowsAfter(this.flows.length / FLOW_NUMBERS);
    this.moveTo({
      sides: new Int32Array(more * 2 * SIDE_NUMBERS),
      sideDoubles: new Float64Array(more * 2 * SIDE_DOUBLES),
      facts: new Int32Array(more * 2 * FACTS),
      flows: new Int32Array(more * FLOW_NUMBERS),
      flowDoubles: new Float64Array(more * FLOW_DOUBLES),
    });
  }
}

/** For how many rows to make room once so many are used. */
export function rowsAfter(rows: number): number {
  return rows < MANY_ROWS ? rows * 2 : Math.max(rows * 2, ROWS_AT_ONCE);
}

/** The larger columns, with what the smaller ones held. */
export function enlarged<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
