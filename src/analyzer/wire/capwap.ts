/** CAPWAP, its data channel (RFC 5415 §4.3): frames of stations between an access point and its controller. */
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, notFollowed, OUTCOME, type Outcome } from './frame.ts';
import { decodeIeee80211 } from './ieee80211.ts';

const CAPWAP = {
  minLength: 8,
  /** Version 0 and no DTLS. */
  plain: 0,
  lengthAt: 1,
  lengthShift: 3,
  flagsAt: 3,
  /** Of the byte before: the frame is as on the air, not Ethernet. */
  native: 0x01,
  fragment: 0x80,
  keepAlive: 0x08,
} as const;

export function decodeCapwap(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < CAPWAP.minLength || bytes[at] !== CAPWAP.plain) return OUTCOME.other;
  const flags = bytes[at + CAPWAP.flagsAt]!;
  if ((flags & CAPWAP.fragment) !== 0) return notFollowed(frame, 'capwap-fragments');
  if ((flags & CAPWAP.keepAlive) !== 0) return OUTCOME.other;
  const length = (bytes[at + CAPWAP.lengthAt]! >> CAPWAP.lengthShift) * 4;
  if (length < CAPWAP.minLength) return OUTCOME.other;
  frame.at += length;
  if ((bytes[at + CAPWAP.flagsAt - 1]! & CAPWAP.native) !== 0) return decodeIeee80211(frame, { swapped: true });
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}
