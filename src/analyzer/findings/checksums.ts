/** TCP checksums (RFC 9293 §3.1, RFC 1071): which are right, and which were left to the network card. */
import { addressSumOf, isRightChecksum } from '../wire/checksum.ts';
import type { Frame } from '../wire/frame.ts';
import type { SideNotes } from './side-notes.ts';

/** Checksums recomputed before a side is believed to leave them to its card. */
const ENOUGH_CHECKSUMS = 4;

/**
 * The checksum field holds only the pseudo-header's sum: what a stack writes when the card is to finish it. `addressSum` is
 * that sum without the length. It may be the right checksum all the same, by accident.
 */
export function looksPartial({ checksum, headerLength, payloadLength }: Frame, addressSum: number): boolean {
  const sum = addressSum + headerLength + payloadLength;
  // Windows leaves the length out where the card is to cut the segment up.
  return checksum === (sum & 0xffff) + (sum >>> 16) || checksum === addressSum;
}

/** Of a checksum that looks partial: it is not the right one by accident. */
export function isLeftToCard(frame: Frame, own: SideNotes): boolean {
  if (own.checksumsWrong >= ENOUGH_CHECKSUMS) return true;
  if (frame.payloadKept < frame.payloadLength || frame.reassembled || frame.lengthFromOffload) return false;
  if (isRightChecksum(frame, own.addressSum)) return false;
  own.checksumsWrong++;
  return true;
}

/** False also where the capture lacks a part of the segment. */
export function isChecksumRight(frame: Frame, own: SideNotes): boolean {
  if (frame.payloadKept < frame.payloadLength) return false;
  if (own.addressSum < 0) own.addressSum = addressSumOf(frame);
  return isRightChecksum(frame, own.addressSum);
}
