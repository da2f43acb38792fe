/**
 * The last segments of all connections, in one ring of typed columns: what a later segment is compared with to tell a
 * copy, a retransmission and a first copy that arrives late apart. Writing it allocates nothing.
 */
import { enlarged } from '../tcp/flow-rows.ts';
import type { Segment } from '../tcp/segment.ts';
import { viewOf } from '../wire/bytes.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';

/** All connections together; a power of two. */
export const RECENT_SEGMENTS = 16_384;
/** Segments of one side that are looked at for one answer: a capture full of losses must not cost its square. */
const MAX_STEPS = 2048;
/** How far into the payload two segments are compared byte by byte, whatever their lengths. */
const HEAD_BYTES = 16;
const HEAD_WORDS = HEAD_BYTES / 4;
/** Behind the head, payloads of the same length are compared whole up to this many bytes, then in words spread over them. */
const WHOLE_BYTES = 128;
const SAMPLED_WORDS = 12;
export const COLUMN = {
  seq: 0,
  ack: 1,
  length: 2,
  bits: 3,
  id: 4,
  frame: 5,
  older: 6,
  sample: 7,
  sum: 8,
  head: 9,
} as const;
export const COLUMNS = COLUMN.head + HEAD_WORDS;
const MASK = RECENT_SEGMENTS - 1;

/** In place of a serial number: no such segment. */
export const NONE = -1;

const FLAG_BITS = 0x1ff;
const TIME_TO_LIVE_SHIFT = 9;
const HEAD_LENGTH_SHIFT = 17;
/** The whole payload was kept, so that the sample can be compared. */
const WHOLE = 1 << 23;
/** Its checksum was left to the network card: it says nothing of the payload. */
const PARTIAL = 1 << 24;

/** The snapshot cut the header. */
const UNKNOWN_SUM = -1;
/** Ones' complement sums are equal modulo this. */
const ONES = 0xffff;
/** Where a TCP header goes on behind the acknowledgment number. */
const AFTER_ACK = 12;

/** What the ring remembers of a segment, by its serial number; valid until `holds` says otherwise. */
export class RecentSegments {
  #columns: Int32Array = new Int32Array(RECENT_SEGMENTS * COLUMNS);
  #times: Float64Array = new Float64Array(RECENT_SEGMENTS);
  /** How many there were so far. */
  #count: Int32Array = new Int32Array(1);

  /**
   * Takes the segment; `older` is the serial number of the same side's segment before it, `partial` says that its
   * checksum was left to the network card. Returns its own serial number.
   */
  add(segment: Segment, older: number, partial: boolean): number {
    const { frame } = segment;
    const serial = this.#count[0]!++;
    const columns = this.#columns;
    const at = (serial & MASK) * COLUMNS;
    columns[at + COLUMN.seq] = frame.seq;
    columns[at + COLUMN.ack] = frame.ack;
    columns[at + COLUMN.length] = frame.payloadLength;
    columns[at + COLUMN.id] = (frame.ipId << 16) | frame.checksum;
    columns[at + COLUMN.frame] = frame.number;
    columns[at + COLUMN.older] = older;
    this.#times[serial & MASK] = segment.time;
    let bits = frame.flags | (frame.timeToLive << TIME_TO_LIVE_SHIFT) | (partial ? PARTIAL : 0);
    if (frame.payloadLength > 0) bits |= this.#takePayload(segment, at, partial);
    columns[at + COLUMN.bits] = bits;
    return serial;
  }

  /** Goes on in other memory, as large as this. */
  moveTo(columns: Int32Array, times: Float64Array, count: Int32Array): void {
    const isEmpty = this.#count[0] === 0;
    this.#columns = isEmpty ? columns : enlarged(this.#columns, columns);
    this.#times = isEmpty ? times : enlarged(this.#times, times);
    this.#count = enlarged(this.#count, count);
  }

  holds(serial: number): boolean {
    return serial >= 0 && serial >= this.#count[0]! - RECENT_SEGMENTS;
  }

