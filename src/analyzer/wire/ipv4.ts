/** IPv4 (RFC 791). */
import { viewOf } from './bytes.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const FIELD = {
  totalLength: 2,
  id: 4,
  fragment: 6,
  timeToLive: 8,
  protocol: 9,
  source: 12,
  destination: 16,
} as const;
const MIN_HEADER_LENGTH = 20;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;

/** What the fragment reassembly needs to know of the datagram; 0 and false when it is whole. */
export interface FragmentInfo {
  offset: number;
  more: boolean;
}

export function decodeIpv4(frame: Frame, fragment: FragmentInfo): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < MIN_HEADER_LENGTH) return OUTCOME.truncated;
  const view = viewOf(bytes);
  const headerLength = (bytes[at]! & 0x0f) * 4;
  if (bytes[at]! >> 4 !== 4 || headerLength < MIN_HEADER_LENGTH) return OUTCOME.malformed;
  const totalLength = view.getUint16(at + FIELD.totalLength);
  frame.lengthFromOffload = totalLength === 0;
  if (!frame.lengthFromOffload) {
    if (totalLength < headerLength) return OUTCOME.malformed;
    if (at + totalLength < frame.promisedEnd) frame.promisedEnd = at + totalLength;
  }
  frame.claimedEnd = frame.lengthFromOffload ? frame.promisedEnd : at + totalLength;
  if (frame.capturedEnd > frame.promisedEnd) frame.capturedEnd = frame.promisedEnd;
  frame.networkAt = at;
  frame.ipVersion = 4;
  frame.ipId = view.getUint16(at + FIELD.id);
  frame.timeToLive = bytes[at + FIELD.timeToLive]!;
  frame.protocol = bytes[at + FIELD.protocol]!;
  frame.source3 = view.getInt32(at + FIELD.source);
  frame.destination3 = view.getInt32(at + FIELD.destination);
  frame.at = at + headerLength;
  const bits = view.getUint16(at + FIELD.fragment);
  fragment.offset = (bits & OFFSET_MASK) * 8;
  fragment.more = (bits & MORE_FRAGMENTS) !== 0;
  if (frame.at > frame.capturedEnd) return OUTCOME.truncated;
  return fragment.offset !== 0 || fragment.more ? OUTCOME.fragment : OUTCOME.next;
}
