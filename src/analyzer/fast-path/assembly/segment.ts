/** The segment at hand, as `wire/frame.ts` and `wire/tcp-options.ts` have it, and how it is read where headers are plain. */

import { read16, read32 } from './bytes';
import {
  AT_state,
  AT_stateDoubles,
  FLAG_ack,
  FLAG_fin,
  FLAG_rst,
  FLAG_syn,
  STATE_ack,
  STATE_addressSum,
  STATE_checksum,
  STATE_DOUBLE_nanoseconds,
  STATE_DOUBLE_seconds,
  STATE_DOUBLE_time,
  STATE_destination,
  STATE_flags,
  STATE_headerAt,
  STATE_headerLength,
  STATE_ipId,
  STATE_networkAt,
  STATE_number,
  STATE_payloadKept,
  STATE_payloadLength,
  STATE_pieceAt,
  STATE_ports,
  STATE_seq,
  STATE_source,
  STATE_timeToLive,
  STATE_window,
} from './places';

const ETHERNET_HEADER: usize = 14;
const ETHER_TYPE_IPV4: i32 = 0x0800;
const IPV4_MIN_HEADER: i32 = 20;
const FRAGMENT_BITS: i32 = 0x3fff;
const TCP_PROTOCOL: i32 = 6;
const TCP_MIN_HEADER: i32 = 20;
/** A packet that claims to be longer is left to who counts in doubles. */
const MAX_LENGTH: u32 = 1 << 24;

/** What the rules look at first; PSH, URG and those of ECN tell them nothing. */
export const JUDGED_FLAGS: i32 = FLAG_syn | FLAG_fin | FLAG_rst | FLAG_ack;

const OPTION_END: i32 = 0;
const OPTION_NO_OPERATION: i32 = 1;
const OPTION_MSS: i32 = 2;
const OPTION_WINDOW_SCALE: i32 = 3;
const OPTION_SACK_PERMITTED: i32 = 4;
const OPTION_SACK: i32 = 5;
const OPTION_TIMESTAMPS: i32 = 8;
/** RFC 7323 appendix A: two no-operations, then timestamps, as a little-endian reader sees them. */
const ALIGNED_TIMESTAMPS: i32 = 0x0a08_0101;
const ALIGNED_TIMESTAMPS_LENGTH: i32 = 12;

export let number: i32 = 0;
export let seconds: f64 = 0;
export let nanoseconds: f64 = 0;
/** Nanoseconds since the first packet of the capture. */
export let time: f64 = 0;
export let source: i32 = 0;
export let destination: i32 = 0;
export let sourcePort: i32 = 0;
export let destinationPort: i32 = 0;
export let ipId: i32 = 0;
export let timeToLive: i32 = 0;
export let seq: i32 = 0;
export let ack: i32 = 0;
export let flags: i32 = 0;
export let window: i32 = 0;
export let checksum: i32 = 0;
export let networkAt: usize = 0;
export let headerAt: usize = 0;
export let headerLength: i32 = 0;
export let payloadLength: i32 = 0;
export let payloadKept: i32 = 0;
/** The checksum's sum of both addresses and the protocol; -1 where it was not worked out. */
export let addressSum: i32 = -1;
/** Of a SYN. */
export let mss: i32 = -1;
export let windowScale: i32 = -1;
export let sackPermitted: i32 = 0;
export let hasTimestamps: i32 = 0;

/** The segment at hand comes in this frame, at this time. */
export function beginFrame(frame: i32, atSeconds: f64, andNanoseconds: f64, sinceFirst: f64): void {
  number = frame;
  seconds = atSeconds;
  nanoseconds = andNanoseconds;
  time = sinceFirst;
}

/** False where it is no TCP over whole IPv4 over Ethernet, or where there is anything odd about it. */
export function readPacket(start: usize, captured: u32, original: u32): bool {
  if (original > MAX_LENGTH || captured < (ETHERNET_HEADER as u32) + IPV4_MIN_HEADER + TCP_MIN_HEADER) return false;
  if (read16(start + 12) !== ETHER_TYPE_IPV4) return false;
  const ip = start + ETHERNET_HEADER;
  const first = load<u8>(ip) as i32;
  const ipHeader = (first & 0x0f) * 4;
  const total = read16(ip + 2);
  if (first >> 4 !== 4 || ipHeader < IPV4_MIN_HEADER || total < ipHeader) return false;
  if ((read16(ip + 6) & FRAGMENT_BITS) !== 0 || (load<u8>(ip, 9) as i32) !== TCP_PROTOCOL) return false;
  let end = start + max(captured, original);
  if (ip + total < end) end = ip + total;
  let kept = start + captured;
  if (kept > end) kept = end;
  const tcp = ip + ipHeader;
  if (tcp + TCP_MIN_HEADER > kept) return false;
  const offsetAndFlags = read16(tcp + 12);
  const header = (offsetAndFlags >> 12) * 4;
  if (header < TCP_MIN_HEADER || tcp + header > kept) return false;
  source = read32(ip + 12);
  destination = read32(ip + 16);
  networkAt = ip;
  ipId = read16(ip + 4);
  timeToLive = load<u8>(ip, 8) as i32;
  sourcePort = read16(tcp);
  destinationPort = read16(tcp + 2);
  seq = read32(tcp + 4);
  ack = read32(tcp + 8);
  flags = offsetAndFlags & 0x1ff;
  window = read16(tcp + 14);
  checksum = read16(tcp + 16);
  headerAt = tcp;
  headerLength = header;
  payloadLength = ((end - tcp) as i32) - header;
  payloadKept = ((kept - tcp) as i32) - header;
  addressSum = -1;
  return readOptions();
}

