/** What a segment's payload shows: sizes that no wire carries, holes, data held back or sent after a FIN. */
import { FACT, FACTS } from '../tcp/flow-rows.ts';
import type { Segment } from '../tcp/segment.ts';
import { type SequenceNumber, seqAdd, seqDiff } from '../tcp/sequence-number.ts';
import type { SideNotes } from './side-notes.ts';
import type { Release } from './special-notes.ts';

/** Holes followed at once on one side. */
export const MAX_HOLES = 256;
/** Data that leaves this soon after an ACK was waiting for it. */
const RELEASED_WITHIN_NS = 2_000_000;

export function watchPayload(segment: Segment, serial: number, own: SideNotes, other: SideNotes): void {
  const { frame } = segment;
  const length = frame.payloadLength;
  if (length > own.payloadLimit) own.note('segments-over-mss', [frame.number], length);
  if (own.started && seqDiff(frame.seq as SequenceNumber, own.nextSeq) > 0) noteHole(segment, serial, own);
  if (own.released !== null) watchHeldData(segment, own, own.released);
  if (isHalfClosed(segment)) noteHalfClose(segment, own);
  if (other.special !== null) other.special.released = null;
  own.dataFrame = frame.number;
}

/** The other side's FIN was acknowledged, and this side has sent none. */
function isHalfClosed({ rows: { facts }, side }: Segment): boolean {
  return facts[side * FACTS + FACT.finFrame] === 0 && facts[(side ^ 1) * FACTS + FACT.finAckFrame] !== 0;
}

/** What is sent again was sent before the FIN came, or has been counted. */
function noteHalfClose({ frame }: Segment, own: SideNotes): void {
  const end = seqAdd(frame.seq as SequenceNumber, frame.payloadLength);
  const fresh = own.started ? Math.min(seqDiff(end, own.nextSeq), frame.payloadLength) : frame.payloadLength;
  if (fresh > 0) own.note('half-close-used', [frame.number], fresh);
}

function noteHole({ frame, options }: Segment, serial: number, own: SideNotes): void {
  const special = own.specially();
  if (special.holes.length >= MAX_HOLES) return;
  special.holes.push({
    start: own.nextSeq,
    end: frame.seq as SequenceNumber,
    frame: frame.number,
    serial,
    timestamp: options.hasTimestamps ? options.timestampValue : null,
  });
}

/** RFC 896: less than a full segment waits until everything before it is acknowledged, and here that ACK was delayed. */
function watchHeldData({ frame, time }: Segment, own: SideNotes, released: Release): void {
  const isNew = !own.started || seqDiff(frame.seq as SequenceNumber, own.nextSeq) >= 0;
  const since = time - released.time;
  const path = Math.max(0, own.minAckDelay);
  const held = since >= 0 && since <= RELEASED_WITHIN_NS + path && frame.payloadLength < own.payloadLimit;
  if (held && isNew) own.note('nagle-held-data', [released.frame, frame.number], released.delay);
  own.specially().released = null;
}
