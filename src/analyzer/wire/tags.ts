/** Headers that stand between an EtherType and the next one, or a whole frame: tags of switches and rings, MACsec, TRILL, NSH and others. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { decodeTag } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';

/** What stands before the type of what follows: Cisco's metadata, VN-Tag, IEEE 802.1BR, HSR (IEC 62439-3), IEEE 802.1CB. */
export const TAG_LENGTHS: ReadonlyMap<number, number> = new Map([
  [ETHER_TYPE.ciscoMetadata, 6],
  [ETHER_TYPE.vnTag, 4],
  [ETHER_TYPE.eTag, 6],
  [ETHER_TYPE.highAvailabilityRing, 4],
  [ETHER_TYPE.redundancyTag, 4],
  [ETHER_TYPE.fortinetHeartbeat, 6],
]);

/** IEEE 802.1AE §9: flags, short length, packet number; then the channel's identifier, and an integrity check at the end. */
const MACSEC = {
  length: 6,
  channel: 0x20,
  channelLength: 8,
  encrypted: 0x0c,
  checkLength: 16,
  shortLength: 0x3f,
} as const;
/** IEEE 802.1ah: a service tag between two pairs of addresses. */
const SERVICE_TAG_LENGTH = 4;
/** RFC 6325 §3: flags with the options' length in words, hops, and two nicknames. */
const TRILL = { length: 6, optionsShift: 6, optionsMask: 0x1f } as const;
/** RFC 8300 §2.2: the length in words, and what follows. */
const SERVICE_HEADER = { length: 8, lengthMask: 0x3f, nextProtocol: 3 } as const;
const SERVICE_PROTOCOLS = [
  0,
  ETHER_TYPE.ipv4,
  ETHER_TYPE.ipv6,
  ETHER_TYPE.bridged,
  ETHER_TYPE.serviceHeader,
  ETHER_TYPE.mpls,
];
/** By type: of version 15 unicast, with a source, broadcast; of version 14 unicast and broadcast. */
const BATMAN_LENGTHS: Readonly<Record<number, Readonly<Record<number, number>>>> = {
  14: { 3: 10, 4: 14 },
  15: { 64: 10, 66: 18, 1: 14 },
};
/** Which format the time has: 64 bits, or 48. */
const TIMESTAMP = {
  version: 2,
  lengths: new Map([
    [0x10, 12],
    [0x20, 10],
  ]),
} as const;
/** RFC 5412 §3: flags, fragment, length, signal; control messages and fragments are no frames. */
const LWAPP = { length: 6, notData: 0x07 } as const;

/** FortiGate's copies of sessions for a cluster. */
const FORTINET_SESSION_LENGTH = 4;

export function decodeFortinetSession(frame: Frame): Outcome {
  frame.at += FORTINET_SESSION_LENGTH;
  frame.etherType = ETHER_TYPE.ipv4;
  return OUTCOME.next;
}

export function decodeMacsec(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < MACSEC.length) return OUTCOME.truncated;
  if ((bytes[at]! & MACSEC.encrypted) !== 0) return OUTCOME.encrypted;
  frame.at += MACSEC.length + ((bytes[at]! & MACSEC.channel) !== 0 ? MACSEC.channelLength : 0);
  const shortLength = bytes[at + 1]! & MACSEC.shortLength;
  const end = shortLength !== 0 ? frame.at + shortLength : frame.promisedEnd - MACSEC.checkLength;
  frame.promisedEnd = Math.min(frame.promisedEnd, end);
  frame.capturedEnd = Math.min(frame.capturedEnd, frame.promisedEnd);
  return decodeTag(frame, 0);
}

export function decodeServiceTag(frame: Frame): Outcome {
  frame.at += SERVICE_TAG_LENGTH;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

export function decodeTrill(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < TRILL.length) return OUTCOME.truncated;
  const words = (readUint16(frame.data, frame.at) >> TRILL.optionsShift) & TRILL.optionsMask;
  frame.at += TRILL.length + words * 4;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

/** The Network Service Header. */
export function decodeServiceHeader(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < SERVICE_HEADER.length) return OUTCOME.truncated;
  frame.etherType = SERVICE_PROTOCOLS[bytes[at + SERVICE_HEADER.nextProtocol]!] ?? 0;
  const length = (bytes[at + 1]! & SERVICE_HEADER.lengthMask) * 4;
  frame.at += length;
  return frame.etherType !== 0 && length >= SERVICE_HEADER.length ? OUTCOME.next : OUTCOME.other;
}

/** B.A.T.M.A.N. Advanced, by the Linux kernel's include/uapi/linux/batadv_packet.h (under the MIT licence). */
export function decodeBatman(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < 2) return OUTCOME.truncated;
  const length = BATMAN_LENGTHS[bytes[at + 1]!]?.[bytes[at]!];
  if (length === undefined) return OUTCOME.other;
  frame.at += length;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

/** The times that Arista's switches put before the type. */
export function decodeTimestamp(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < 4) return OUTCOME.truncated;
  const length = TIMESTAMP.lengths.get(readUint16(frame.data, frame.at + TIMESTAMP.version));
  return length === undefined ? OUTCOME.other : decodeTag(frame, length);
}

export function decodeLwapp(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < LWAPP.length) return OUTCOME.other;
  if ((frame.data[frame.at]! & LWAPP.notData) !== 0) return OUTCOME.other;
  frame.at += LWAPP.length;
  frame.etherType = LAYER.ieee80211;
  return OUTCOME.next;
}
