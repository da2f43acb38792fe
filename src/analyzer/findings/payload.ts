/** What a segment's payload shows: sizes that no wire carries, checksums left to the card, data held or sent after a FIN. */
import type { Segment } from '../tcp/segment.ts';
import { type SequenceNumber, seqDiff } from '../tcp/sequence-number.ts';
import { readUint16 } from '../wire/bytes.ts';
import type { Frame } from '../wire/frame.ts';
import { TCP_PROTOCOL } from '../wire/tcp.ts';
import type { SideNotes } from './notes.ts';

/** Holes followed at once on one side. */
const MAX_HOLES = 256;
/** Checksums recomputed before a side is believed to leave them to its card. */
const ENOUGH_CHECKSUMS = 4;
/** Data that leaves this soon after an ACK was waiting for it. */
const RELEASED_WITHIN_NS = 2_000_000;

export function watchPayload(segment: Segment, serial: number, own: SideNotes, other: SideNotes): void {
  const { frame, sender, receiver, time } = segment;
  const length = frame.payloadLength;
  if (length > own.payloadLimit) own.note('segments-over-mss', [frame.number], length);
  if (own.started && seqDiff(frame.seq as SequenceNumber, own.nextSeq) > 0) noteHole(segment, serial, own);
  if (own.releasedFrame !== 0) watchHeldData(segment, own);
  if (receiver.fin !== null && sender.fin === null && receiver.fin.ackFrame !== 0) {
    own.note('half-close-used', [frame.number], length);
  }
  if (other.releasedFrame !== 0) other.releasedFrame = 0;
  own.dataFrame = frame.number;
  own.dataTime = time;
  own.dataLength = length;
}

function noteHole({ frame, options }: Segment, serial: number, own: SideNotes): void {
  own.holes ??= [];
  if (own.holes.length >= MAX_HOLES) return;
  own.holes.push({
    start: own.nextSeq,
    end: frame.seq as SequenceNumber,
    frame: frame.number,
    serial,
    timestamp: options.hasTimestamps ? options.timestampValue : null,
    filled: false,
  });
}

/** RFC 896: less than a full segment waits until everything before it is acknowledged, and here that ACK was delayed. */
function watchHeldData({ frame, time }: Segment, own: SideNotes): void {
  const since = time - own.releasedTime;
  const path = Math.max(0, own.minAckDelay);
  const held = since >= 0 && since <= RELEASED_WITHIN_NS + path && frame.payloadLength < own.payloadLimit;
  if (held) own.note('nagle-held-data', [own.releasedFrame, frame.number], own.releasedDelay);
  own.releasedFrame = 0;
}

/**
 * The checksum field holds only the pseudo-header's sum (what a stack writes when the card is to finish it), and is not
 * the right checksum by accident.
 */
export function isSenderPartial(segment: Segment, own: SideNotes): boolean {
  const { frame } = segment;
  if (own.addressSum < 0) own.addressSum = addressSumOf(frame);
  const { checksum } = frame;
  const tcpLength = frame.headerLength + frame.payloadLength;
  // Windows leaves the length out where the card is to cut the segment up.
  if (checksum !== fold(own.addressSum + tcpLength) && checksum !== fold(own.addressSum)) return false;
  if (own.checksumsWrong >= ENOUGH_CHECKSUMS) return true;
  if (frame.payloadKept < frame.payloadLength || frame.reassembled || frame.lengthFromOffload) return false;
  own.checksumsVerified++;
  if (isRightChecksum(frame, own.addressSum + tcpLength)) return false;
  own.checksumsWrong++;
  return true;
}

function addressSumOf(frame: Frame): number {
  let sum = TCP_PROTOCOL + words(frame.source3) + words(frame.destination3);
  if (frame.ipVersion === 6) {
    sum += words(frame.source0) + words(frame.source1) + words(frame.source2);
    sum += words(frame.destination0) + words(frame.destination1) + words(frame.destination2);
  }
  return sum;
}

function words(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}

/** Ones' complement sum in 16 bits (RFC 1071). */
function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
}

function isRightChecksum(frame: Frame, pseudoHeader: number): boolean {
  const end = frame.payloadAt + frame.payloadLength;
  let sum = pseudoHeader;
  let at = frame.headerAt;
  for (; at + 1 < end; at += 2) sum += readUint16(frame.data, at);
  if (at < end) sum += frame.data[at]! << 8;
  return fold(sum) === 0xffff;
}
