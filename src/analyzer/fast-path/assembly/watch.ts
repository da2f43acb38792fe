/**
 * What the findings, the history and the applications have to know of a segment of which there is nothing to say: what
 * `findings/watcher.ts`, `tcp/zeek.ts` and `tcp/delivery.ts` would change.
 */

import { addressSum, isWrong, looksPartial } from './checksum';
import * as found from './counters';
import {
  AT_state,
  BYTES_notes,
  FACT_ended,
  FACT_finFrame,
  FACT_finSeq,
  FLAG_ack,
  FLAG_fin,
  FLAG_rst,
  FLAG_syn,
  FLAG_urg,
  FLOW_appOpened,
  FLOW_closing,
  FLOW_firstSender,
  FLOW_history,
  FLOW_historyLength,
  FLOW_historySeen,
  FLOW_listened,
  FLOW_moreHistory,
  LETTER_a,
  LETTER_d,
  LETTER_f,
  LETTER_h,
  LETTER_s,
  LIMIT_capital,
  LIMIT_delayedAck,
  LIMIT_lettersInRow,
  LIMIT_lettersInWord,
  LIMIT_mss,
  LIMIT_payload,
  LIMIT_pendingBytes,
  NOTE_addressSum,
  NOTE_awaits,
  NOTE_begun,
  NOTE_dataFrame,
  NOTE_finFrame,
  NOTE_firstSender,
  NOTE_lastAck,
  NOTE_lastFrame,
  NOTE_newest,
  NOTE_nextSeq,
  NOTE_openingFrame,
  NOTE_oversized,
  NOTE_payloadLimit,
  NOTE_reusedPorts,
  NOTE_special,
  NOTE_TIME_fin,
  NOTE_TIME_minAckDelay,
  NOTE_TIME_opening,
  OUTCOME_done,
  OUTCOME_predicted,
  OUTCOME_watched,
  SIDE_acknowledged,
  SIDE_DOUBLE_bytes,
  SIDE_highestAck,
  SIDE_nextSeq,
  SIDE_streamNext,
  SIDE_streamStarted,
  SIDE_waitingFrom,
  SIDE_waitingTo,
  SIDE_waits,
  STATE_verifies,
  STATE_wantsAll,
  WAITS_growing,
  WAITS_no,
} from './places';
import { isCopied, keep } from './recent-segments';
import { factsAt, flowAt, notesAt, noteTimesAt, sideAt, sideDoublesAt } from './rows';
import * as segment from './segment';

const NONE: i32 = -1;
const REMARKABLE: i32 = FLAG_rst | FLAG_urg;
const SYN_OR_FIN: i32 = FLAG_syn | FLAG_fin;
const LETTER_BITS: i32 = 5;

/** After the segment was predicted. An OUTCOME: `predicted` has changed nothing, `watched` nothing of the delivery. */
export function watch(side: i32): i32 {
  const own = notesAt(side);
  const other = notesAt(side ^ 1);
  const begun = load<i32>(notesAt(side & ~1), NOTE_begun) !== 0;
  const known = begun ? load<i32>(own, NOTE_addressSum) : NONE;
  const addresses = known < 0 ? addressSum() : known;
  if (looksPartial(addresses)) return OUTCOME_predicted;
  if (load<i32>(AT_state, STATE_verifies) !== 0 && isWrong(addresses)) return OUTCOME_predicted;
  const limit = begun ? load<i32>(own, NOTE_payloadLimit) : LIMIT_payload;
  if (!isPlain(side, own, other, begun, limit)) return OUTCOME_predicted;
  if (!noteLetter(side)) return OUTCOME_predicted;

  if (!begun) begin(side);
  store<i32>(own, addresses, NOTE_addressSum);
  const serial = keep(load<i32>(own, NOTE_newest));
  noteControl(side, own, other);
  if (segment.payloadLength > 0) store<i32>(own, segment.number, NOTE_dataFrame);
  const quickest = noteTimesAt(side);
  const roundTrip = found.roundTrip;
  if (roundTrip >= 0 && (segment.flags & FLAG_ack) !== 0) {
    const least = load<f64>(quickest, NOTE_TIME_minAckDelay);
    if (least < 0 || roundTrip < least) store<f64>(quickest, roundTrip, NOTE_TIME_minAckDelay);
  }
  store<i32>(own, serial, NOTE_newest);
  store<i32>(own, load<i32>(sideAt(side), SIDE_nextSeq), NOTE_nextSeq);
  store<i32>(own, segment.number, NOTE_lastFrame);
  if ((segment.flags & FLAG_ack) !== 0) store<i32>(own, segment.ack, NOTE_lastAck);
  return deliver(side);
}

