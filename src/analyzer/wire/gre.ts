/** Generic Routing Encapsulation: RFC 2784, with the key and sequence number of RFC 2890, and PPTP's version (RFC 2637 §4.1). */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

export const GRE_PROTOCOL = 47;

const FIELD = { flags: 0, protocol: 2 } as const;
const MIN_HEADER_LENGTH = 4;
const FLAG = {
  checksum: 0x8000,
  /** RFC 1701; RFC 2784 §2.3 has given it up. */
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  /** Only in PPTP's version. */
  acknowledgment: 0x0080,
} as const;
const VERSION_MASK = 0x0007;
const PPTP_VERSION = 1;
/** Mirrored traffic (draft-foschiano-erspan): with a sequence number, 8 more bytes come before the frame. */
const ERSPAN = 0x88be;
const ERSPAN_HEADER_LENGTH = 8;
/** Traffic redirected to a cache (draft-wilson-wrec-wccp-v2 §4.12): version 2 puts 4 bytes before the IP header. */
const WCCP = 0x883e;
const WCCP_HEADER_LENGTH = 4;

/** Steps over the header; the EtherType says what follows. */
export function decodeGre(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < MIN_HEADER_LENGTH) return OUTCOME.truncated;
  const flags = readUint16(bytes, at + FIELD.flags);
  const version = flags & VERSION_MASK;
  if ((flags & FLAG.routing) !== 0 || version > PPTP_VERSION) return OUTCOME.other;
  frame.etherType = readUint16(bytes, at + FIELD.protocol);
  frame.at += MIN_HEADER_LENGTH + optionalLength(flags, version);
  if (frame.etherType === ERSPAN) {
    if ((flags & FLAG.sequence) !== 0) frame.at += ERSPAN_HEADER_LENGTH;
    frame.etherType = ETHER_TYPE.bridged;
  } else if (frame.etherType === WCCP) {
    if (frame.at < frame.capturedEnd && bytes[frame.at]! >> 4 !== 4) frame.at += WCCP_HEADER_LENGTH;
    frame.etherType = ETHER_TYPE.ipv4;
  }
  return OUTCOME.next;
}

/** The optional fields have four bytes each. */
function optionalLength(flags: number, version: number): number {
  let length = 0;
  if ((flags & FLAG.key) !== 0) length += 4;
  if ((flags & FLAG.sequence) !== 0) length += 4;
  if ((flags & (version === PPTP_VERSION ? FLAG.acknowledgment : FLAG.checksum)) !== 0) length += 4;
  return length;
}
