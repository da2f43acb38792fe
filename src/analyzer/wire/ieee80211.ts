/** IEEE 802.11 data frames, bare or behind what a radio adds: radiotap, Prism's or AVS's header. */
import { readUint16, readUint32 } from './bytes.ts';
import { type Frame, notFollowed, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';
import { decodeLlc } from './llc.ts';

/** The frame control field (§9.2.4.1), its first byte and its second. */
const CONTROL = { versionAndType: 0x0f, dataType: 0x08, quality: 0x80, noData: 0x40 } as const;
const FLAG = { toSystem: 0x01, fromSystem: 0x02, moreFragments: 0x04, protected: 0x40, order: 0x80 } as const;
const SEQUENCE_AT = 22;
const FRAGMENT_MASK = 0x0f;
const MIN_HEADER_LENGTH = 24;
const FOURTH_ADDRESS_LENGTH = 6;
const QUALITY_CONTROL_LENGTH = 2;
const HIGH_THROUGHPUT_CONTROL_LENGTH = 4;
/** Of the quality control field: several frames in one (§9.3.2.2), each behind an Ethernet header that has a length for a type. */
const AGGREGATE = 0x80;
const SUBFRAME = { headerLength: 14, length: 12 } as const;
const MAX_SUBFRAMES = 256;
const MESH = { length: 6, addresses: 0x03, addressLength: 6 } as const;
/** The first byte of LLC's header, where SNAP follows. */
const SNAP = 0xaa;

/** https://www.radiotap.org: a version of 0, a length, words of presence bits, then fields aligned to their size. */
const RADIOTAP = { length: 2, present: 4, more: 0x80, hasTime: 0x01, hasFlags: 0x02, padded: 0x20 } as const;
const PRISM = { messageCode: 0x44, length: 144 } as const;
const AVS = { magic: 0x80211000, mask: 0xfffff000, length: 4 } as const;

interface Peculiarities {
  /** The radio put two bytes behind a header whose length is no multiple of four. */
  padded?: boolean;
  /** Whoever passed the frame on has changed the two bytes of the control field over. */
  swapped?: boolean;
}

/** LINKTYPE_IEEE802_11. */
export function decodeIeee80211(frame: Frame, { padded = false, swapped = false }: Peculiarities = {}): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < 2) return OUTCOME.truncated;
  const control = bytes[swapped ? at + 1 : at]!;
  const flags = bytes[swapped ? at : at + 1]!;
  if ((control & CONTROL.versionAndType) !== CONTROL.dataType || (control & CONTROL.noData) !== 0) return OUTCOME.other;
  if ((flags & FLAG.protected) !== 0) return OUTCOME.encrypted;
  if (frame.capturedEnd - at < MIN_HEADER_LENGTH) return OUTCOME.truncated;
  if ((flags & FLAG.moreFragments) !== 0) return notFollowed(frame, 'wireless-fragments');
  let length = MIN_HEADER_LENGTH;
  const relayed = FLAG.toSystem | FLAG.fromSystem;
  if ((flags & relayed) === relayed) length += FOURTH_ADDRESS_LENGTH;
  let aggregate = false;
  if ((control & CONTROL.quality) !== 0) {
    aggregate = at + length < frame.capturedEnd && (bytes[at + length]! & AGGREGATE) !== 0;
    length += QUALITY_CONTROL_LENGTH;
    if ((flags & FLAG.order) !== 0) length += HIGH_THROUGHPUT_CONTROL_LENGTH;
  }
  if (padded) length = (length + 3) & ~3;
  frame.at = at + length;
  if (aggregate) return decodeAggregate(frame);
  if ((flags & relayed) === relayed && bytes[frame.at] !== SNAP) skipMeshControl(frame);
  const outcome = decodeLlc(frame);
  // Some access points number whole frames as if they were last fragments.
  const isFragment = (bytes[at + SEQUENCE_AT]! & FRAGMENT_MASK) !== 0 && outcome === OUTCOME.other;
  return isFragment ? notFollowed(frame, 'wireless-fragments') : outcome;
}

/** The first frame is the one to be decoded; the others wait in `frame.rest`. */
function decodeAggregate(frame: Frame): Outcome {
  const { data, capturedEnd, promisedEnd } = frame;
  const first = frame.at + SUBFRAME.headerLength;
  let at = frame.at;
  for (let i = 0; i < MAX_SUBFRAMES && capturedEnd - at > SUBFRAME.headerLength; i++) {
    const body = at + SUBFRAME.headerLength;
    const end = body + readUint16(data, at + SUBFRAME.length);
    const own = { capturedEnd: Math.min(capturedEnd, end), promisedEnd: Math.min(promisedEnd, end) };
    if (i > 0) frame.keepPacket({ data, at: body, ...own, etherType: LAYER.llc, quoted: false });
    at += (end - at + 3) & ~3;
  }
  frame.at = first;
  return decodeLlc(frame);
}

/** §9.2.4.8.3: in a mesh, hops and a number come first, and up to two addresses. */
function skipMeshControl(frame: Frame): void {
  frame.at += MESH.length + (frame.data[frame.at]! & MESH.addresses) * MESH.addressLength;
}

/** LINKTYPE_IEEE802_11_RADIOTAP. */
export function decodeRadiotap(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < 8) return OUTCOME.truncated;
  const length = bytes[at + RADIOTAP.length]! | (bytes[at + RADIOTAP.length + 1]! << 8);
  if (bytes[at] !== 0 || length < 8) return OUTCOME.malformed;
  if (at + length > frame.capturedEnd) return OUTCOME.truncated;
  const padded = hasPadding(bytes, at, at + length);
  frame.at = at + length;
  return decodeIeee80211(frame, { padded });
}

function hasPadding(bytes: Uint8Array, at: number, end: number): boolean {
  const present = bytes[at + RADIOTAP.present]!;
  if ((present & RADIOTAP.hasFlags) === 0) return false;
  let field = at + RADIOTAP.present;
  while (field + 4 <= end && (bytes[field + 3]! & RADIOTAP.more) !== 0) field += 4;
  field += 4;
  if ((present & RADIOTAP.hasTime) !== 0) field = at + ((field - at + 7) & ~7) + 8;
  return field < end && (bytes[field]! & RADIOTAP.padded) !== 0;
}

/** LINKTYPE_IEEE802_11_PRISM and LINKTYPE_IEEE802_11_AVS: some drivers write AVS's header under Prism's number. */
export function decodePrismOrAvs(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < 8) return OUTCOME.truncated;
  const isAvs = (readUint32(bytes, at) & AVS.mask) >>> 0 === AVS.magic;
  const isPrism = bytes[at] === PRISM.messageCode || readUint16(bytes, at + 2) === PRISM.messageCode;
  if (!isAvs && !isPrism) return decodeIeee80211(frame);
  frame.at += isAvs ? readUint32(bytes, at + AVS.length) : PRISM.length;
  return frame.at > frame.capturedEnd ? OUTCOME.truncated : decodeIeee80211(frame);
}
