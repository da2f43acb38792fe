/** What acknowledgments tell: that they were delayed, that a retransmission was not needed, that a card cut a segment up. */
import type { Segment } from '../tcp/segment.ts';
import { type SequenceNumber, seqAdd, seqDiff } from '../tcp/sequence-number.ts';
import { FLAG } from '../wire/tcp.ts';
import { NONE, type RecentSegments } from './recent-segments.ts';
import { quickestAnswer } from './round-trips.ts';
import type { SideNotes } from './side-notes.ts';

const CONTROL = FLAG.syn | FLAG.fin | FLAG.rst;
/** Linux waits at least 40 ms, others 50 to 200; a little less allows for the clock. */
export const DELAYED_ACK_MIN_NS = 35_000_000;
/** RFC 9293 §3.8.6.3: less than 0.5 seconds. */
const DELAYED_ACK_MAX_NS = 500_000_000;
/** How much longer than this side's quickest answer. */
const DELAYED_ACK_BEYOND_NS = 25_000_000;
/** RFC 9293 §3.8.6.3: at least every second full-sized segment is acknowledged at once. */
const SEGMENTS_ACKNOWLEDGED_AT_ONCE = 2;
/** Super-segments behind the newest one in which an ACK may still fall. */
const MAX_SUPER_SEGMENTS = 16;

export function watchAck(segment: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const { frame, roundTrip } = segment;
  const pure = frame.payloadLength === 0 && (frame.flags & CONTROL) === 0;
  if (other.doubt !== null) resolveDoubt(segment, other);
  if (pure && other.oversized !== NONE) watchIntermediateAck(segment, own, other, recent);
  if (roundTrip < 0) return;
  if (pure && roundTrip >= DELAYED_ACK_MIN_NS) watchDelayedAck(segment, own, other, recent);
  if (own.minAckDelay < 0 || roundTrip < own.minAckDelay) own.minAckDelay = roundTrip;
}

/** RFC 9293 §3.8.6.3: an ACK that waited for company and went alone. */
function watchDelayedAck(segment: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const { frame, flow, roundTrip, time } = segment;
  const quickest = quickestAnswer(own.minAckDelay, flow);
  // The times of a long path differ more than those of a short one.
  const beyond = Math.max(DELAYED_ACK_BEYOND_NS, quickest / 2);
  if (quickest < 0 || roundTrip > quickest + DELAYED_ACK_MAX_NS || roundTrip < quickest + beyond) return;
  const ack = frame.ack as SequenceNumber;
  if (!own.started || ack !== other.nextSeq || !recent.holds(other.newest)) return;
  if (recent.length(other.newest) === 0 || (recent.flags(other.newest) & CONTROL) !== 0) return;
  if (wasSentAgain(segment, recent.time(other.newest))) return;
  const acknowledged = seqDiff(ack, own.lastAck);
  if (acknowledged <= 0 || acknowledged >= SEGMENTS_ACKNOWLEDGED_AT_ONCE * other.payloadLimit) return;
  own.note('delayed-ack', [frame.number], roundTrip);
  if (recent.length(other.newest) < other.payloadLimit) {
    other.specially().released = { frame: frame.number, time, delay: roundTrip };
  }
}

/**
 * RFC 6298 §3: the round trip counts from the first copy, which the receiver may never have had. A packet that was captured
 * twice comes twice at once, an ordinary one once: nearly all of the round trip lies behind its newest copy.
 */
function wasSentAgain({ time, roundTrip }: Segment, newestCopy: number): boolean {
  return time - newestCopy < roundTrip / 2;
}

/** RFC 3522 §3.2: the first ACK of a retransmitted segment echoes a timestamp from before the retransmission. */
function resolveDoubt({ frame, options }: Segment, other: SideNotes): void {
  const doubt = other.doubt!;
  if (seqDiff(frame.ack as SequenceNumber, doubt.seq) <= 0) return;
  other.specially().doubt = null;
  if (!options.hasTimestamps || ((options.timestampEcho - doubt.timestamp) | 0) >= 0) return;
  other.note('spurious-retransmission', [doubt.frame, frame.number], 0, 'timestamps');
}

/** RFC 2883 §4: the first block reports what arrived twice: it lies below the ACK, or within the second block. */
export function watchDuplicateSack(segment: Segment, other: SideNotes, recent: RecentSegments): void {
  const { frame, options } = segment;
  if (options.sackBlocks === 0) return;
  const left = options.sackEdges[0]! as SequenceNumber;
  const right = options.sackEdges[1]! as SequenceNumber;
  if (seqDiff(right, left) <= 0 || !isDuplicateBlock(segment, left, right)) return;
  const twice = (serial: number) =>
    recent.length(serial) > 0 &&
    seqDiff(recent.seq(serial) as SequenceNumber, right) < 0 &&
    seqDiff(seqAdd(recent.seq(serial) as SequenceNumber, recent.length(serial)), left) > 0;
  const newest = recent.find(other.newest, twice);
  if (newest === NONE || other.special?.resent.includes(recent.frame(newest)) !== true) return;
  other.note('spurious-retransmission', [recent.frame(newest), frame.number], 0, 'dsack');
}

function isDuplicateBlock({ frame, options }: Segment, left: SequenceNumber, right: SequenceNumber): boolean {
  if (seqDiff(right, frame.ack as SequenceNumber) <= 0) return true;
  if (options.sackBlocks < 2) return false;
  const outerLeft = options.sackEdges[2]! as SequenceNumber;
  const outerRight = options.sackEdges[3]! as SequenceNumber;
  return seqDiff(left, outerLeft) >= 0 && seqDiff(right, outerRight) <= 0;
}

/** The card cut a super-segment into segments, and the receiver acknowledges those. */
function watchIntermediateAck({ frame }: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const ack = frame.ack as SequenceNumber;
  if (ack === own.lastAck) return;
  let serial = other.newest;
  for (let steps = 0; steps < MAX_SUPER_SEGMENTS && recent.holds(serial); steps++) {
    const start = recent.seq(serial) as SequenceNumber;
    const length = recent.length(serial);
    if (length > other.payloadLimit && seqDiff(ack, start) > 0 && seqDiff(seqAdd(start, length), ack) > 0) {
      own.note('super-segment-acks', [recent.frame(serial), frame.number]);
      return;
    }
    serial = recent.older(serial);
  }
}
