/** Teredo (RFC 4380 §5.1.1): IPv6 in UDP, behind what tells who sent it. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

/** Lengths of an identifier and a value, which follow; then a nonce and a confirmation. */
const AUTHENTICATION = { indicator: 1, identifierLength: 2, valueLength: 3, length: 13 } as const;
const ORIGIN = { indicator: 0, length: 8 } as const;
const IPV6_VERSION = 6;

export function decodeTeredo(frame: Frame): Outcome {
  const { data: bytes, capturedEnd } = frame;
  if (capturedEnd - frame.at < AUTHENTICATION.length) return OUTCOME.other;
  if (readUint16(bytes, frame.at) === AUTHENTICATION.indicator) {
    const { identifierLength, valueLength, length } = AUTHENTICATION;
    frame.at += length + bytes[frame.at + identifierLength]! + bytes[frame.at + valueLength]!;
  }
  if (capturedEnd - frame.at < ORIGIN.length) return OUTCOME.other;
  if (readUint16(bytes, frame.at) === ORIGIN.indicator) frame.at += ORIGIN.length;
  if (frame.at >= capturedEnd || bytes[frame.at]! >> 4 !== IPV6_VERSION) return OUTCOME.other;
  frame.etherType = ETHER_TYPE.ipv6;
  return OUTCOME.next;
}
