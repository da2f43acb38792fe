/** Ethernet II and IEEE 802.3 (LLC/SNAP), with the VLAN tags of IEEE 802.1Q and 802.1ad and the MPLS label stack (RFC 3032). */
import { readUint16 } from './bytes.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

export const ETHER_TYPE = {
  ipv4: 0x0800,
  arp: 0x0806,
  ipv6: 0x86dd,
  /** A whole Ethernet frame (RFC 1701), as tunnels carry it. */
  bridged: 0x6558,
  /** RFC 2637 §4.1. */
  ppp: 0x880b,
  vlan: 0x8100,
  providerBridge: 0x88a8,
  /** Tags from before IEEE 802.1ad that still occur. */
  oldQinQ: 0x9100,
  olderQinQ: 0x9200,
  mpls: 0x8847,
  mplsUpstream: 0x8848,
  pppoeDiscovery: 0x8863,
  pppoeSession: 0x8864,
  fabricPath: 0x8903,
} as const;

const HEADER_LENGTH = 14;
const TAG_LENGTH = 4;
const FABRIC_PATH_TAG_LENGTH = 2;
const CHECK_SEQUENCE_LENGTH = 4;
/** IEEE 802.3 §3.2.6: a value up to 1500 is a length, and LLC follows. */
const MAX_LENGTH_FIELD = 1500;
const SNAP_LENGTH = 8;
const SNAP = 0xaaaa;
const MPLS_BOTTOM = 0x01;

export function decodeEthernet(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < HEADER_LENGTH) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + 12);
  frame.at += HEADER_LENGTH;
  return frame.etherType <= MAX_LENGTH_FIELD ? decodeSnap(frame) : OUTCOME.next;
}

function decodeSnap(frame: Frame): Outcome {
  const end = frame.at + frame.etherType;
  const outcome = decodeLlc(frame);
  if (outcome === OUTCOME.next) frame.promisedEnd = Math.min(frame.promisedEnd, end);
  return outcome;
}

/** RFC 1042: DSAP and SSAP 0xAA, control 3, organisation 0, then an EtherType. */
export function decodeLlc(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < SNAP_LENGTH) return OUTCOME.other;
  if (readUint16(bytes, at) !== SNAP || bytes[at + 2] !== 3) return OUTCOME.other;
  if (bytes[at + 3] !== 0 || readUint16(bytes, at + 4) !== 0) return OUTCOME.other;
  frame.etherType = readUint16(bytes, at + 6);
  frame.at += SNAP_LENGTH;
  return OUTCOME.next;
}

/** Steps over one VLAN tag. */
export function decodeVlanTag(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < TAG_LENGTH) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + 2);
  frame.at += TAG_LENGTH;
  return frame.etherType <= MAX_LENGTH_FIELD ? decodeSnap(frame) : OUTCOME.next;
}

/**
 * Cisco FabricPath: the type was the outer frame's; a tag of hops and tree, then the frame that it carries. Wireshark takes the
 * last bytes of that for its check sequence, even where the IP header claims them.
 */
export function decodeFabricPath(frame: Frame): Outcome {
  frame.at += FABRIC_PATH_TAG_LENGTH;
  frame.promisedEnd -= CHECK_SEQUENCE_LENGTH;
  frame.capturedEnd = Math.min(frame.capturedEnd, frame.promisedEnd);
  return decodeEthernet(frame);
}

/** Steps over the label stack; what follows is told by its first nibble, as there is no type field. */
export function decodeMpls(frame: Frame): Outcome {
  for (;;) {
    if (frame.capturedEnd - frame.at <= TAG_LENGTH) return OUTCOME.truncated;
    const bottom = frame.data[frame.at + 2]! & MPLS_BOTTOM;
    frame.at += TAG_LENGTH;
    if (bottom !== 0) break;
  }
  const version = frame.data[frame.at]! >> 4;
  if (version !== 4 && version !== 6) return OUTCOME.other;
  frame.etherType = version === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  return OUTCOME.next;
}
