/** GTP, its user's packets: versions 0 (3GPP TS 09.60 §6) and 1 (TS 29.281 §5.1). */
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const GTP = {
  messageType: 1,
  headerLength: 8,
  firstHeaderLength: 20,
  /** Version and protocol type: GTP, not GTP'. */
  versionMask: 0xf0,
  firstVersion: 0x10,
  version: 0x30,
  anyOptional: 0x07,
  optionalLength: 4,
  hasExtension: 0x04,
  /** A packet of a user: all else is signalling. */
  userPacket: 0xff,
} as const;
/** First bytes of an IPv4 header: its version, and a length of five words or more. */
const IPV4 = { first: 0x45, last: 0x4f } as const;
const IPV6_VERSION = 6;

/** What follows is told by its first byte, as there is no type field: IP, else an Ethernet frame. */
export function decodeGtp(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at <= GTP.headerLength || bytes[at + GTP.messageType] !== GTP.userPacket)
    return OUTCOME.other;
  const flags = bytes[at]!;
  const version = flags & GTP.versionMask;
  if (version === GTP.firstVersion) frame.at += GTP.firstHeaderLength;
  else if (version !== GTP.version || !skipHeader(frame, flags)) return OUTCOME.other;
  if (frame.at >= frame.capturedEnd) return OUTCOME.other;
  frame.etherType = typeOf(bytes[frame.at]!);
  return OUTCOME.next;
}

function typeOf(first: number): number {
  if (first >= IPV4.first && first <= IPV4.last) return ETHER_TYPE.ipv4;
  return first >> 4 === IPV6_VERSION ? ETHER_TYPE.ipv6 : ETHER_TYPE.bridged;
}

function skipHeader(frame: Frame, flags: number): boolean {
  frame.at += GTP.headerLength;
  if ((flags & GTP.anyOptional) !== 0) frame.at += GTP.optionalLength;
  return (flags & GTP.hasExtension) === 0 || skipExtensions(frame);
}

/** TS 29.281 §5.2.1: each begins with its length in units of four bytes, and ends with the type of the next, 0 for none. */
function skipExtensions(frame: Frame): boolean {
  const { data: bytes } = frame;
  while (frame.at <= frame.capturedEnd && bytes[frame.at - 1] !== 0) {
    const units = frame.at < frame.capturedEnd ? bytes[frame.at]! : 0;
    if (units === 0) return false;
    frame.at += units * 4;
  }
  return frame.at <= frame.capturedEnd;
}
