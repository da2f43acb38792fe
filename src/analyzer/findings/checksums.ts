/** TCP checksums (RFC 9293 §3.1, RFC 1071): which are right, and which were left to the network card. */
import { readUint16 } from '../wire/bytes.ts';
import type { Frame } from '../wire/frame.ts';
import { TCP_PROTOCOL } from '../wire/tcp.ts';
import type { SideNotes } from './side-notes.ts';

/** Checksums recomputed before a side is believed to leave them to its card. */
const ENOUGH_CHECKSUMS = 4;

/**
 * The checksum field holds only the pseudo-header's sum (what a stack writes when the card is to finish it), and is not
 * the right checksum by accident.
 */
export function isPartialChecksum(frame: Frame, own: SideNotes): boolean {
  if (own.addressSum < 0) own.addressSum = addressSumOf(frame);
  const { checksum } = frame;
  const sum = own.addressSum + frame.headerLength + frame.payloadLength;
  // Windows leaves the length out where the card is to cut the segment up.
  if (checksum !== (sum & 0xffff) + (sum >>> 16) && checksum !== own.addressSum) return false;
  return isLeftToCard(frame, own);
}

function isLeftToCard(frame: Frame, own: SideNotes): boolean {
  if (own.checksumsWrong >= ENOUGH_CHECKSUMS) return true;
  if (frame.payloadKept < frame.payloadLength || frame.reassembled || frame.lengthFromOffload) return false;
  if (isRightChecksum(frame, own.addressSum + frame.headerLength + frame.payloadLength)) return false;
  own.checksumsWrong++;
  return true;
}

/** False also where the capture lacks a part of the segment. */
export function isChecksumRight(frame: Frame, own: SideNotes): boolean {
  if (frame.payloadKept < frame.payloadLength) return false;
  if (own.addressSum < 0) own.addressSum = addressSumOf(frame);
  return isRightChecksum(frame, own.addressSum + frame.headerLength + frame.payloadLength);
}

/** Addresses and protocol of the pseudo-header, folded. */
function addressSumOf(frame: Frame): number {
  let sum = TCP_PROTOCOL + words(frame.source3) + words(frame.destination3);
  if (frame.ipVersion === 6) {
    sum += words(frame.source0) + words(frame.source1) + words(frame.source2);
    sum += words(frame.destination0) + words(frame.destination1) + words(frame.destination2);
  }
  return fold(sum);
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
