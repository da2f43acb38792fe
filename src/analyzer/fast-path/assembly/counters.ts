/** What is found, counted and measured of a segment that is predicted, as in `tcp/counters.ts`. */
import {
  FLOW_DOUBLE_lastNanoseconds,
  FLOW_DOUBLE_lastSeconds,
  FLOW_DOUBLE_lastTime,
  FLOW_DOUBLE_longestIdle,
  FLOW_DOUBLE_rttMax,
  FLOW_DOUBLE_rttMin,
  FLOW_DOUBLE_rttSum,
  FLOW_lastFrame,
  FLOW_packets,
  FLOW_rttCount,
  SIDE_packets,
} from './places';
import { flowDoublesAt } from './rows';
import * as segment from './segment';
import { acknowledge } from './unacked-segments';

/** Its verdicts, as ANALYSIS bits, and the round trip that it gave in nanoseconds, -1 for none. */
export let analysis: i32 = 0;
export let roundTrip: f64 = -1;

export function judge(verdicts: i32): void {
  analysis = verdicts;
  roundTrip = -1;
}

export function notePacket(side: i32, fwd: usize, flow: usize): void {
  const doubles = flowDoublesAt(side >> 1);
  store<i32>(fwd, load<i32>(fwd, SIDE_packets) + 1, SIDE_packets);
  store<i32>(flow, load<i32>(flow, FLOW_packets) + 1, FLOW_packets);
  store<i32>(flow, segment.number, FLOW_lastFrame);
  store<f64>(doubles, segment.seconds, FLOW_DOUBLE_lastSeconds);
  store<f64>(doubles, segment.nanoseconds, FLOW_DOUBLE_lastNanoseconds);
  const idle = segment.time - load<f64>(doubles, FLOW_DOUBLE_lastTime);
  if (idle > load<f64>(doubles, FLOW_DOUBLE_longestIdle)) store<f64>(doubles, idle, FLOW_DOUBLE_longestIdle);
  store<f64>(doubles, segment.time, FLOW_DOUBLE_lastTime);
}

/** The round trip that the acknowledgment gives. */
export function measure(side: i32, flow: usize): void {
  roundTrip = acknowledge(side ^ 1, segment.ack, segment.time);
  if (roundTrip < 0) roundTrip = -1;
  else noteRoundTrip(side, flow);
}

function noteRoundTrip(side: i32, flow: usize): void {
  const doubles = flowDoublesAt(side >> 1);
  const count = load<i32>(flow, FLOW_rttCount);
  if (count === 0 || roundTrip < load<f64>(doubles, FLOW_DOUBLE_rttMin)) {
    store<f64>(doubles, roundTrip, FLOW_DOUBLE_rttMin);
  }
  if (roundTrip > load<f64>(doubles, FLOW_DOUBLE_rttMax)) store<f64>(doubles, roundTrip, FLOW_DOUBLE_rttMax);
  store<f64>(doubles, load<f64>(doubles, FLOW_DOUBLE_rttSum) + roundTrip, FLOW_DOUBLE_rttSum);
  store<i32>(flow, count + 1, FLOW_rttCount);
}
