/** Finds the connection of a packet, as `tcp/flow-table.ts` does, of IPv4 only. */
import {
  AT_slots,
  AT_state,
  AT_table,
  BYTES_slot,
  FACT_mss,
  FACT_windowScale,
  FLAG_ack,
  FLAG_syn,
  FLOW_client,
  FLOW_DOUBLE_firstNanoseconds,
  FLOW_DOUBLE_firstSeconds,
  FLOW_DOUBLE_lastTime,
  FLOW_firstFlags,
  FLOW_firstFrame,
  FLOW_firstSender,
  FLOW_hash,
  FLOW_highWord,
  FLOW_ipVersion,
  FLOW_lowWord,
  FLOW_ports,
  FLOW_rolesFrom,
  FLOW_stream,
  ROLES_FROM_syn,
  SCALE_unknown,
  SIDE_minWindow,
  SIDE_newest,
  SIDE_oldest,
  SIDE_ordered,
  SIDE_window,
  SIDE_windowShift,
  SLOT_hash,
  SLOT_row,
  STATE_firstRow,
  STATE_firstStream,
  STATE_mayOpen,
  STATE_opened,
  TABLE_last,
  TABLE_mask,
} from './places';
import { factsAt, flowAt, flowDoublesAt, sideAt } from './rows';
import * as segment from './segment';

export const NO_FLOW: i32 = -1;
const NO_SEGMENT: i32 = -1;

/** The number of the sender's side in the packet's flow, or `NO_FLOW`. */
export function findSide(): i32 {
  const sender = senderIndex();
  const last = load<i32>(AT_table, TABLE_last);
  if (last !== NO_FLOW && isFlow(last, sender)) return last * 2 + sender;
  const mask = load<i32>(AT_table, TABLE_mask);
  const hash = hashOfSegment();
  let slot = hash & mask;
  let row = rowIn(slot);
  while (row !== NO_FLOW && !(hashIn(slot) === hash && isFlow(row, sender))) {
    slot = (slot + 1) & mask;
    row = rowIn(slot);
  }
  if (row === NO_FLOW) return NO_FLOW;
  store<i32>(AT_table, row, TABLE_last);
  return row * 2 + sender;
}

function rowIn(slot: i32): i32 {
  return load<i32>(AT_slots + slot * BYTES_slot, SLOT_row) - 1;
}

function hashIn(slot: i32): i32 {
  return load<i32>(AT_slots + slot * BYTES_slot, SLOT_hash);
}

/**
 * Makes the flow of a SYN, of which `findSide` knew none, where the analyzer allows it: as `tcp/followed-flows.ts`. Returns
 * the number of the sender's side.
 */
export function openFlow(): i32 {
  const opened = load<i32>(AT_state, STATE_opened);
  if ((segment.flags & FLAG_syn) === 0 || opened >= load<i32>(AT_state, STATE_mayOpen)) return NO_FLOW;
  const row = load<i32>(AT_state, STATE_firstRow) + opened;
  const sender = senderIndex();
  const flow = flowAt(row);
  const hash = hashOfSegment();
  begin(row);
  const isLow = sender === 0;
  store<i32>(flow, 4, FLOW_ipVersion);
  store<i32>(flow, isLow ? segment.source : segment.destination, FLOW_lowWord);
  store<i32>(flow, isLow ? segment.destination : segment.source, FLOW_highWord);
  const low = isLow ? segment.sourcePort : segment.destinationPort;
  const high = isLow ? segment.destinationPort : segment.sourcePort;
  store<i32>(flow, (low << 16) | high, FLOW_ports);
  store<i32>(flow, load<i32>(AT_state, STATE_firstStream) + opened, FLOW_stream);
  store<i32>(flow, hash, FLOW_hash);
  store<i32>(flow, segment.number, FLOW_firstFrame);
  store<i32>(flow, segment.flags, FLOW_firstFlags);
  store<i32>(flow, sender, FLOW_firstSender);
  store<i32>(flow, (segment.flags & FLAG_ack) !== 0 ? 1 - sender : sender, FLOW_client);
  store<i32>(flow, ROLES_FROM_syn, FLOW_rolesFrom);
  const doubles = flowDoublesAt(row);
  store<f64>(doubles, segment.seconds, FLOW_DOUBLE_firstSeconds);
  store<f64>(doubles, segment.nanoseconds, FLOW_DOUBLE_firstNanoseconds);
  store<f64>(doubles, segment.time, FLOW_DOUBLE_lastTime);
  put(row, hash);
  store<i32>(AT_state, opened + 1, STATE_opened);
  return row * 2 + sender;
}

/** What does not begin as 0. */
function begin(row: i32): void {
  for (let side = row * 2; side < row * 2 + 2; side++) {
    const at = sideAt(side);
    store<i32>(at, -1, SIDE_window);
    store<i32>(at, SCALE_unknown, SIDE_windowShift);
    store<i32>(at, -1, SIDE_minWindow);
    store<i32>(at, NO_SEGMENT, SIDE_newest);
    store<i32>(at, NO_SEGMENT, SIDE_oldest);
    store<i32>(at, 1, SIDE_ordered);
    const facts = factsAt(side);
    store<i32>(facts, -1, FACT_mss);
    store<i32>(facts, -1, FACT_windowScale);
  }
}

/** There is none with this key. */
function put(row: i32, hash: i32): void {
  const mask = load<i32>(AT_table, TABLE_mask);
  let slot = hash & mask;
  while (rowIn(slot) !== NO_FLOW) slot = (slot + 1) & mask;
  const at: usize = AT_slots + slot * BYTES_slot;
  store<i32>(at, row + 1, SLOT_row);
  store<i32>(at, hash, SLOT_hash);
  store<i32>(AT_table, row, TABLE_last);
}

function senderIndex(): i32 {
  if (segment.source === segment.destination) return segment.sourcePort <= segment.destinationPort ? 0 : 1;
  return (segment.source as u32) < (segment.destination as u32) ? 0 : 1;
}

function hashOfSegment(): i32 {
  let hash = segment.source ^ segment.destination;
  hash = (hash ^ (hash >>> 15)) * 0x2c1b3c6d;
  const ports = segment.sourcePort ^ segment.destinationPort;
  hash ^= (ports + ((segment.sourcePort + segment.destinationPort) << 16)) * 0x297a2d39;
  hash = (hash ^ (hash >>> 13)) * 0x297a2d39;
  return hash ^ (hash >>> 16);
}

function isFlow(row: i32, sender: i32): bool {
  const at = flowAt(row);
  const isLow = sender === 0;
  const low = isLow ? segment.sourcePort : segment.destinationPort;
  const high = isLow ? segment.destinationPort : segment.sourcePort;
  if (load<i32>(at, FLOW_ports) !== ((low << 16) | high)) return false;
  if (load<i32>(at, FLOW_lowWord) !== (isLow ? segment.source : segment.destination)) return false;
  if (load<i32>(at, FLOW_highWord) !== (isLow ? segment.destination : segment.source)) return false;
  return load<i32>(at, FLOW_ipVersion) === 4;
}
