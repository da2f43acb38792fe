/**
 * The common case in one go, as in TCP implementations since Van Jacobson's header prediction (4.3BSD Reno, 1990): a segment
 * in order, of which no rule of `tcp/sequence-analysis.ts` has anything to say. What it changes is what the rules,
 * `tcp/streams.ts`, `tcp/counters.ts` and `tcp/lifecycle.ts` would: the tests compare both ways.
 */

import { judge, measure, notePacket } from './counters';
import {
  ANALYSIS_duplicate_ack,
  ANALYSIS_keep_alive,
  COMPLETENESS_ack,
  COMPLETENESS_data,
  COMPLETENESS_fin,
  FACT_finAckFrame,
  FACT_finBits,
  FACT_finFrame,
  FACT_finLastSeq,
  FACT_finSeq,
  FACT_isn,
  FACT_synAckSent,
  FIN_acknowledgesFin,
  FIN_ackWithData,
  FIN_withData,
  FLAG_ack,
  FLAG_fin,
  FLOW_ackFrame,
  FLOW_closing,
  FLOW_completeness,
  FLOW_DOUBLE_initialRoundTrip,
  FLOW_DOUBLE_synTime,
  FLOW_duplicateAcks,
  FLOW_sawFinAck,
  FLOW_synAckFrame,
  FLOW_synTimed,
  SCALE_unknown,
  SIDE_acknowledged,
  SIDE_baseKnown,
  SIDE_DOUBLE_lastAckTime,
  SIDE_DOUBLE_nextSeqTime,
  SIDE_duplicateAcks,
  SIDE_firstAck,
  SIDE_hasSack,
  SIDE_highestAck,
  SIDE_lastAck,
  SIDE_lastFlags,
  SIDE_lastLength,
  SIDE_maxBytesInFlight,
  SIDE_maxSeqToBeAcked,
  SIDE_maxWindow,
  SIDE_minWindow,
  SIDE_nextSeq,
  SIDE_window,
  SIDE_windowShift,
} from './places';
import { factsAt, flowAt, flowDoublesAt, sideAt, sideDoublesAt } from './rows';
import * as segment from './segment';
import { addUnacked } from './unacked-segments';

const FIN_ACK: i32 = FLAG_fin | FLAG_ack;

/** Takes a segment without SYN into the state of its connection; false when it has changed nothing. `side` is the sender's number. */
export function predict(side: i32): bool {
  const fwd = sideAt(side);
  const rev = sideAt(side ^ 1);
  const flow = flowAt(side >> 1);
  const ownFacts = factsAt(side);
  const seq = segment.seq;
  const ack = segment.ack;
  const window = segment.window;
  const length = segment.payloadLength;
  const time = segment.time;
  // In order, with nothing but ACK and perhaps PSH, or with its side's first FIN.
  const closes = (segment.flags & segment.JUDGED_FLAGS) === FIN_ACK;
  if (closes ? load<i32>(ownFacts, FACT_finFrame) !== 0 : (segment.flags & segment.JUDGED_FLAGS) !== FLAG_ack)
    return false;
  if (window === 0 || load<i32>(rev, SIDE_window) === 0) return false;
  if (seq !== load<i32>(fwd, SIDE_nextSeq) || seq === 0 || load<i32>(rev, SIDE_baseKnown) === 0) return false;
  // It acknowledges what was sent.
  const sent = load<i32>(rev, SIDE_maxSeqToBeAcked);
  if (sent !== 0 && sent - ack < 0) return false;
  if (length > 0) {
    const lastAck = load<i32>(rev, SIDE_lastAck);
    if (lastAck !== 0 && seq + length - lastAck <= 0) return false;
    if (fillsWindow(rev, seq, length)) return false;
  }
  const repeats = length === 0 && !closes && ack === load<i32>(fwd, SIDE_lastAck);
  if (repeats && !isDuplicateAck(fwd, rev)) return false;

  judge(repeats ? ANALYSIS_duplicate_ack : 0);
  if (length > 0 || closes) send(side, fwd, rev, closes);
  const most = load<i32>(fwd, SIDE_maxSeqToBeAcked);
  if (seq === most || most === 0) store<i32>(fwd, load<i32>(fwd, SIDE_nextSeq), SIDE_maxSeqToBeAcked);
  if (repeats) {
    store<i32>(fwd, load<i32>(fwd, SIDE_duplicateAcks) + 1, SIDE_duplicateAcks);
    store<i32>(flow, load<i32>(flow, FLOW_duplicateAcks) + 1, FLOW_duplicateAcks);
  } else if (ack !== load<i32>(fwd, SIDE_lastAck)) store<i32>(fwd, 0, SIDE_duplicateAcks);
  store<i32>(fwd, ack, SIDE_lastAck);
  store<f64>(sideDoublesAt(side), time, SIDE_DOUBLE_lastAckTime);
  store<i32>(fwd, window, SIDE_window);
  store<i32>(fwd, repeats ? ANALYSIS_duplicate_ack : 0, SIDE_lastFlags);
  store<i32>(fwd, 0, SIDE_hasSack);
  store<i32>(fwd, 0, SIDE_firstAck);
  if (load<i32>(fwd, SIDE_acknowledged) === 0 || ack - load<i32>(fwd, SIDE_highestAck) > 0) {
    store<i32>(fwd, ack, SIDE_highestAck);
  }
  store<i32>(fwd, 1, SIDE_acknowledged);
  const shift = load<i32>(fwd, SIDE_windowShift);
  const scaled = shift > 0 ? window << shift : window;
  const least = load<i32>(fwd, SIDE_minWindow);
  if (least < 0 || scaled < least) store<i32>(fwd, scaled, SIDE_minWindow);
  if (scaled > load<i32>(fwd, SIDE_maxWindow)) store<i32>(fwd, scaled, SIDE_maxWindow);

  notePacket(side, fwd, flow);
  const completeness = load<i32>(flow, FLOW_completeness);
  store<i32>(flow, completeness | (length > 0 ? COMPLETENESS_data : COMPLETENESS_ack), FLOW_completeness);
  if (load<i32>(flow, FLOW_ackFrame) === 0) noteHandshakeAck(side, flow);
  if (load<i32>(flow, FLOW_closing) !== 0) noteAckOfFin(factsAt(side ^ 1));
  if (closes) close(side, flow);
  noteInitialRoundTrip(side, flow);
  measure(side, flow);
  return true;
}

