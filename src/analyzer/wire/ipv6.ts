/** IPv6 and its extension headers (RFC 8200). */

import { readInt32, readUint16 } from './bytes.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import type { FragmentInfo } from './ipv4.ts';

const FIELD = { payloadLength: 4, nextHeader: 6, hopLimit: 7, source: 8, destination: 24 } as const;
const HEADER_LENGTH = 40;
export const NEXT_HEADER = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destination: 60,
  /** RFC 5533 §5.3. */
  shim6: 140,
} as const;
const FRAGMENT_HEADER_LENGTH = 8;
const MIN_EXTENSION_LENGTH = 8;
/** No sane packet has more; a forged one must not keep us busy. */
const MAX_EXTENSION_HEADERS = 32;

export function decodeIpv6(frame: Frame, fragment: FragmentInfo): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < HEADER_LENGTH) return OUTCOME.truncated;
  if (bytes[at]! >> 4 !== 6) return OUTCOME.malformed;
  const payloadLength = readUint16(bytes, at + FIELD.payloadLength);
  // RFC 2675 jumbograms and segmentation offload both leave 0 here: the frame's own length is all there is.
  frame.lengthFromOffload = payloadLength === 0;
  const end = at + HEADER_LENGTH + payloadLength;
  if (payloadLength !== 0 && end < frame.promisedEnd) frame.promisedEnd = end;
  frame.claimedEnd = payloadLength === 0 ? frame.promisedEnd : end;
  if (frame.capturedEnd > frame.promisedEnd) frame.capturedEnd = frame.promisedEnd;
  frame.networkAt = at;
  frame.ipVersion = 6;
  frame.ipId = 0;
  frame.timeToLive = bytes[at + FIELD.hopLimit]!;
  frame.protocol = bytes[at + FIELD.nextHeader]!;
  frame.source0 = readInt32(bytes, at + FIELD.source);
  frame.source1 = readInt32(bytes, at + FIELD.source + 4);
  frame.source2 = readInt32(bytes, at + FIELD.source + 8);
  frame.source3 = readInt32(bytes, at + FIELD.source + 12);
  frame.destination0 = readInt32(bytes, at + FIELD.destination);
  frame.destination1 = readInt32(bytes, at + FIELD.destination + 4);
  frame.destination2 = readInt32(bytes, at + FIELD.destination + 8);
  frame.destination3 = readInt32(bytes, at + FIELD.destination + 12);
  frame.at = at + HEADER_LENGTH;
  return decodeExtensionHeaders(frame, fragment);
}

/** Steps over extension headers until the upper layer, or a fragment that has to wait. Also used on what was reassembled. */
export function decodeExtensionHeaders(frame: Frame, fragment: FragmentInfo): Outcome {
  const { data: bytes } = frame;
  fragment.offset = 0;
  fragment.more = false;
  for (let i = 0; i < MAX_EXTENSION_HEADERS; i++) {
    const { protocol, at } = frame;
    if (protocol === NEXT_HEADER.fragment) {
      if (frame.capturedEnd - at < FRAGMENT_HEADER_LENGTH) return OUTCOME.truncated;
      const bits = readUint16(bytes, at + 2);
      fragment.offset = bits & 0xfff8;
      fragment.more = (bits & 1) !== 0;
      frame.ipId = readInt32(bytes, at + 4);
      frame.protocol = bytes[at]!;
      frame.at = at + FRAGMENT_HEADER_LENGTH;
      // RFC 8200 §4.5: an "atomic" fragment is a whole datagram.
      if (fragment.offset !== 0 || fragment.more) return OUTCOME.fragment;
    } else if (isPlainExtension(protocol)) {
      if (frame.capturedEnd - at < MIN_EXTENSION_LENGTH) return OUTCOME.truncated;
      const units = bytes[at + 1]!;
      // RFC 4302 §2.2: the authentication header counts in words of 4 bytes, minus 2; the others in 8, minus 1.
      const length = protocol === NEXT_HEADER.authentication ? (units + 2) * 4 : (units + 1) * 8;
      frame.protocol = bytes[at]!;
      frame.at = at + length;
      if (frame.at > frame.capturedEnd) return frame.at > frame.promisedEnd ? OUTCOME.malformed : OUTCOME.truncated;
    } else {
      return OUTCOME.next;
    }
  }
  return OUTCOME.malformed;
}

function isPlainExtension(protocol: number): boolean {
  return (
    protocol === NEXT_HEADER.hopByHop ||
    protocol === NEXT_HEADER.routing ||
    protocol === NEXT_HEADER.destination ||
    protocol === NEXT_HEADER.authentication ||
    protocol === NEXT_HEADER.shim6
  );
}

/** Whether `decodeExtensionHeaders` steps over it. */
export function isExtension(protocol: number): boolean {
  return protocol === NEXT_HEADER.fragment || isPlainExtension(protocol);
}