/** Leaves the segment to somebody else; places are counted from where the piece lies. */
export function writeState(): void {
  const piece = load<i32>(AT_state, STATE_pieceAt);
  store<i32>(AT_state, (networkAt as i32) - piece, STATE_networkAt);
  store<i32>(AT_state, source, STATE_source);
  store<i32>(AT_state, destination, STATE_destination);
  store<i32>(AT_state, (sourcePort << 16) | destinationPort, STATE_ports);
  store<i32>(AT_state, seq, STATE_seq);
  store<i32>(AT_state, ack, STATE_ack);
  store<i32>(AT_state, flags, STATE_flags);
  store<i32>(AT_state, window, STATE_window);
  store<i32>(AT_state, checksum, STATE_checksum);
  store<i32>(AT_state, ipId, STATE_ipId);
  store<i32>(AT_state, timeToLive, STATE_timeToLive);
  store<i32>(AT_state, (headerAt as i32) - piece, STATE_headerAt);
  store<i32>(AT_state, headerLength, STATE_headerLength);
  store<i32>(AT_state, payloadLength, STATE_payloadLength);
  store<i32>(AT_state, payloadKept, STATE_payloadKept);
}

/** Takes the segment that somebody else has read. */
export function readState(): bool {
  number = load<i32>(AT_state, STATE_number);
  seconds = load<f64>(AT_stateDoubles, STATE_DOUBLE_seconds);
  nanoseconds = load<f64>(AT_stateDoubles, STATE_DOUBLE_nanoseconds);
  time = load<f64>(AT_stateDoubles, STATE_DOUBLE_time);
  seq = load<i32>(AT_state, STATE_seq);
  ack = load<i32>(AT_state, STATE_ack);
  flags = load<i32>(AT_state, STATE_flags);
  window = load<i32>(AT_state, STATE_window);
  checksum = load<i32>(AT_state, STATE_checksum);
  ipId = load<i32>(AT_state, STATE_ipId);
  timeToLive = load<i32>(AT_state, STATE_timeToLive);
  headerAt = (load<i32>(AT_state, STATE_pieceAt) + load<i32>(AT_state, STATE_headerAt)) as usize;
  headerLength = load<i32>(AT_state, STATE_headerLength);
  payloadLength = load<i32>(AT_state, STATE_payloadLength);
  payloadKept = load<i32>(AT_state, STATE_payloadKept);
  addressSum = load<i32>(AT_state, STATE_addressSum);
  return readOptions();
}

/** False where there is a SACK option: those are judged by the rules. */
function readOptions(): bool {
  const length = headerLength - TCP_MIN_HEADER;
  const isSyn = (flags & FLAG_syn) !== 0;
  if (isSyn) {
    mss = -1;
    windowScale = -1;
    sackPermitted = 0;
    hasTimestamps = 0;
  }
  if (length === 0) return true;
  let at = headerAt + TCP_MIN_HEADER;
  if (length === ALIGNED_TIMESTAMPS_LENGTH && load<i32>(at) === ALIGNED_TIMESTAMPS) {
    if (isSyn) hasTimestamps = 1;
    return true;
  }
  const end = at + length;
  while (at < end) {
    const kind = load<u8>(at) as i32;
    if (kind === OPTION_END) return true;
    if (kind === OPTION_NO_OPERATION) {
      at++;
      continue;
    }
    const size = at + 1 < end ? (load<u8>(at, 1) as i32) : 0;
    if (size < 2 || at + size > end) return true;
    if (kind === OPTION_SACK) return false;
    if (isSyn) readOption(kind, at + 2, size - 2);
    at += size;
  }
  return true;
}

function readOption(kind: i32, at: usize, length: i32): void {
  if (kind === OPTION_MSS && length === 2) mss = read16(at);
  else if (kind === OPTION_WINDOW_SCALE && length === 1) windowScale = load<u8>(at) as i32;
  else if (kind === OPTION_SACK_PERMITTED) sackPermitted = length === 0 ? 1 : 0;
  else if (kind === OPTION_TIMESTAMPS && length === 8) hasTimestamps = 1;
}