/** Of a pure ACK with the acknowledgment number of the one before it: neither a window update nor an answer to a keep-alive. */
function isDuplicateAck(fwd: usize, rev: usize): bool {
  if (segment.window !== load<i32>(fwd, SIDE_window)) return false;
  return (load<i32>(rev, SIDE_lastFlags) & ANALYSIS_keep_alive) === 0;
}

/** Data, or a FIN, goes to those that are not yet acknowledged. */
function send(side: i32, fwd: usize, rev: usize, closes: bool): void {
  const seq = segment.seq;
  const length = segment.payloadLength;
  let end = seq + length;
  if (addUnacked(side, seq, closes ? end + 1 : end, segment.time) && closes) end++;
  if (end !== seq) {
    store<i32>(fwd, end, SIDE_nextSeq);
    store<f64>(sideDoublesAt(side), segment.time, SIDE_DOUBLE_nextSeqTime);
  }
  if (length === 0) return;
  store<i32>(fwd, length, SIDE_lastLength);
  if (load<i32>(rev, SIDE_acknowledged) === 0) return;
  const inFlight = end - load<i32>(rev, SIDE_lastAck);
  if (inFlight > load<i32>(fwd, SIDE_maxBytesInFlight)) store<i32>(fwd, inFlight, SIDE_maxBytesInFlight);
}

function fillsWindow(rev: usize, seq: i32, length: i32): bool {
  const windowShift = load<i32>(rev, SIDE_windowShift);
  if (windowShift === SCALE_unknown) return false;
  const shift = load<i32>(rev, SIDE_firstAck) !== 0 || windowShift < 0 ? 0 : windowShift;
  return seq + length === load<i32>(rev, SIDE_lastAck) + (load<i32>(rev, SIDE_window) << shift);
}

function close(side: i32, flow: usize): void {
  const own = factsAt(side);
  const seq = segment.seq + segment.payloadLength;
  const acknowledges = load<i32>(factsAt(side ^ 1), FACT_finAckFrame) === segment.number;
  store<i32>(flow, load<i32>(flow, FLOW_completeness) | COMPLETENESS_fin, FLOW_completeness);
  store<i32>(flow, 1, FLOW_sawFinAck);
  store<i32>(own, segment.number, FACT_finFrame);
  store<i32>(own, seq, FACT_finSeq);
  store<i32>(own, seq, FACT_finLastSeq);
  const withData = segment.payloadLength > 0 ? FIN_withData : 0;
  store<i32>(own, withData | (acknowledges ? FIN_acknowledgesFin : 0), FACT_finBits);
  store<i32>(flow, 1, FLOW_closing);
}

function noteHandshakeAck(side: i32, flow: usize): void {
  if (load<i32>(flow, FLOW_synAckFrame) === 0) return;
  const receiver = factsAt(side ^ 1);
  if (load<i32>(receiver, FACT_synAckSent) === 0) return;
  if (segment.ack - load<i32>(receiver, FACT_isn) > 0) store<i32>(flow, segment.number, FLOW_ackFrame);
}

function noteAckOfFin(facts: usize): void {
  if (load<i32>(facts, FACT_finFrame) === 0 || load<i32>(facts, FACT_finAckFrame) !== 0) return;
  if (segment.ack - (load<i32>(facts, FACT_finSeq) + 1) < 0) return;
  store<i32>(facts, segment.number, FACT_finAckFrame);
  if (segment.payloadLength > 0) store<i32>(facts, load<i32>(facts, FACT_finBits) | FIN_ackWithData, FACT_finBits);
}

function noteInitialRoundTrip(side: i32, flow: usize): void {
  const doubles = flowDoublesAt(side >> 1);
  if (load<f64>(doubles, FLOW_DOUBLE_initialRoundTrip) !== 0 || load<i32>(flow, FLOW_synTimed) === 0) return;
  store<f64>(doubles, segment.time - load<f64>(doubles, FLOW_DOUBLE_synTime), FLOW_DOUBLE_initialRoundTrip);
}
