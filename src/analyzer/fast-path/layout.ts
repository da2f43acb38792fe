/**
 * The memory that the fast path shares with the analyzer: where each store of columns lies in it. The build hands the
 * addresses, and the places within rows, to `assembly/` as constants (`assembly/places.ts`).
 */
import { MAX_PIECE_BYTES } from '../capture-file/packet-record.ts';
import { DELAYED_ACK_MIN_NS } from '../findings/acknowledgments.ts';
import { MSS_WITHOUT_OPTION } from '../findings/control.ts';
import { MAX_LOOK_BACK } from '../findings/copies.ts';
import { NO_LIMIT, NOTE, NOTE_NUMBERS, NOTE_TIME, NOTE_TIMES } from '../findings/notes-table.ts';
import { COLUMN, COLUMNS, RECENT_SEGMENTS } from '../findings/recent-segments.ts';
import { ANALYSIS } from '../tcp/analysis-flags.ts';
import {
  FACT,
  FACTS,
  FIN,
  FLOW,
  FLOW_DOUBLE,
  FLOW_DOUBLES,
  FLOW_NUMBERS,
  ROLES_FROM,
  ROWS_AT_ONCE,
  SCALE,
  SIDE,
  SIDE_DOUBLE,
  SIDE_DOUBLES,
  SIDE_NUMBERS,
  WAITS,
} from '../tcp/flow-rows.ts';
import { SLOT, SLOT_NUMBERS, TABLE } from '../tcp/flow-table.ts';
import { CAPITAL, LETTER, LETTERS_IN_ROW, LETTERS_IN_WORD } from '../tcp/history.ts';
import { MAX_PENDING_BYTES } from '../tcp/reassembly.ts';
import { COMPLETENESS } from '../tcp/streams.ts';
import { MAX_UNACKED_SEGMENTS, MAX_UNACKED_TOTAL, SEGMENT, SEGMENT_NUMBERS, STORE } from '../tcp/unacked-segments.ts';
import { FLAG } from '../wire/tcp.ts';

/** What became of a segment. */
export const OUTCOME = {
  /** All that it changes is changed. */
  done: 0,
  /** Nothing is changed: it has to be judged by the rules. */
  notPredicted: 1,
  /** It is judged; the history, the findings and the applications don't know of it yet. */
  predicted: 2,
  /** Only the applications don't know of it yet. */
  watched: 3,
  /** Nothing is changed, and it was not looked at closely. */
  notTried: 4,
} as const;

/** 32-bit numbers that both sides read and write, one after the other. */
export const STATE = {
  /** What the fast path is told of the capture file. */
  littleEndian: 0,
  recordHeaderLength: 1,
  nanosecondsPerUnit: 2,
  verifies: 3,
  wantsAll: 4,
  /** The number of the last frame that was taken, and how many of them the snapshot cut. */
  number: 5,
  truncated: 6,
  /** The sender's side of the segment that was not done. */
  side: 7,
  /** The segment that `takeSegment` is told of. */
  seq: 8,
  ack: 9,
  flags: 10,
  window: 11,
  checksum: 12,
  ipId: 13,
  timeToLive: 14,
  headerAt: 15,
  headerLength: 16,
  payloadLength: 17,
  payloadKept: 18,
  /** The checksum's sum of both addresses and the protocol. */
  addressSum: 19,
  /** Of the last record that `takeRecords` was at: an OUTCOME. */
  outcome: 20,
  /** Where the piece of the file lies from which other places are counted. */
  pieceAt: 21,
  /** Where the IP header of the record starts that was left; both addresses, and both ports, the source's first. */
  networkAt: 22,
  source: 23,
  destination: 24,
  ports: 25,
  /** How many connections may be opened; the row and the stream number of the first one, and how many were. */
  mayOpen: 26,
  firstRow: 27,
  firstStream: 28,
  opened: 29,
  /** Of the segment that was predicted: ANALYSIS bits. */
  analysis: 30,
} as const;
/** Likewise, doubles. */
export const STATE_DOUBLE = {
  firstSeconds: 0,
  firstNanoseconds: 1,
  seconds: 2,
  nanoseconds: 3,
  time: 4,
  roundTrip: 5,
} as const;

/** Slots of the flow table: it is never more than half full. */
export const SHARED_SLOTS = 2 * ROWS_AT_ONCE;
/** Two for who reads the file by turns, and one for what was read elsewhere. */
export const PIECES = 3;

const INT = 4;
const DOUBLE = 8;
/** Left to the compiler. */
const RESERVED = 4096;
const LINE = 64;
const PAGE = 65_536;

