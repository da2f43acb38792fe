/** Generic Routing Encapsulation: RFC 2784, RFC 1701's routing, RFC 2890's key and sequence number, and PPTP's version (RFC 2637 §4.1). */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, notFollowed, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';

export const GRE_PROTOCOL = 47;

const FIELD = { flags: 0, protocol: 2 } as const;
const MIN_HEADER_LENGTH = 4;
const FLAG = {
  checksum: 0x8000,
  routing: 0x4000,
  key: 0x2000,
  sequence: 0x1000,
  /** Only in PPTP's version. */
  acknowledgment: 0x0080,
} as const;
const VERSION_MASK = 0x0007;
const PPTP_VERSION = 1;
/** RFC 1701: a family, an offset and a length; a length of 0 is the last. */
const SOURCE_ROUTE = { headerLength: 4, length: 3, maxEntries: 64 } as const;

/** What a protocol number says that is an EtherType, or that only GRE has. */
const LAYERS: ReadonlyMap<number, number> = new Map([
  [ETHER_TYPE.ipv4, ETHER_TYPE.ipv4],
  [ETHER_TYPE.ipv6, ETHER_TYPE.ipv6],
  [ETHER_TYPE.bridged, ETHER_TYPE.bridged],
  [ETHER_TYPE.transparentBridging, ETHER_TYPE.bridged],
  [ETHER_TYPE.mpls, ETHER_TYPE.mpls],
  [ETHER_TYPE.mplsUpstream, ETHER_TYPE.mpls],
  [ETHER_TYPE.serviceHeader, ETHER_TYPE.serviceHeader],
  [0x880b, LAYER.ppp],
  [0x6559, LAYER.frameRelay],
]);
/** 3GPP2 A.S0008: a stream of bytes in which PPP's frames are marked and escaped. */
const HDLC_PROTOCOLS = [0x8881, 0x88d2];
/** Aruba's access points number their queues in the protocol. */
const WIRELESS = { first: 0x8200, last: 0x83f0, mask: 0x000f } as const;
/** Mirrored traffic (draft-foschiano-erspan): the first type has no header, and no sequence number; the third may have more. */
const MIRROR = {
  type2: 0x88be,
  type3: 0x22eb,
  length2: 8,
  length3: 12,
  version3: 2,
  moreAt: 11,
  more: 0x01,
  moreLength: 8,
};
/** Traffic redirected to a cache (draft-wilson-wrec-wccp-v2 §4.12): version 2 puts 4 bytes before the IP header. */
const WCCP = { protocol: 0x883e, headerLength: 4 } as const;

/** Steps over the header; the EtherType says what follows. */
export function decodeGre(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < MIN_HEADER_LENGTH) return OUTCOME.truncated;
  const flags = readUint16(bytes, at + FIELD.flags);
  const version = flags & VERSION_MASK;
  const protocol = readUint16(bytes, at + FIELD.protocol);
  frame.at += MIN_HEADER_LENGTH + optionalLength(flags, version);
  if ((flags & FLAG.routing) !== 0 && !skipSourceRoutes(frame)) return OUTCOME.other;
  // PPTP's acknowledgments carry nothing.
  if (frame.at >= frame.promisedEnd) return OUTCOME.other;
  if (protocol === MIRROR.type2 || protocol === MIRROR.type3) {
    if (protocol === MIRROR.type3 || (flags & FLAG.sequence) !== 0) skipMirrorHeader(frame);
    frame.etherType = ETHER_TYPE.bridged;
    return OUTCOME.next;
  }
  if (protocol === WCCP.protocol) {
    if (frame.at < frame.capturedEnd && bytes[frame.at]! >> 4 !== 4) frame.at += WCCP.headerLength;
    frame.etherType = ETHER_TYPE.ipv4;
    return OUTCOME.next;
  }
  if (HDLC_PROTOCOLS.includes(protocol)) return notFollowed(frame, 'gre-hdlc');
  frame.etherType = layerOfGre(protocol);
  return frame.etherType !== 0 ? OUTCOME.next : OUTCOME.other;
}

/** What follows a header with this protocol number; 0 where it is not read. */
export function layerOfGre(protocol: number): number {
  const { first, last, mask } = WIRELESS;
  if (protocol >= first && protocol <= last && (protocol & mask) === 0) return LAYER.ieee80211;
  return LAYERS.get(protocol) ?? 0;
}

/** The optional fields have four bytes each; the checksum and the routing's offset share theirs. */
function optionalLength(flags: number, version: number): number {
  let length = 0;
  if ((flags & FLAG.key) !== 0) length += 4;
  if ((flags & FLAG.sequence) !== 0) length += 4;
  const other = version === PPTP_VERSION ? FLAG.acknowledgment : FLAG.checksum | FLAG.routing;
  return (flags & other) !== 0 ? length + 4 : length;
}

function skipSourceRoutes(frame: Frame): boolean {
  for (let i = 0; i < SOURCE_ROUTE.maxEntries; i++) {
    if (frame.capturedEnd - frame.at < SOURCE_ROUTE.headerLength) return false;
    const length = frame.data[frame.at + SOURCE_ROUTE.length]!;
    frame.at += SOURCE_ROUTE.headerLength + length;
    if (length === 0) return true;
  }
  return false;
}

function skipMirrorHeader(frame: Frame): void {
  const { data: bytes, at } = frame;
  if (at + MIRROR.length3 > frame.capturedEnd) return;
  if (bytes[at]! >> 4 !== MIRROR.version3) frame.at += MIRROR.length2;
  else frame.at += MIRROR.length3 + ((bytes[at + MIRROR.moreAt]! & MIRROR.more) !== 0 ? MIRROR.moreLength : 0);
}