/** No finding has anything to say of the segment. */
function isPlain(side: i32, own: usize, other: usize, begun: bool, limit: i32): bool {
  const flags = segment.flags;
  const length = segment.payloadLength;
  const opensOrCloses = (flags & SYN_OR_FIN) !== 0;
  if ((flags & REMARKABLE) !== 0 || segment.window === 0) return false;
  // Nothing awaits, and nothing was sent before.
  if (!begun) return length === 0 && found.analysis === 0 && (opensOrCloses || found.roundTrip < LIMIT_delayedAck);
  if (load<i32>(own, NOTE_awaits) !== 0 || load<i32>(other, NOTE_awaits) !== 0) return false;
  if (length > 0) {
    if (opensOrCloses || load<i32>(flowAt(side >> 1), FLOW_closing) !== 0) return false;
    return length <= limit && segment.seq === load<i32>(own, NOTE_nextSeq);
  }
  if ((flags & FLAG_syn) !== 0) return load<i32>(other, NOTE_special) === 0 && load<i32>(own, NOTE_openingFrame) === 0;
  if (opensOrCloses) return load<i32>(own, NOTE_finFrame) === 0;
  if (found.analysis !== 0 && isCopied(load<i32>(own, NOTE_newest))) return false;
  return found.roundTrip < LIMIT_delayedAck && load<i32>(other, NOTE_oversized) === NONE;
}

function begin(side: i32): void {
  const low = notesAt(side & ~1);
  beginSide(low, side & ~1);
  beginSide(low + BYTES_notes, side | 1);
  store<i32>(low, 1, NOTE_begun);
  store<i32>(low, side & 1, NOTE_firstSender);
  store<i32>(low, 0, NOTE_reusedPorts);
}

function beginSide(at: usize, side: i32): void {
  store<i32>(at, NONE, NOTE_newest);
  store<i32>(at, -1, NOTE_addressSum);
  store<i32>(at, LIMIT_payload, NOTE_payloadLimit);
  store<i32>(at, NONE, NOTE_oversized);
  store<f64>(noteTimesAt(side), -1, NOTE_TIME_minAckDelay);
}

function noteControl(side: i32, own: usize, other: usize): void {
  const times = noteTimesAt(side);
  if ((segment.flags & FLAG_syn) !== 0) {
    store<i32>(own, segment.number, NOTE_openingFrame);
    store<f64>(times, segment.time, NOTE_TIME_opening);
    store<i32>(other, segment.mss > 0 ? segment.mss : LIMIT_mss, NOTE_payloadLimit);
  } else if ((segment.flags & FLAG_fin) !== 0) {
    store<i32>(own, segment.number, NOTE_finFrame);
    store<f64>(times, segment.time, NOTE_TIME_fin);
  }
}

/** Zeek's letter for the segment, at its first time in this direction; false where the row has no room for it. */
function noteLetter(side: i32): bool {
  const flow = flowAt(side >> 1);
  const letter = letterOfSegment();
  const isFirst = (side & 1) === load<i32>(flow, FLOW_firstSender);
  const seen = load<i32>(flow, FLOW_historySeen);
  const bit = 1 << (letter * 2 + (isFirst ? 0 : 1));
  if ((seen & bit) !== 0) return true;
  const length = load<i32>(flow, FLOW_historyLength);
  if (length >= LIMIT_lettersInRow) return false;
  store<i32>(flow, seen | bit, FLOW_historySeen);
  store<i32>(flow, length + 1, FLOW_historyLength);
  const word: usize = flow + (length < LIMIT_lettersInWord ? FLOW_history : FLOW_moreHistory);
  const code = isFirst ? letter + LIMIT_capital : letter;
  store<i32>(word, load<i32>(word) | (code << ((length % LIMIT_lettersInWord) * LETTER_BITS)));
  return true;
}

