/** The TCP checksum (RFC 9293 §3.1): a ones' complement sum (RFC 1071) over pseudo-header, header and payload. */
import { readUint16 } from './bytes.ts';
import type { Frame } from './frame.ts';
import { TCP_PROTOCOL } from './tcp.ts';

/** Addresses and protocol of the pseudo-header, folded; the length is not in it. */
export function addressSumOf(frame: Frame): number {
  let sum = TCP_PROTOCOL + words(frame.source3) + words(frame.destination3);
  if (frame.ipVersion === 6) {
    sum += words(frame.source0) + words(frame.source1) + words(frame.source2);
    sum += words(frame.destination0) + words(frame.destination1) + words(frame.destination2);
  }
  return fold(sum);
}

/** `addressSum` is that of the frame. The caller knows that the capture kept the whole segment. */
export function isRightChecksum(frame: Frame, addressSum: number): boolean {
  const end = frame.payloadAt + frame.payloadLength;
  let sum = addressSum + frame.headerLength + frame.payloadLength;
  let at = frame.headerAt;
  for (; at + 1 < end; at += 2) sum += readUint16(frame.data, at);
  if (at < end) sum += frame.data[at]! << 8;
  return fold(sum) === 0xffff;
}

/** False also where nothing can be said: a part of the segment is missing, or a network card was to cut it up. */
export function isWrongChecksum(frame: Frame): boolean {
  if (frame.payloadKept < frame.payloadLength || frame.headerCut || frame.lengthFromOffload) return false;
  return !isRightChecksum(frame, addressSumOf(frame));
}

function words(word: number): number {
  return (word >>> 16) + (word & 0xffff);
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
}
