/** What the analyzer calls: records of a capture file, as many as are ordinary, or one segment. */

import { swap32 } from './bytes';
import * as found from './counters';
import { findSide, NO_FLOW, openFlow } from './flow-table';
import { predict } from './header-prediction';
import { predictOpening } from './opening';
import {
  AT_state,
  AT_stateDoubles,
  FLAG_syn,
  OUTCOME_done,
  OUTCOME_notPredicted,
  OUTCOME_notTried,
  OUTCOME_watched,
  STATE_analysis,
  STATE_DOUBLE_firstNanoseconds,
  STATE_DOUBLE_firstSeconds,
  STATE_DOUBLE_nanoseconds,
  STATE_DOUBLE_roundTrip,
  STATE_DOUBLE_seconds,
  STATE_littleEndian,
  STATE_nanosecondsPerUnit,
  STATE_number,
  STATE_opened,
  STATE_outcome,
  STATE_pieceAt,
  STATE_recordHeaderLength,
  STATE_side,
  STATE_truncated,
} from './places';
import * as segment from './segment';
import { beginFrame, readPacket, readState, writeState } from './segment';
import { watch } from './watch';

/** Wireshark's limit. */
const MAX_PACKET_LENGTH: u32 = 262_144;
const NANOSECONDS_PER_SECOND: f64 = 1e9;

/**
 * Takes records of a pcap file of Ethernet from place `from` up to `to` of the piece, and returns the place behind the last
 * that it took: one that the applications don't know of yet, or the one before what is not ordinary, damaged, or cut. STATE
 * tells what became of that, and what was counted.
 */
export function takeRecords(from: usize, to: usize): usize {
  const piece = load<i32>(AT_state, STATE_pieceAt) as usize;
  return takeAll(piece + from, piece + to) - piece;
}

function takeAll(from: usize, to: usize): usize {
  const header = load<i32>(AT_state, STATE_recordHeaderLength) as usize;
  const little = load<i32>(AT_state, STATE_littleEndian) !== 0;
  const unit = load<i32>(AT_state, STATE_nanosecondsPerUnit) as f64;
  const firstSeconds = load<f64>(AT_stateDoubles, STATE_DOUBLE_firstSeconds);
  const firstNanoseconds = load<f64>(AT_stateDoubles, STATE_DOUBLE_firstNanoseconds);
  let number = load<i32>(AT_state, STATE_number);
  let truncated = 0;
  store<i32>(AT_state, 0, STATE_opened);
  let outcome = OUTCOME_notTried;
  let at = from;
  while (to - at >= header) {
    const captured = readWord(at + 8, little);
    const original = readWord(at + 12, little);
    if (captured > MAX_PACKET_LENGTH || to - at < header + captured) break;
    const seconds = readWord(at, little) as f64;
    const nanoseconds = (readWord(at + 4, little) as f64) * unit;
    const time = (seconds - firstSeconds) * NANOSECONDS_PER_SECOND + (nanoseconds - firstNanoseconds);
    beginFrame(number + 1, seconds, nanoseconds, time);
    outcome = takePacket(at + header, captured, original);
    if (outcome !== OUTCOME_done && outcome !== OUTCOME_watched) break;
    number++;
    if (captured < original) truncated++;
    at += header + captured;
    store<f64>(AT_stateDoubles, seconds, STATE_DOUBLE_seconds);
    store<f64>(AT_stateDoubles, nanoseconds, STATE_DOUBLE_nanoseconds);
    if (outcome === OUTCOME_watched) break;
    outcome = OUTCOME_notTried;
  }
  store<i32>(AT_state, number, STATE_number);
  store<i32>(AT_state, truncated, STATE_truncated);
  store<i32>(AT_state, outcome, STATE_outcome);
  return at;
}

/** Takes the segment that STATE tells of, of the sender's side; returns its OUTCOME. */
export function takeSegment(side: i32): i32 {
  if (!readState()) return OUTCOME_notPredicted;
  const outcome = takeRead(side);
  writeFindings(side);
  return outcome;
}

function takePacket(start: usize, captured: u32, original: u32): i32 {
  if (!readPacket(start, captured, original)) return OUTCOME_notTried;
  let side = findSide();
  if (side === NO_FLOW) side = openFlow();
  const outcome = side === NO_FLOW ? OUTCOME_notTried : takeRead(side);
  if (outcome === OUTCOME_done) return outcome;
  writeState();
  writeFindings(side);
  return outcome;
}

function takeRead(side: i32): i32 {
  const isPredicted = (segment.flags & FLAG_syn) !== 0 ? predictOpening(side) : predict(side);
  return isPredicted ? watch(side) : OUTCOME_notPredicted;
}

function writeFindings(side: i32): void {
  store<i32>(AT_state, side, STATE_side);
  store<i32>(AT_state, found.analysis, STATE_analysis);
  store<f64>(AT_stateDoubles, found.roundTrip, STATE_DOUBLE_roundTrip);
}

function readWord(at: usize, little: bool): u32 {
  const word = load<i32>(at);
  return (little ? word : swap32(word)) as u32;
}