function letterOfSegment(): i32 {
  if ((segment.flags & FLAG_syn) !== 0) return (segment.flags & FLAG_ack) !== 0 ? LETTER_h : LETTER_s;
  if ((segment.flags & FLAG_fin) !== 0) return LETTER_f;
  return segment.payloadLength > 0 ? LETTER_d : LETTER_a;
}

/** Payload that comes next, of a connection to which nobody listens, is counted only. */
function deliver(side: i32): i32 {
  const flow = flowAt(side >> 1);
  const at = sideAt(side);
  const length = segment.payloadLength;
  const closing = load<i32>(flow, FLOW_closing) !== 0;
  if (load<i32>(flow, FLOW_appOpened) === 0 && (length > 0 || closing)) return OUTCOME_watched;
  const listened = load<i32>(flow, FLOW_listened) !== 0;
  const started = load<i32>(at, SIDE_streamStarted) !== 0;
  const start = (segment.flags & FLAG_syn) !== 0 ? segment.seq + 1 : segment.seq;
  if (length > 0) {
    if (listened || load<i32>(AT_state, STATE_wantsAll) !== 0) return OUTCOME_watched;
    if (segment.payloadKept < length) return OUTCOME_watched;
    if (load<i32>(at, SIDE_waits) !== WAITS_no) return waitToo(side, at, start, closing);
    if (started && start !== load<i32>(at, SIDE_streamNext)) return OUTCOME_watched;
  }
  if (closing && listened) return OUTCOME_watched;
  if (!started) {
    store<i32>(at, 1, SIDE_streamStarted);
    store<i32>(at, start, SIDE_streamNext);
  }
  if (length > 0) {
    const doubles = sideDoublesAt(side);
    store<i32>(at, start + length, SIDE_streamNext);
    store<f64>(doubles, load<f64>(doubles, SIDE_DOUBLE_bytes) + (length as f64), SIDE_DOUBLE_bytes);
  }
  if (closing) endSide(side, at);
  return OUTCOME_done;
}

/** Payload that follows the last that waits, behind a hole that nobody has acknowledged yet, is counted with it. */
function waitToo(side: i32, at: usize, start: i32, closing: bool): i32 {
  if (closing || load<i32>(at, SIDE_waits) !== WAITS_growing) return OUTCOME_watched;
  const from = load<i32>(at, SIDE_waitingFrom);
  const end = start + segment.payloadLength;
  // Numbers that lie 2^31 apart are each behind the other: what comes is not surely beyond the hole.
  if (start - load<i32>(at, SIDE_streamNext) <= 0) return OUTCOME_watched;
  if (start !== load<i32>(at, SIDE_waitingTo) || end - from > LIMIT_pendingBytes || end - from < 0)
    return OUTCOME_watched;
  const other = sideAt(side ^ 1);
  const isAcknowledged = load<i32>(other, SIDE_acknowledged) !== 0 && load<i32>(other, SIDE_highestAck) - from >= 0;
  if (isAcknowledged) return OUTCOME_watched;
  store<i32>(at, end, SIDE_waitingTo);
  return OUTCOME_done;
}

/** The side's FIN ends it as soon as everything before it was delivered. */
function endSide(side: i32, at: usize): void {
  const facts = factsAt(side);
  if (load<i32>(facts, FACT_finFrame) === 0 || load<i32>(facts, FACT_ended) !== 0) return;
  if (load<i32>(at, SIDE_streamNext) - load<i32>(facts, FACT_finSeq) >= 0) store<i32>(facts, 1, FACT_ended);
}
