/**
 * What Wireshark calls a retransmission, and what it is: a copy that the capture took twice, a first copy that came late,
 * an opening that crossed another, or bytes that really were sent again.
 */
import { ANALYSIS } from '../tcp/analysis-flags.ts';
import type { Segment } from '../tcp/segment.ts';
import { type SequenceNumber, seqAdd, seqDiff } from '../tcp/sequence-number.ts';
import { FLAG } from '../wire/tcp.ts';
import { isChecksumRight } from './checksums.ts';
import { isCopy, type Sighting } from './copies.ts';
import { MAX_HOLES } from './payload.ts';
import { NONE, type RecentSegments } from './recent-segments.ts';
import type { SideNotes } from './side-notes.ts';
import type { Hole, ResentCause } from './special-notes.ts';

const RESENT = ANALYSIS.retransmission | ANALYSIS.out_of_order;
/** Frames of retransmissions kept for a DSACK to point at. */
const MAX_RESENT = 1024;
/** Transmissions of the same bytes kept of one silence. */
const MAX_SILENT_TRANSMISSIONS = 64;
/** Linux's shortest retransmission timeout (RFC 6298 §2.4 asks for a second). */
export const SHORTEST_TIMEOUT_NS = 200_000_000;
/** RFC 9293 §3.8.3: a connection is given up within minutes. What is seen again after a day comes from another capture. */
const LONGEST_WAIT_NS = 86_400_000_000_000;
/** IP identifications of one side's packets that lie further apart say nothing about their order. */
const MAX_ID_DISTANCE = 1000;

/** True when the segment is a second copy of one captured before: then nothing else is to be concluded from it. */
export function watchResent(seen: Sighting): boolean {
  const { frame, analysis } = seen.segment;
  if (isCopy(seen)) return true;
  if ((analysis & RESENT) === 0) return false;
  if ((frame.flags & FLAG.syn) !== 0) watchSynAgain(seen);
  else if (frame.payloadLength > 0) watchDataAgain(seen);
  return false;
}

/** RFC 9293 §3.5, figure 7: each side's SYN is sent once more, as SYN+ACK, because the two crossed. */
function watchSynAgain({ segment: { frame, sender }, own, recent }: Sighting): void {
  const synAck = FLAG.syn | FLAG.ack;
  if ((frame.flags & synAck) !== synAck || !sender.synSent) return;
  const before = recent.find(own.newest, (at) => (recent.flags(at) & synAck) === synAck);
  if (before === NONE) own.note('simultaneous-open-not-retransmission', [frame.number]);
}

function watchDataAgain(seen: Sighting): void {
  const { segment, own, recent } = seen;
  const { frame } = segment;
  if (isNeverSeen(segment)) {
    watchFirstCopy(seen);
    return;
  }
  const start = frame.seq as SequenceNumber;
  const end = seqAdd(start, frame.payloadLength);
  const before = recent.find(
    own.newest,
    (at) =>
      recent.length(at) > 0 &&
      seqDiff(recent.seq(at) as SequenceNumber, end) < 0 &&
      seqDiff(seqAdd(recent.seq(at) as SequenceNumber, recent.length(at)), start) > 0,
  );
  if (before === NONE) return;
  // Other bytes are no repetition that could tell of a loss.
  if (watchContent(seen)) return;
  if ((segment.analysis & ANALYSIS.retransmission) !== 0) noteRetransmission(seen, before);
}

/** True when another segment with this sequence number carried other bytes. */
function watchContent({ segment: { frame }, serial, own, recent }: Sighting): boolean {
  const isRight = isChecksumRight(frame, own);
  const different = recent.find(
    own.newest,
    (at) => recent.seq(at) === frame.seq && recent.length(at) > 0 && recent.payloadsDiffer(at, serial, isRight),
  );
  if (different === NONE) return false;
  own.note('inconsistent-retransmission', [recent.frame(different), frame.number]);
  return true;
}

/** `before` is the latest segment with some of the same bytes. */
function noteRetransmission(seen: Sighting, before: number): void {
  const { segment, own, recent } = seen;
  const { frame, options, receiver, analysis, time } = segment;
  const special = own.specially();
  if (special.resent.length < MAX_RESENT) special.resent.push(frame.number);
  if (special.doubt === null && options.hasTimestamps && receiver.acknowledged && receiver.highestAck === frame.seq) {
    special.doubt = {
      frame: frame.number,
      seq: frame.seq as SequenceNumber,
      timestamp: options.timestampValue,
    };
  }
  if ((analysis & ANALYSIS.spurious_retransmission) !== 0) return;
  // Where the clock of the capture stands still or goes back, it says nothing of a loss.
  if (time <= recent.time(before)) return;
  const waited = time - recent.time(before);
  if (waited > LONGEST_WAIT_NS) return;
  special.noteLoss({ before: recent.frame(before), again: frame.number, waited, how: causeOf(segment, waited) });
  noteSilence(seen, before);
}