  seq(serial: number): number {
    return this.#at(serial, COLUMN.seq);
  }
  ack(serial: number): number {
    return this.#at(serial, COLUMN.ack);
  }
  length(serial: number): number {
    return this.#at(serial, COLUMN.length);
  }
  flags(serial: number): number {
    return this.#at(serial, COLUMN.bits) & FLAG_BITS;
  }
  timeToLive(serial: number): number {
    return (this.#at(serial, COLUMN.bits) >> TIME_TO_LIVE_SHIFT) & 0xff;
  }
  ipId(serial: number): number {
    return this.#at(serial, COLUMN.id) >>> 16;
  }
  checksum(serial: number): number {
    return this.#at(serial, COLUMN.id) & 0xffff;
  }
  /** Its checksum was left to the network card. */
  isPartial(serial: number): boolean {
    return (this.#at(serial, COLUMN.bits) & PARTIAL) !== 0;
  }
  frame(serial: number): number {
    return this.#at(serial, COLUMN.frame);
  }
  older(serial: number): number {
    return this.#at(serial, COLUMN.older);
  }
  /** Nanoseconds since the first packet of the capture. */
  time(serial: number): number {
    return this.#times[serial & MASK]!;
  }
  /** Sequence numbers that the segment takes up. */
  span(serial: number): number {
    const flags = this.flags(serial);
    return this.length(serial) + ((flags & FLAG.syn) !== 0 ? 1 : 0) + ((flags & FLAG.fin) !== 0 ? 1 : 0);
  }

  /** The newest segment of a side, from `newest` back, that `matches`. */
  find(newest: number, matches: (serial: number) => boolean): number {
    let serial = newest;
    for (let steps = 0; steps < MAX_STEPS && this.holds(serial); steps++) {
      if (matches(serial)) return serial;
      serial = this.older(serial);
    }
    return NONE;
  }

  /** The oldest within reach that `matches`: of several copies, the original. */
  findOldest(newest: number, matches: (serial: number) => boolean): number {
    let found = NONE;
    let serial = newest;
    for (let steps = 0; steps < MAX_STEPS && this.holds(serial); steps++) {
      if (matches(serial)) found = serial;
      serial = this.older(serial);
    }
    return found;
  }

  /**
   * True when the payloads of two segments with the same sequence number differ: in the head that both of them kept, or,
   * when they are equally long, in the samples. Where `other` is known to have a right checksum, the checksums, which
   * cover every byte, are compared as well.
   */
  payloadsDiffer(one: number, other: number, isOtherRight: boolean): boolean {
    const columns = this.#columns;
    const a = (one & MASK) * COLUMNS;
    const b = (other & MASK) * COLUMNS;
    const bytes = Math.min(headLength(columns[a + COLUMN.bits]!), headLength(columns[b + COLUMN.bits]!));
    for (let word = 0; word * 4 < bytes; word++) {
      const difference = columns[a + COLUMN.head + word]! ^ columns[b + COLUMN.head + word]!;
      const compared = Math.min(4, bytes - word * 4);
      if (difference >>> ((4 - compared) * 8) !== 0) return true;
    }
    if (columns[a + COLUMN.length] !== columns[b + COLUMN.length]) return false;
    const bits = columns[a + COLUMN.bits]! ^ columns[b + COLUMN.bits]!;
    const alike = (bits & PARTIAL) === 0 || columns[a + COLUMN.length]! <= HEAD_BYTES + WHOLE_BYTES;
    const whole = alike && (columns[a + COLUMN.bits]! & columns[b + COLUMN.bits]! & WHOLE) !== 0;
    if (whole && columns[a + COLUMN.sample] !== columns[b + COLUMN.sample]) return true;
    const comparable = isOtherRight && (columns[a + COLUMN.bits]! & PARTIAL) === 0;
    const sum = columns[a + COLUMN.sum]!;
    return comparable && sum !== UNKNOWN_SUM && sum !== columns[b + COLUMN.sum];
  }

  #at(serial: number, column: number): number {
    return this.#columns[(serial & MASK) * COLUMNS + column]!;
  }

  /** Copies the head of the payload and samples the rest; returns the bits that say how much there is. */
  #takePayload({ frame }: Segment, at: number, partial: boolean): number {
    const columns = this.#columns;
    const { data, payloadAt } = frame;
    const kept = Math.min(frame.payloadKept, frame.payloadLength);
    const head = Math.min(kept, HEAD_BYTES);
    const words = head >> 2;
    if (words > 0) {
      const view = viewOf(data);
      for (let word = 0; word < words; word++) columns[at + COLUMN.head + word] = view.getInt32(payloadAt + word * 4);
    }
    if ((head & 3) !== 0) {
      let rest = 0;
      for (let byte = words * 4; byte < words * 4 + 4; byte++) {
        rest = (rest << 8) | (byte < head ? data[payloadAt + byte]! : 0);
      }
      columns[at + COLUMN.head + words] = rest;
    }
    columns[at + COLUMN.sum] = frame.headerCut ? UNKNOWN_SUM : payloadSumOf(frame);
    // A long payload is touched only where no checksum vouches for it: reading all over it costs more than all the rest.
    const sampled = kept > HEAD_BYTES && (partial || kept <= HEAD_BYTES + WHOLE_BYTES);
    columns[at + COLUMN.sample] = sampled ? sampleOf(data, payloadAt + HEAD_BYTES, payloadAt + kept) : 0;
    return (head << HEAD_LENGTH_SHIFT) | (kept === frame.payloadLength ? WHOLE : 0);
  }
}

function headLength(bits: number): number {
  return (bits >> HEAD_LENGTH_SHIFT) & 0x3f;
}

/**
 * What the checksum says of the payload (RFC 1071): the header's own words and the length are taken out of it, but for the
 * ports and the sequence number, which are the same in all segments that are compared.
 */
function payloadSumOf({ data, headerAt, payloadAt, headerLength, payloadLength, checksum, ack }: Frame): number {
  let header = headerLength + payloadLength - checksum + (ack >>> 16) + (ack & 0xffff);
  const view = viewOf(data);
  for (let at = headerAt + AFTER_ACK; at < payloadAt; at += 4) {
    const word = view.getInt32(at);
    header += (word >>> 16) + (word & 0xffff);
  }
  // `| 0`: a remainder of minus zero would be a double.
  const rest = ((ONES - checksum - header) % ONES) | 0;
  return rest < 0 ? rest + ONES : rest;
}

/** Words from `from` to `to`, hashed (FNV-1a, a word at a time). */
function sampleOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  const last = to - 4;
  if (last < from) {
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    return hash;
  }
  const length = to - from;
  const view = viewOf(bytes);
  const step = length <= WHOLE_BYTES ? 4 : (length / SAMPLED_WORDS) | 0;
  for (let at = from; at < last; at += step) hash = Math.imul(hash ^ view.getInt32(at), 0x01000193);
  return Math.imul(hash ^ view.getInt32(last), 0x01000193);
}
