/** The segments that were sent and not yet acknowledged, as `tcp/unacked-segments.ts` has them. */
import {
  AT_segments,
  AT_segmentTimes,
  AT_unacked,
  BYTES_segment,
  LIMIT_outstanding,
  LIMIT_unackedTotal,
  SEGMENT_end,
  SEGMENT_newer,
  SEGMENT_older,
  SEGMENT_seq,
  SIDE_ceiling,
  SIDE_lowest,
  SIDE_newest,
  SIDE_oldest,
  SIDE_ordered,
  SIDE_outstanding,
  SIDE_scattered,
  STORE_free,
  STORE_used,
} from './places';
import { sideAt } from './rows';

const NO_SEGMENT: i32 = -1;
const SPAN: i32 = 1 << 30;
const FAR_BELOW: i32 = -(1 << 29);
const MAX_STEP_DOWN: u32 = 1 << 28;

/** False when there is no room. */
export function addUnacked(side: i32, seq: i32, end: i32, time: f64): bool {
  const list = sideAt(side);
  if (load<i32>(list, SIDE_outstanding) >= LIMIT_outstanding) return false;
  const slot = takeSlot();
  if (slot === NO_SEGMENT) return false;
  const at: usize = AT_segments + slot * BYTES_segment;
  const newest = load<i32>(list, SIDE_newest);
  store<i32>(at, seq, SEGMENT_seq);
  store<i32>(at, end, SEGMENT_end);
  store<i32>(at, newest, SEGMENT_older);
  store<i32>(at, NO_SEGMENT, SEGMENT_newer);
  store<f64>(AT_segmentTimes + (slot << 3), time);
  if (newest === NO_SEGMENT) {
    store<i32>(list, slot, SIDE_oldest);
    store<i32>(list, seq, SIDE_lowest);
    store<i32>(list, seq, SIDE_ceiling);
  } else {
    const before: usize = AT_segments + newest * BYTES_segment;
    store<i32>(before, slot, SEGMENT_newer);
    if (seq - load<i32>(before, SEGMENT_end) < 0) store<i32>(list, 0, SIDE_ordered);
    if (((seq - load<i32>(list, SIDE_lowest)) as u32) >= (SPAN as u32)) noteFar(list, seq);
  }
  store<i32>(list, slot, SIDE_newest);
  store<i32>(list, load<i32>(list, SIDE_outstanding) + 1, SIDE_outstanding);
  return true;
}

/** Drops what `ack` acknowledges; returns the round trip in nanoseconds, or -1 when no segment gives one. */
export function acknowledge(side: i32, ack: i32, now: f64): f64 {
  const list = sideAt(side);
  if (load<i32>(list, SIDE_outstanding) === 0) return -1;
  const ahead = ack - load<i32>(list, SIDE_lowest);
  if (load<i32>(list, SIDE_scattered) !== 0 || ahead < FAR_BELOW) return acknowledgeAll(list, ack, now);
  if (ahead <= 0) return -1;
  return load<i32>(list, SIDE_ordered) === 0 ? acknowledgeAll(list, ack, now) : acknowledgeOrdered(list, ack, now);
}

function acknowledgeOrdered(list: usize, ack: i32, now: f64): f64 {
  let roundTrip: f64 = -1;
  for (let slot = load<i32>(list, SIDE_oldest); slot !== NO_SEGMENT; slot = load<i32>(list, SIDE_oldest)) {
    const at: usize = AT_segments + slot * BYTES_segment;
    const beyond = ack - load<i32>(at, SEGMENT_end);
    if (beyond >= 0) {
      if (beyond === 0) roundTrip = now - load<f64>(AT_segmentTimes + (slot << 3));
      remove(list, slot);
      continue;
    }
    if (ack - load<i32>(at, SEGMENT_seq) > 0) {
      store<i32>(at, ack, SEGMENT_seq);
      roundTrip = now - load<f64>(AT_segmentTimes + (slot << 3));
    }
    raiseLowest(list, load<i32>(at, SEGMENT_seq));
    break;
  }
  return roundTrip;
}

function acknowledgeAll(list: usize, ack: i32, now: f64): f64 {
  let roundTrip: f64 = -1;
  let ordered = 1;
  let lowest = ack;
  let newerSeq = 0;
  let kept = 0;
  let slot = load<i32>(list, SIDE_newest);
  while (slot !== NO_SEGMENT) {
    const at: usize = AT_segments + slot * BYTES_segment;
    const older = load<i32>(at, SEGMENT_older);
    const end = load<i32>(at, SEGMENT_end);
    if (ack - end >= 0) {
      if (ack === end) roundTrip = now - load<f64>(AT_segmentTimes + (slot << 3));
      remove(list, slot);
    } else {
      if (ack - load<i32>(at, SEGMENT_seq) > 0) {
        store<i32>(at, ack, SEGMENT_seq);
        roundTrip = now - load<f64>(AT_segmentTimes + (slot << 3));
      }
      const seq = load<i32>(at, SEGMENT_seq);
      if (kept > 0 && newerSeq - end < 0) ordered = 0;
      if (kept === 0 || seq - lowest < 0) lowest = seq;
      newerSeq = seq;
      kept++;
    }
    slot = older;
  }
  store<i32>(list, load<i32>(list, SIDE_scattered) === 0 ? ordered : 0, SIDE_ordered);
  raiseLowest(list, lowest);
  return roundTrip;
}

function raiseLowest(list: usize, lowest: i32): void {
  store<i32>(list, lowest, SIDE_lowest);
  if (lowest - load<i32>(list, SIDE_ceiling) > 0) store<i32>(list, lowest, SIDE_ceiling);
}

function remove(list: usize, slot: i32): void {
  const at: usize = AT_segments + slot * BYTES_segment;
  const newer = load<i32>(at, SEGMENT_newer);
  const older = load<i32>(at, SEGMENT_older);
  if (newer === NO_SEGMENT) store<i32>(list, older, SIDE_newest);
  else store<i32>(AT_segments + newer * BYTES_segment, older, SEGMENT_older);
  if (older === NO_SEGMENT) store<i32>(list, newer, SIDE_oldest);
  else store<i32>(AT_segments + older * BYTES_segment, newer, SEGMENT_newer);
  const left = load<i32>(list, SIDE_outstanding) - 1;
  store<i32>(list, left, SIDE_outstanding);
  if (left === 0) {
    store<i32>(list, 1, SIDE_ordered);
    store<i32>(list, 0, SIDE_scattered);
  }
  store<i32>(at, load<i32>(AT_unacked, STORE_free), SEGMENT_older);
  store<i32>(AT_unacked, slot, STORE_free);
}

function takeSlot(): i32 {
  const free = load<i32>(AT_unacked, STORE_free);
  if (free !== NO_SEGMENT) {
    store<i32>(AT_unacked, load<i32>(AT_segments + free * BYTES_segment, SEGMENT_older), STORE_free);
    return free;
  }
  const used = load<i32>(AT_unacked, STORE_used);
  if (used === LIMIT_unackedTotal) return NO_SEGMENT;
  store<i32>(AT_unacked, used + 1, STORE_used);
  return used;
}

function noteFar(list: usize, seq: i32): void {
  const above = seq - load<i32>(list, SIDE_lowest);
  if (above < 0) store<i32>(list, seq, SIDE_lowest);
  if (above >= SPAN || ((load<i32>(list, SIDE_ceiling) - seq) as u32) > MAX_STEP_DOWN) {
    store<i32>(list, 1, SIDE_scattered);
    store<i32>(list, 0, SIDE_ordered);
  }
}