function causeOf({ analysis, receiver, time }: Segment, waited: number): ResentCause {
  if ((analysis & ANALYSIS.fast_retransmission) !== 0) return 'fast';
  // RFC 6675 §5: in recovery, each ACK that reports by SACK what arrived makes the sender fill the next hole.
  if (receiver.hasSack && time - receiver.lastAckTime < SHORTEST_TIMEOUT_NS) return 'recovery';
  return waited < SHORTEST_TIMEOUT_NS ? 'sooner' : 'timeout';
}

function noteSilence({ segment: { frame, time }, own, other, recent }: Sighting, before: number): void {
  const special = own.specially();
  if (special.silence === null) {
    if (recent.holds(other.newest) && recent.time(other.newest) > recent.time(before)) return;
    special.silence = {
      frames: [recent.frame(before)],
      times: [recent.time(before)],
      idleBefore: idleBefore(before, other, recent),
    };
  }
  if (special.silence.frames.length >= MAX_SILENT_TRANSMISSIONS) return;
  special.silence.frames.push(frame.number);
  special.silence.times.push(time);
}

function idleBefore(serial: number, other: SideNotes, recent: RecentSegments): number {
  const previous = [recent.older(serial), other.newest].filter((at) => recent.holds(at)).map((at) => recent.time(at));
  return previous.length === 0 ? 0 : Math.max(0, recent.time(serial) - Math.max(...previous));
}

/** None of its bytes has been captured before. */
function isNeverSeen({ frame, sender }: Segment): boolean {
  const start = frame.seq as SequenceNumber;
  const end = seqAdd(start, frame.payloadLength);
  if (!sender.streamStarted || seqDiff(start, sender.streamNext) < 0) return false;
  if (sender.pending === null) return false;
  return sender.pending.pieces.every(
    (piece) => seqDiff(piece.seq, end) >= 0 || seqDiff(seqAdd(piece.seq, piece.length), start) <= 0,
  );
}

type Order = 'ip-id' | 'timestamp' | 'timing' | 'sent-later' | 'none';

function watchFirstCopy(seen: Sighting): void {
  const { segment, own } = seen;
  const { frame, analysis } = segment;
  const hole = fillHole(segment, own);
  if (hole === null) return;
  const order = orderOf(seen, hole);
  if (order === 'sent-later') own.note('lost-before-capture-point', [hole.frame, frame.number]);
  else if ((analysis & ANALYSIS.retransmission) !== 0)
    own.note('late-first-copy', [hole.frame, frame.number], 0, order);
}

/** The hole that the segment fills, as it was; what is left of it stays in the list. */
function fillHole({ frame }: Segment, own: SideNotes): Hole | null {
  const start = frame.seq as SequenceNumber;
  const end = seqAdd(start, frame.payloadLength);
  const holes = own.holes ?? [];
  const index = holes.findIndex((one) => seqDiff(start, one.end) < 0 && seqDiff(end, one.start) > 0);
  const hole = holes[index];
  if (hole === undefined) return null;
  const before = { ...hole };
  const restAfter = seqDiff(hole.end, end);
  const restBefore = seqDiff(start, hole.start);
  if (restBefore > 0) {
    hole.end = start;
    if (restAfter > 0 && holes.length < MAX_HOLES) holes.push({ ...before, start: end });
  } else if (restAfter > 0) hole.start = end;
  else holes.splice(index, 1);
  return before;
}

/** Whether the segment left its sender before the one that overtook it, and what proves it. */
function orderOf({ segment, own, recent }: Sighting, hole: Hole): Order {
  const { frame, options, time } = segment;
  if (recent.holds(hole.serial) && frame.ipVersion === 4) {
    const overtaker = recent.ipId(hole.serial);
    const newest = recent.ipId(own.newest);
    const distance = ((frame.ipId - overtaker) << 16) >> 16;
    const counting = idDistance(newest, overtaker) >= 0 && idDistance(newest, overtaker) < MAX_ID_DISTANCE;
    if (frame.ipId !== 0 && counting && distance !== 0 && Math.abs(distance) < MAX_ID_DISTANCE) {
      return distance < 0 ? 'ip-id' : 'sent-later';
    }
  }
  if (options.hasTimestamps && hole.timestamp !== null) {
    const later = (options.timestampValue - hole.timestamp) | 0;
    if (later !== 0) return later < 0 ? 'timestamp' : 'sent-later';
  }
  // Whoever sends again has to hear of the loss first, which takes a round trip to the sender.
  const sinceHole = recent.holds(hole.serial) ? time - recent.time(hole.serial) : -1;
  return sinceHole >= 0 && own.minAckDelay >= 0 && sinceHole < own.minAckDelay ? 'timing' : 'none';
}

function idDistance(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}
