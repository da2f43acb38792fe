/** How a connection opens: a SYN that comes first, and the SYN+ACK that comes second. Nothing is known that they could contradict. */

import { judge, measure, notePacket } from './counters';
import {
  COMPLETENESS_syn,
  COMPLETENESS_synAck,
  FACT_isn,
  FACT_mss,
  FACT_opened,
  FACT_openingWindow,
  FACT_optionsCut,
  FACT_sackPermitted,
  FACT_synAckSent,
  FACT_synSent,
  FACT_timestamps,
  FACT_windowScale,
  FLAG_ack,
  FLAG_syn,
  FLOW_closing,
  FLOW_completeness,
  FLOW_DOUBLE_synTime,
  FLOW_packets,
  FLOW_sawFinAck,
  FLOW_sawReset,
  FLOW_synAckFrame,
  FLOW_synFrame,
  FLOW_synTimed,
  SCALE_unknown,
  SCALE_unused,
  SIDE_acknowledged,
  SIDE_base,
  SIDE_baseKnown,
  SIDE_DOUBLE_lastAckTime,
  SIDE_DOUBLE_nextSeqTime,
  SIDE_firstAck,
  SIDE_highestAck,
  SIDE_lastAck,
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

const SYN_ACK: i32 = FLAG_syn | FLAG_ack;
/** RFC 7323 §2.3. */
const MAX_WINDOW_SHIFT: i32 = 14;

/** Takes a segment with SYN into the state of its connection; false when it has changed nothing. `side` is the sender's number. */
export function predictOpening(side: i32): bool {
  const fwd = sideAt(side);
  const rev = sideAt(side ^ 1);
  const flow = flowAt(side >> 1);
  const seq = segment.seq;
  const ack = segment.ack;
  const answers = (segment.flags & segment.JUDGED_FLAGS) === SYN_ACK;
  if (!answers && (segment.flags & segment.JUDGED_FLAGS) !== FLAG_syn) return false;
  if (segment.payloadLength > 0 || load<i32>(fwd, SIDE_baseKnown) !== 0) return false;
  if (answers) {
    const sent = load<i32>(rev, SIDE_maxSeqToBeAcked);
    if (load<i32>(flow, FLOW_synFrame) === 0 || load<i32>(flow, FLOW_packets) !== 1) return false;
    if (load<i32>(flow, FLOW_closing) !== 0) return false;
    if (sent !== 0 && sent - ack < 0) return false;
  } else if (load<i32>(rev, SIDE_baseKnown) !== 0) return false;

  store<i32>(fwd, 1, SIDE_baseKnown);
  store<i32>(fwd, seq, SIDE_base);
  noteSyn(side, flow, answers);
  const end = addUnacked(side, seq, seq + 1, segment.time) ? seq + 1 : seq;
  const doubles = sideDoublesAt(side);
  store<i32>(fwd, end, SIDE_nextSeq);
  store<i32>(fwd, end, SIDE_maxSeqToBeAcked);
  store<f64>(doubles, segment.time, SIDE_DOUBLE_nextSeqTime);
  store<i32>(fwd, ack, SIDE_lastAck);
  store<f64>(doubles, segment.time, SIDE_DOUBLE_lastAckTime);
  store<i32>(fwd, segment.window, SIDE_window);
  store<i32>(fwd, segment.window, SIDE_minWindow);
  store<i32>(fwd, segment.window, SIDE_maxWindow);
  takeWindowScale(fwd, rev, answers);
  notePacket(side, fwd, flow);
  noteOpening(side, answers);
  store<i32>(flow + (answers ? FLOW_synAckFrame : FLOW_synFrame), segment.number);
  judge(0);
  if (!answers) return true;
  store<i32>(fwd, ack, SIDE_highestAck);
  store<i32>(fwd, 1, SIDE_acknowledged);
  measure(side, flow);
  return true;
}

function noteSyn(side: i32, flow: usize, answers: bool): void {
  if (answers) {
    store<i32>(flow, load<i32>(flow, FLOW_completeness) | COMPLETENESS_synAck, FLOW_completeness);
    return;
  }
  if (load<i32>(flow, FLOW_packets) === 0) {
    store<i32>(flow, COMPLETENESS_syn, FLOW_completeness);
    store<i32>(flow, 0, FLOW_sawReset);
    store<i32>(flow, 0, FLOW_sawFinAck);
  }
  store<f64>(flowDoublesAt(side >> 1), segment.time, FLOW_DOUBLE_synTime);
  // For Wireshark, 1970-01-01 00:00:00 is no time; test tools write it.
  store<i32>(flow, segment.seconds !== 0 || segment.nanoseconds !== 0 ? 1 : 0, FLOW_synTimed);
}

/** RFC 7323 §2.2: scaling is used only when both SYNs carry the option. */
function takeWindowScale(fwd: usize, rev: usize, answers: bool): void {
  store<i32>(fwd, 1, SIDE_firstAck);
  if (segment.windowScale < 0) {
    if (load<i32>(fwd, SIDE_windowShift) !== SCALE_unknown) return;
    store<i32>(fwd, SCALE_unused, SIDE_windowShift);
    store<i32>(rev, SCALE_unused, SIDE_windowShift);
  } else if (answers && load<i32>(rev, SIDE_windowShift) === SCALE_unused) {
    store<i32>(fwd, SCALE_unused, SIDE_windowShift);
  } else {
    store<i32>(fwd, min(segment.windowScale, MAX_WINDOW_SHIFT), SIDE_windowShift);
  }
}

/** Keeps what the side's first SYN or SYN+ACK offers. */
function noteOpening(side: i32, answers: bool): void {
  const own = factsAt(side);
  store<i32>(own + (answers ? FACT_synAckSent : FACT_synSent), 1);
  store<i32>(own, 1, FACT_opened);
  store<i32>(own, segment.seq, FACT_isn);
  store<i32>(own, segment.window, FACT_openingWindow);
  store<i32>(own, segment.mss, FACT_mss);
  store<i32>(own, segment.windowScale, FACT_windowScale);
  store<i32>(own, segment.sackPermitted, FACT_sackPermitted);
  store<i32>(own, segment.hasTimestamps, FACT_timestamps);
  store<i32>(own, 0, FACT_optionsCut);
}
