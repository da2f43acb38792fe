/**
 * Takes ordinary segments by WebAssembly, which needs no warming up: `assembly/` says what is ordinary, and does to the
 * columns what the rules would. Everything else is left to the rules. See docs/adr/0014-ordinary-segments-by-webassembly.md.
 */
import { MAX_PIECE_BYTES, type PcapRecords } from '../capture-file/packet-record.ts';
import type { CaptureTally, Instant } from '../capture-tally.ts';
import { addressSumOf } from '../wire/checksum.ts';
import { ETHER_TYPE } from '../wire/ether-type.ts';
import type { Frame } from '../wire/frame.ts';
import { TCP_PROTOCOL } from '../wire/tcp.ts';
import { FAST_PATH_CODE } from './code.ts';
import { ADDRESS, OUTCOME, STATE, STATE_DOUBLE } from './layout.ts';
import { SharedColumns } from './shared-columns.ts';

interface Exports {
  /** Places in the piece; returns one. */
  takeRecords(from: number, to: number): number;
  /** Returns an OUTCOME. */
  takeSegment(side: number): number;
}

export interface FastPathOptions {
  /** The bytes of every connection are wanted. */
  readonly wantsAll: boolean;
  /** Every checksum is verified. */
  readonly verifies: boolean;
}

/**
 * Null where there is no memory for it, as under a limit of the address space, or no WebAssembly, as without a compiler: the
 * rules do as well.
 */
