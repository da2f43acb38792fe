/** PPP (RFC 1661), with or without HDLC-like framing (RFC 1662), and PPPoE sessions (RFC 2516). */
import { readUint16 } from './bytes.ts';
import { decodeCiscoHdlc } from './cisco-hdlc.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, notFollowed, OUTCOME, type Outcome } from './frame.ts';
import { decodeNetworkLayerId } from './frame-relay.ts';
import { LAYER } from './layer.ts';

/** https://www.iana.org/assignments/ppp-numbers. */
const PROTOCOL = { osi: 0x0023, bridging: 0x0031, vanJacobson: 0x002d, multilink: 0x003d } as const;
const LAYERS: ReadonlyMap<number, number> = new Map([
  [0x0021, ETHER_TYPE.ipv4],
  [0x0057, ETHER_TYPE.ipv6],
  [0x0281, ETHER_TYPE.mpls],
  [0x0283, ETHER_TYPE.mpls],
  [0x002f, LAYER.vanJacobson],
  [0x004b, LAYER.llc],
  // No numbers of PPP: some drivers write EtherTypes.
  [0x0800, ETHER_TYPE.ipv4],
  [0x86dd, ETHER_TYPE.ipv6],
]);
const PPPOE = { headerLength: 6, length: 4 } as const;
const HDLC_ADDRESS = 0xff;
const HDLC_ADDRESS_AND_CONTROL = 0xff03;
/** RFC 1547 §4.3.1: Cisco's address of unicast and of broadcast frames; no PPP protocol begins with them. */
const CISCO_ADDRESSES = [0x0f, 0x8f];
/** RFC 1990 §3: the first and the last fragment of a packet; a sequence number follows. */
const MULTILINK = { headerLength: 4, whole: 0xc0 } as const;
/** RFC 3518 §4.3. */
const BRIDGING = { headerLength: 2, hasLanId: 0x40, lanIdLength: 4, macType: 1, ethernet: 1 } as const;

export function decodePppoe(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < PPPOE.headerLength) return OUTCOME.truncated;
  frame.at += PPPOE.headerLength;
  frame.promisedEnd = Math.min(frame.promisedEnd, frame.at + readUint16(bytes, at + PPPOE.length));
  frame.capturedEnd = Math.min(frame.capturedEnd, frame.promisedEnd);
  return decodePppProtocol(frame);
}

/** LINKTYPE_PPP and LINKTYPE_PPP_HDLC: PPP, or Cisco's framing, told by its first byte. */
export function decodePppHdlc(frame: Frame): Outcome {
  if (frame.capturedEnd === frame.at) return OUTCOME.truncated;
  return CISCO_ADDRESSES.includes(frame.data[frame.at]!) ? decodeCiscoHdlc(frame) : decodePpp(frame);
}

/** With address and control field, or without. */
export function decodePpp(frame: Frame): Outcome {
  // No protocol begins with this byte, so that it is the address whatever the control field says.
  if (frame.at < frame.capturedEnd && frame.data[frame.at] === HDLC_ADDRESS) frame.at += 2;
  return decodePppProtocol(frame);
}

/** Whether the address and control field of RFC 1662 §3.1 stand here. */
export function isPpp({ data, at, capturedEnd }: Frame): boolean {
  return capturedEnd - at >= 2 && readUint16(data, at) === HDLC_ADDRESS_AND_CONTROL;
}

function decodePppProtocol(frame: Frame): Outcome {
  const { data: bytes } = frame;
  if (frame.capturedEnd - frame.at < 2) return OUTCOME.truncated;
  // RFC 1661 §6.5: a compressed protocol field is one odd byte.
  const compressed = (bytes[frame.at]! & 1) === 1;
  const protocol = compressed ? bytes[frame.at]! : readUint16(bytes, frame.at);
  frame.at += compressed ? 1 : 2;
  const layer = LAYERS.get(protocol);
  if (layer === undefined) return decodeOtherProtocol(frame, protocol);
  frame.etherType = layer;
  return OUTCOME.next;
}

function decodeOtherProtocol(frame: Frame, protocol: number): Outcome {
  switch (protocol) {
    case PROTOCOL.multilink:
      return decodeMultilink(frame);
    case PROTOCOL.bridging:
      return decodeBridging(frame);
    case PROTOCOL.vanJacobson:
      return notFollowed(frame, 'van-jacobson-compression');
    case PROTOCOL.osi:
      return decodeNetworkLayerId(frame);
    default:
      return OUTCOME.other;
  }
}

function decodeMultilink(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < MULTILINK.headerLength) return OUTCOME.truncated;
  const isWhole = (frame.data[frame.at]! & MULTILINK.whole) === MULTILINK.whole;
  frame.at += MULTILINK.headerLength;
  frame.etherType = LAYER.ppp;
  return isWhole ? OUTCOME.next : notFollowed(frame, 'ppp-multilink-fragments');
}

function decodeBridging(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < BRIDGING.headerLength) return OUTCOME.truncated;
  if (bytes[at + BRIDGING.macType] !== BRIDGING.ethernet) return OUTCOME.other;
  frame.at += BRIDGING.headerLength + ((bytes[at]! & BRIDGING.hasLanId) !== 0 ? BRIDGING.lanIdLength : 0);
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}
