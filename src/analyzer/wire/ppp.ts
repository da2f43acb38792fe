/** PPP (RFC 1661), with or without HDLC-like framing (RFC 1662), and PPPoE sessions (RFC 2516). */
import { readUint16 } from './bytes.ts';
import { decodeCiscoHdlc } from './cooked.ts';
import { ETHER_TYPE } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const PROTOCOL = { ipv4: 0x0021, ipv6: 0x0057, mpls: 0x0281 } as const;
const PPPOE_HEADER_LENGTH = 6;
const PPPOE_VERSION_AND_TYPE = 0x11;
const HDLC_ADDRESS_AND_CONTROL = 0xff03;
/** RFC 1547 §4.3.1: Cisco's address of unicast and of broadcast frames; no PPP protocol begins with them. */
const CISCO_ADDRESSES = [0x0f, 0x8f];

export function decodePppoe(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < PPPOE_HEADER_LENGTH) return OUTCOME.truncated;
  if (bytes[at] !== PPPOE_VERSION_AND_TYPE || bytes[at + 1] !== 0) return OUTCOME.other;
  frame.at += PPPOE_HEADER_LENGTH;
  return decodePpp(frame);
}

/** LINKTYPE_PPP and LINKTYPE_PPP_HDLC: PPP, or Cisco's framing, told by its first byte. */
export function decodePppHdlc(frame: Frame): Outcome {
  if (frame.capturedEnd === frame.at) return OUTCOME.truncated;
  return CISCO_ADDRESSES.includes(frame.data[frame.at]!) ? decodeCiscoHdlc(frame) : decodePpp(frame);
}

export function decodePpp(frame: Frame): Outcome {
  const { data: bytes } = frame;
  if (frame.capturedEnd - frame.at < 2) return OUTCOME.truncated;
  if (readUint16(bytes, frame.at) === HDLC_ADDRESS_AND_CONTROL) frame.at += 2;
  if (frame.capturedEnd - frame.at < 2) return OUTCOME.truncated;
  // RFC 1661 §6.5: a compressed protocol field is one odd byte.
  const compressed = (bytes[frame.at]! & 1) === 1;
  const protocol = compressed ? bytes[frame.at]! : readUint16(bytes, frame.at);
  frame.at += compressed ? 1 : 2;
  switch (protocol) {
    case PROTOCOL.ipv4:
      frame.etherType = ETHER_TYPE.ipv4;
      return OUTCOME.next;
    case PROTOCOL.ipv6:
      frame.etherType = ETHER_TYPE.ipv6;
      return OUTCOME.next;
    case PROTOCOL.mpls:
      frame.etherType = ETHER_TYPE.mpls;
      return OUTCOME.next;
    default:
      return OUTCOME.other;
  }
}
