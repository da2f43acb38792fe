/** Keeps a segment in the ring of the last ones, as `findings/recent-segments.ts` does. */

import { halves, read32 } from './bytes';
import {
  AT_recent,
  AT_recentCount,
  AT_recentTimes,
  BYTES_recent,
  COLUMN_ack,
  COLUMN_bits,
  COLUMN_frame,
  COLUMN_head,
  COLUMN_id,
  COLUMN_length,
  COLUMN_older,
  COLUMN_sample,
  COLUMN_seq,
  COLUMN_sum,
  LIMIT_lookBack,
  LIMIT_recent,
} from './places';
import * as segment from './segment';

const HEAD_BYTES: i32 = 16;
const WHOLE_BYTES: i32 = 128;
const TIME_TO_LIVE_SHIFT: i32 = 9;
const FLAG_BITS: i32 = 0x1ff;
const HEAD_LENGTH_SHIFT: i32 = 17;
const WHOLE: i32 = 1 << 23;
const ONES: i32 = 0xffff;
const AFTER_ACK: usize = 12;
/** FNV-1a. */
const BASIS: i32 = 0x811c9dc5;
const PRIME: i32 = 0x01000193;

/** `older` is the serial number of the same side's segment before it; returns its own. */
export function keep(older: i32): i32 {
  const serial = load<i32>(AT_recentCount);
  store<i32>(AT_recentCount, serial + 1);
  const place = serial & (LIMIT_recent - 1);
  const at: usize = AT_recent + place * BYTES_recent;
  store<i32>(at, segment.seq, COLUMN_seq);
  store<i32>(at, segment.ack, COLUMN_ack);
  store<i32>(at, segment.payloadLength, COLUMN_length);
  store<i32>(at, (segment.ipId << 16) | segment.checksum, COLUMN_id);
  store<i32>(at, segment.number, COLUMN_frame);
  store<i32>(at, older, COLUMN_older);
  store<f64>(AT_recentTimes + (place << 3), segment.time);
  let bits = segment.flags | (segment.timeToLive << TIME_TO_LIVE_SHIFT);
  if (segment.payloadLength > 0) bits |= keepPayload(at);
  store<i32>(at, bits, COLUMN_bits);
  return serial;
}

/**
 * True where a pure ACK may be a second copy of one before it, as `findings/copies.ts` tells: the newest with the same
 * numbers and flags has the same IP identification. `newest` is the serial number of the side's newest segment.
 */
export function isCopied(newest: i32): bool {
  const oldest = max(0, load<i32>(AT_recentCount) + 1 - LIMIT_recent);
  let serial = newest;
  for (let steps = 0; steps < LIMIT_lookBack && serial >= oldest; steps++) {
    const at: usize = AT_recent + (serial & (LIMIT_recent - 1)) * BYTES_recent;
    if (isSame(at)) return load<i32>(at, COLUMN_id) >>> 16 === segment.ipId;
    serial = load<i32>(at, COLUMN_older);
  }
  return false;
}

function isSame(at: usize): bool {
  if (load<i32>(at, COLUMN_seq) !== segment.seq || load<i32>(at, COLUMN_ack) !== segment.ack) return false;
  if (load<i32>(at, COLUMN_length) !== segment.payloadLength) return false;
  return (load<i32>(at, COLUMN_bits) & FLAG_BITS) === segment.flags;
}

/** Copies the head of the payload and samples the rest; returns the bits that say how much there is. */
function keepPayload(at: usize): i32 {
  const payload: usize = segment.headerAt + segment.headerLength;
  const kept = min(segment.payloadKept, segment.payloadLength);
  const head = min(kept, HEAD_BYTES);
  let byte = 0;
  for (; byte + 4 <= head; byte += 4) store<i32>(at + byte, read32(payload + byte), COLUMN_head);
  if (byte < head) {
    let rest = 0;
    for (let index = byte; index < byte + 4; index++) {
      rest = (rest << 8) | (index < head ? (load<u8>(payload + index) as i32) : 0);
    }
    store<i32>(at + byte, rest, COLUMN_head);
  }
  store<i32>(at, payloadSum(payload), COLUMN_sum);
  const isSampled = kept > HEAD_BYTES && kept <= HEAD_BYTES + WHOLE_BYTES;
  store<i32>(at, isSampled ? hashOf(payload + HEAD_BYTES, payload + kept) : 0, COLUMN_sample);
  return (head << HEAD_LENGTH_SHIFT) | (kept === segment.payloadLength ? WHOLE : 0);
}

function payloadSum(payload: usize): i32 {
  let header = segment.headerLength + segment.payloadLength - segment.checksum + halves(segment.ack);
  for (let at = segment.headerAt + AFTER_ACK; at < payload; at += 4) header += halves(read32(at));
  const rest = (ONES - segment.checksum - header) % ONES;
  return rest < 0 ? rest + ONES : rest;
}

function hashOf(from: usize, to: usize): i32 {
  let hash = BASIS;
  if (to - from < 4) {
    for (let at = from; at < to; at++) hash = (hash ^ (load<u8>(at) as i32)) * PRIME;
    return hash;
  }
  const last = to - 4;
  for (let at = from; at < last; at += 4) hash = (hash ^ read32(at)) * PRIME;
  return (hash ^ read32(last)) * PRIME;
}