/** Addresses in bytes. */
export const ADDRESS = placed({
  state: INT * Object.keys(STATE).length,
  stateDoubles: DOUBLE * Object.keys(STATE_DOUBLE).length,
  table: INT * Object.keys(TABLE).length,
  slots: INT * SLOT_NUMBERS * SHARED_SLOTS,
  sides: INT * SIDE_NUMBERS * 2 * ROWS_AT_ONCE,
  sideDoubles: DOUBLE * SIDE_DOUBLES * 2 * ROWS_AT_ONCE,
  facts: INT * FACTS * 2 * ROWS_AT_ONCE,
  flows: INT * FLOW_NUMBERS * ROWS_AT_ONCE,
  flowDoubles: DOUBLE * FLOW_DOUBLES * ROWS_AT_ONCE,
  unacked: INT * Object.keys(STORE).length,
  segments: INT * SEGMENT_NUMBERS * MAX_UNACKED_TOTAL,
  segmentTimes: DOUBLE * MAX_UNACKED_TOTAL,
  notes: INT * NOTE_NUMBERS * 2 * ROWS_AT_ONCE,
  noteTimes: DOUBLE * NOTE_TIMES * 2 * ROWS_AT_ONCE,
  recentCount: INT,
  recent: INT * COLUMNS * RECENT_SEGMENTS,
  recentTimes: DOUBLE * RECENT_SEGMENTS,
  pieces: MAX_PIECE_BYTES * PIECES,
  end: 0,
});

export const MEMORY_PAGES = Math.ceil(ADDRESS.end / PAGE);

/** What `assembly/places.ts` says: a name of one of these and of one of its members, and the number. */
export const CONSTANTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  OUTCOME,
  FLAG,
  ANALYSIS,
  FIN,
  SCALE,
  WAITS,
  LETTER,
  COMPLETENESS,
  AT: ADDRESS,
  STATE: scaled(STATE, INT),
  STATE_DOUBLE: scaled(STATE_DOUBLE, DOUBLE),
  TABLE: scaled(TABLE, INT),
  SLOT: scaled(SLOT, INT),
  SIDE: scaled(SIDE, INT),
  SIDE_DOUBLE: scaled(SIDE_DOUBLE, DOUBLE),
  FACT: scaled(FACT, INT),
  FLOW: scaled(FLOW, INT),
  FLOW_DOUBLE: scaled(FLOW_DOUBLE, DOUBLE),
  STORE: scaled(STORE, INT),
  SEGMENT: scaled(SEGMENT, INT),
  NOTE: scaled(NOTE, INT),
  NOTE_TIME: scaled(NOTE_TIME, DOUBLE),
  COLUMN: scaled(COLUMN, INT),
  BYTES: {
    slot: INT * SLOT_NUMBERS,
    side: INT * SIDE_NUMBERS,
    sideDoubles: DOUBLE * SIDE_DOUBLES,
    facts: INT * FACTS,
    flow: INT * FLOW_NUMBERS,
    flowDoubles: DOUBLE * FLOW_DOUBLES,
    segment: INT * SEGMENT_NUMBERS,
    notes: INT * NOTE_NUMBERS,
    noteTimes: DOUBLE * NOTE_TIMES,
    recent: INT * COLUMNS,
  },
  ROLES_FROM: { syn: ROLES_FROM.syn },
  LIMIT: {
    rows: ROWS_AT_ONCE,
    recent: RECENT_SEGMENTS,
    unackedTotal: MAX_UNACKED_TOTAL,
    outstanding: MAX_UNACKED_SEGMENTS,
    payload: NO_LIMIT,
    pendingBytes: MAX_PENDING_BYTES,
    lookBack: MAX_LOOK_BACK,
    mss: MSS_WITHOUT_OPTION,
    delayedAck: DELAYED_ACK_MIN_NS,
    lettersInRow: LETTERS_IN_ROW,
    lettersInWord: LETTERS_IN_WORD,
    capital: CAPITAL,
  },
};

function placed<T extends Readonly<Record<string, number>>>(sizes: T): { readonly [Name in keyof T]: number } {
  let address = RESERVED;
  const addresses: Record<string, number> = {};
  for (const [name, size] of Object.entries(sizes)) {
    addresses[name] = address;
    address = Math.ceil((address + size) / LINE) * LINE;
  }
  return addresses as { readonly [Name in keyof T]: number };
}

function scaled(places: Readonly<Record<string, number>>, size: number): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place * size]));
}