export function createFastPath(options: FastPathOptions): FastPath | null {
  if (typeof WebAssembly === 'undefined') return null;
  try {
    return new FastPath(options);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export class FastPath {
  readonly columns = new SharedColumns();
  readonly #exports: Exports;
  /** The memory's: asking for it takes longer than comparing it. */
  readonly #buffer = this.columns.memory.buffer;
  #records: PcapRecords | null = null;
  /** The frame that `takeRecords` left, and what it made of it. */
  #leftFrame = 0;
  #left: number = OUTCOME.notTried;

  /** Throws `RangeError` where there is no memory for it. */
  constructor({ wantsAll, verifies }: FastPathOptions) {
    const code = decodeBase64(FAST_PATH_CODE);
    const { memory, state } = this.columns;
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
    this.#exports = exports as unknown as Exports;
    state[STATE.wantsAll] = wantsAll ? 1 : 0;
    state[STATE.verifies] = verifies ? 1 : 0;
  }

  /** True when the bytes lie where the fast path can read them. */
  reaches(bytes: Uint8Array): boolean {
    return bytes.buffer === this.#buffer;
  }

  /** For whoever reads the file. */
  get buffers(): readonly [Uint8Array, Uint8Array] {
    return [this.#piece(0), this.#piece(1)];
  }

  /** The bytes, or a copy of them that is good until the next one. No more than `MAX_PIECE_BYTES`. */
  place(bytes: Uint8Array): Uint8Array {
    if (this.reaches(bytes)) return bytes;
    const piece = this.#piece(2);
    piece.set(bytes);
    return piece.subarray(0, bytes.length);
  }

  /**
   * Takes the records as far as they are ordinary, and notes the last of them in the frame; returns what comes behind it.
   * Times are told from the first packet of the capture.
   */
  takeRecords(records: PcapRecords, frame: Frame, tally: CaptureTally): number {
    if (!this.isTaking(records)) this.#begin(records, tally.first);
    const { state, stateDoubles } = this.columns;
    state[STATE.number] = frame.number;
    const end = this.#exports.takeRecords(records.from, records.to);
    if (state[STATE.number] !== frame.number) {
      frame.number = state[STATE.number]!;
      frame.seconds = stateDoubles[STATE_DOUBLE.seconds]!;
      frame.nanoseconds = stateDoubles[STATE_DOUBLE.nanoseconds]!;
    }
    this.#left = state[STATE.outcome]!;
    this.#leftFrame = frame.number + 1;
    if (this.isWaiting) {
      frame.bytes = records.bytes;
      this.show(frame);
    }
    return end;
  }

  /** The applications don't know yet of the last one that `takeRecords` took, which the frame shows. */
  get isWaiting(): boolean {
    return this.#left === OUTCOME.watched;
  }

  /** It took some of these records already. */
  isTaking(records: PcapRecords): boolean {
    return records === this.#records;
  }

  /** How many of the packets that `takeRecords` took the snapshot cut. */
  get truncated(): number {
    return this.columns.state[STATE.truncated]!;
  }

  /** The headers of the frame in the record are read: `show` puts them into it, as the decoder would. */
  hasRead(frame: Frame): boolean {
    return frame.number === this.#leftFrame && this.#left !== OUTCOME.notTried && !this.isWaiting;
  }

  show(frame: Frame): void {
    const { state } = this.columns;
    const headerAt = state[STATE.headerAt]!;
    const headerLength = state[STATE.headerLength]!;
    const payloadAt = headerAt + headerLength;
    const ports = state[STATE.ports]!;
    frame.data = frame.bytes;
    frame.etherType = ETHER_TYPE.ipv4;
    frame.protocol = TCP_PROTOCOL;
    frame.lengthFromOffload = false;
    frame.reassembled = false;
    frame.firstFragmentOnly = false;
    frame.tunnels = 0;
    if (frame.rest.length > 0) frame.rest.length = 0;
    frame.at = headerAt;
    frame.networkAt = state[STATE.networkAt]!;
    frame.ipVersion = 4;
    frame.source3 = state[STATE.source]!;
    frame.destination3 = state[STATE.destination]!;
    frame.ipId = state[STATE.ipId]!;
    frame.timeToLive = state[STATE.timeToLive]!;
    frame.sourcePort = ports >>> 16;
    frame.destinationPort = ports & 0xffff;
    frame.seq = state[STATE.seq]!;
    frame.ack = state[STATE.ack]!;
    frame.flags = state[STATE.flags]!;
    frame.window = state[STATE.window]!;
    frame.checksum = state[STATE.checksum]!;
    frame.headerAt = headerAt;
    frame.headerLength = headerLength;
    frame.headerCut = false;
    frame.payloadAt = payloadAt;
    frame.payloadLength = state[STATE.payloadLength]!;
    frame.payloadKept = state[STATE.payloadKept]!;
    frame.promisedEnd = payloadAt + frame.payloadLength;
    frame.capturedEnd = payloadAt + frame.payloadKept;
  }

  /** What `takeRecords` made of the frame, an OUTCOME. */
  outcomeOf(frame: Frame): number {
    return frame.number === this.#leftFrame ? this.#left : OUTCOME.notTried;
  }

  /** Of the segment that was predicted last: its sender's side, its verdicts, and the round trip in nanoseconds, -1 for none. */
  get side(): number {
    return this.columns.state[STATE.side]!;
  }
  /** ANALYSIS bits. */
  get analysis(): number {
    return this.columns.state[STATE.analysis]!;
  }
  get roundTrip(): number {
    return this.columns.stateDoubles[STATE_DOUBLE.roundTrip]!;
  }

  /** Returns an OUTCOME. `side` is the sender's number in the rows, `time` in nanoseconds since the first packet. */
  takeSegment(side: number, frame: Frame, time: number): number {
    if (frame.headerCut || frame.lengthFromOffload || !this.reaches(frame.data)) return OUTCOME.notTried;
    const { state, stateDoubles } = this.columns;
    state[STATE.number] = frame.number;
    state[STATE.seq] = frame.seq;
    state[STATE.ack] = frame.ack;
    state[STATE.flags] = frame.flags;
    state[STATE.window] = frame.window;
    state[STATE.checksum] = frame.checksum;
    state[STATE.ipId] = frame.ipId;
    state[STATE.timeToLive] = frame.timeToLive;
    state[STATE.pieceAt] = frame.data.byteOffset;
    state[STATE.headerAt] = frame.headerAt;
    state[STATE.headerLength] = frame.headerLength;
    state[STATE.payloadLength] = frame.payloadLength;
    state[STATE.payloadKept] = frame.payloadKept;
    state[STATE.addressSum] = addressSumOf(frame);
    stateDoubles[STATE_DOUBLE.seconds] = frame.seconds;
    stateDoubles[STATE_DOUBLE.nanoseconds] = frame.nanoseconds;
    stateDoubles[STATE_DOUBLE.time] = time;
    return this.#exports.takeSegment(side);
  }

  #begin(records: PcapRecords, first: Instant): void {
    const { state, stateDoubles } = this.columns;
    state[STATE.pieceAt] = records.bytes.byteOffset;
    state[STATE.littleEndian] = records.littleEndian ? 1 : 0;
    state[STATE.recordHeaderLength] = records.headerLength;
    state[STATE.nanosecondsPerUnit] = records.nanosecondsPerUnit;
    stateDoubles[STATE_DOUBLE.firstSeconds] = first.seconds;
    stateDoubles[STATE_DOUBLE.firstNanoseconds] = first.nanoseconds;
    this.#records = records;
  }

  /** A place for a piece of the file. */
  #piece(index: number): Uint8Array {
    return new Uint8Array(this.#buffer, ADDRESS.pieces + index * MAX_PIECE_BYTES, MAX_PIECE_BYTES);
  }
}

function decodeBase64(text: string): Uint8Array {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
