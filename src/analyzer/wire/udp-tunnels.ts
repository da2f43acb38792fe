/** Tunnels over UDP, told by their ports: L2TP (RFC 2661 §3.1), VXLAN (RFC 7348 §5), Geneve (RFC 8926 §3.4), GTP-U (3GPP TS 29.281 §5.1). */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodePpp } from './ppp.ts';

export const UDP_PROTOCOL = 17;

/** RFC 768. */
const UDP = { sourcePort: 0, destinationPort: 2, length: 4, headerLength: 8 } as const;
/** As IANA assigned them. */
const PORT = { l2tp: 1701, gtpUser: 2152, vxlan: 4789, geneve: 6081 } as const;

const L2TP = {
  control: 0x8000,
  hasLength: 0x4000,
  hasSequence: 0x0800,
  hasOffset: 0x0200,
  versionMask: 0x000f,
  version: 2,
  /** Flags, tunnel and session. */
  minLength: 6,
} as const;
const VXLAN = { headerLength: 8, hasNetworkId: 0x08 } as const;
const GENEVE = { protocol: 2, headerLength: 8, versionMask: 0xc0, optionWords: 0x3f } as const;
const GTP = {
  messageType: 1,
  headerLength: 8,
  /** Version 1, not GTP'. */
  versionMask: 0xf0,
  version: 0x30,
  anyOptional: 0x07,
  optionalLength: 4,
  hasExtension: 0x04,
  /** A packet of a user: all else is signalling. */
  userPacket: 0xff,
} as const;

/** Steps over the headers of a tunnel, and leaves the EtherType of what it carries. */
export function decodeUdpTunnel(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < UDP.headerLength) return OUTCOME.other;
  const tunnel =
    tunnelOf(readUint16(bytes, at + UDP.destinationPort)) ?? tunnelOf(readUint16(bytes, at + UDP.sourcePort));
  if (tunnel === null) return OUTCOME.other;
  const length = readUint16(bytes, at + UDP.length);
  if (length >= UDP.headerLength) frame.promisedEnd = Math.min(frame.promisedEnd, at + length);
  frame.capturedEnd = Math.min(frame.capturedEnd, frame.promisedEnd);
  frame.at += UDP.headerLength;
  return tunnel(frame);
}

function tunnelOf(port: number): ((frame: Frame) => Outcome) | null {
  switch (port) {
    case PORT.l2tp:
      return decodeL2tp;
    case PORT.vxlan:
      return decodeVxlan;
    case PORT.geneve:
      return decodeGeneve;
    case PORT.gtpUser:
      return decodeGtp;
    default:
      return null;
  }
}

/** RFC 2661 §3.1: what is not control carries PPP. */
function decodeL2tp(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < L2TP.minLength) return OUTCOME.other;
  const flags = readUint16(bytes, at);
  if ((flags & L2TP.control) !== 0 || (flags & L2TP.versionMask) !== L2TP.version) return OUTCOME.other;
  frame.at += L2TP.minLength;
  if ((flags & L2TP.hasLength) !== 0) frame.at += 2;
  if ((flags & L2TP.hasSequence) !== 0) frame.at += 4;
  if ((flags & L2TP.hasOffset) !== 0) {
    if (frame.capturedEnd - frame.at < 2) return OUTCOME.other;
    frame.at += 2 + readUint16(bytes, frame.at);
  }
  return decodePpp(frame) === OUTCOME.next ? OUTCOME.next : OUTCOME.other;
}

/** RFC 7348 §5: without the I flag the packet is none of VXLAN. */
function decodeVxlan(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < VXLAN.headerLength) return OUTCOME.other;
  if ((frame.data[frame.at]! & VXLAN.hasNetworkId) === 0) return OUTCOME.other;
  frame.at += VXLAN.headerLength;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

function decodeGeneve(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < GENEVE.headerLength) return OUTCOME.other;
  if ((bytes[at]! & GENEVE.versionMask) !== 0) return OUTCOME.other;
  frame.etherType = readUint16(bytes, at + GENEVE.protocol);
  frame.at += GENEVE.headerLength + (bytes[at]! & GENEVE.optionWords) * 4;
  return OUTCOME.next;
}

/** What follows is told by its first nibble, as there is no type field. */
function decodeGtp(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at <= GTP.headerLength) return OUTCOME.other;
  const flags = bytes[at]!;
  if ((flags & GTP.versionMask) !== GTP.version || bytes[at + GTP.messageType] !== GTP.userPacket) return OUTCOME.other;
  frame.at += GTP.headerLength;
  if ((flags & GTP.anyOptional) !== 0) frame.at += GTP.optionalLength;
  if ((flags & GTP.hasExtension) !== 0 && !skipGtpExtensions(frame)) return OUTCOME.other;
  const version = frame.at < frame.capturedEnd ? bytes[frame.at]! >> 4 : 0;
  if (version !== 4 && version !== 6) return OUTCOME.other;
  frame.etherType = version === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  return OUTCOME.next;
}

/** TS 29.281 §5.2.1: each begins with its length in units of four bytes, and ends with the type of the next, 0 for none. */
function skipGtpExtensions(frame: Frame): boolean {
  const { data: bytes } = frame;
  while (frame.at <= frame.capturedEnd && bytes[frame.at - 1] !== 0) {
    const units = frame.at < frame.capturedEnd ? bytes[frame.at]! : 0;
    if (units === 0) return false;
    frame.at += units * 4;
  }
  return frame.at <= frame.capturedEnd;
}
