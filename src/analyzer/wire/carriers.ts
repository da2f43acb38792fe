/** Link types that put a header before frames of other link types: PPI, PKTAP, ERF; and those of capture cards, firewalls and kernels. */

import { readUint16 } from './bytes.ts';
import { decodeByVersion } from './cooked.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { LAYER, LINK_LAYER } from './layer.ts';

/** https://www.tcpdump.org/linktypes.html, LINKTYPE_PPI: a length and the link type, little-endian. */
const PPI = { minLength: 8, length: 2, linkType: 4 } as const;
/** LINKTYPE_PKTAP, in the byte order of Darwin's machines. */
const PKTAP = { minLength: 108, length: 0, linkType: 8 } as const;
/** LINKTYPE_ERF: the type's highest bit says that headers of 8 bytes follow, each with such a bit. */
const ERF = { length: 16, type: 8, more: 0x80, extensionLength: 8, maxExtensions: 16 } as const;
/** By the record's type: bytes before the frame, and what it is. The frames' colours and hashes are their own types. */
const ERF_LAYERS: ReadonlyMap<number, readonly [skipped: number, layer: number]> = new Map<number, [number, number]>([
  ...erfTypes([1, 10, 15, 19], 0, LAYER.hdlc),
  ...erfTypes([2, 11, 16, 20], 2, ETHER_TYPE.bridged),
  ...erfTypes([5, 17], 4, LAYER.hdlc),
  ...erfTypes([4], 4, LAYER.aal5),
  ...erfTypes([22], 0, ETHER_TYPE.ipv4),
  ...erfTypes([23], 0, ETHER_TYPE.ipv6),
]);
/** LINKTYPE_IPNET, of Solaris. */
const IPNET = { length: 24, family: 1, ipv4: 2, ipv6: 26 } as const;
/** LINKTYPE_SYMANTEC_FIREWALL, of version 2. */
const SYMANTEC = { length: 44, type: 6 } as const;
/** LINKTYPE_ATSC_ALP: the packet's type, a mode, and a length of 11 bits. */
const ALP = { length: 2, typeAndModeMask: 0xf8, plainIpv4: 0 } as const;

function erfTypes(types: readonly number[], skipped: number, layer: number): [number, [number, number]][] {
  return types.map((type) => [type, [skipped, layer]]);
}

export function decodePpi(frame: Frame): Outcome {
  return decodeCarrier(
    frame,
    PPI,
    frame.capturedEnd - frame.at < PPI.minLength ? 0 : littleEndian16(frame, PPI.length),
  );
}

export function decodePktap(frame: Frame): Outcome {
  return decodeCarrier(
    frame,
    PKTAP,
    frame.capturedEnd - frame.at < PKTAP.minLength ? 0 : littleEndian16(frame, PKTAP.length),
  );
}

function decodeCarrier(frame: Frame, field: { minLength: number; linkType: number }, length: number): Outcome {
  if (frame.capturedEnd - frame.at < field.minLength) return OUTCOME.truncated;
  if (length < field.minLength) return OUTCOME.malformed;
  frame.etherType = LINK_LAYER + littleEndian16(frame, field.linkType);
  frame.at += length;
  return OUTCOME.next;
}

function littleEndian16({ data, at }: Frame, offset: number): number {
  return data[at + offset]! | (data[at + offset + 1]! << 8);
}

export function decodeErf(frame: Frame): Outcome {
  const { data: bytes, at, capturedEnd } = frame;
  if (capturedEnd - at < ERF.length) return OUTCOME.truncated;
  const kind = ERF_LAYERS.get(bytes[at + ERF.type]! & ~ERF.more);
  if (kind === undefined) return OUTCOME.other;
  let more = (bytes[at + ERF.type]! & ERF.more) !== 0;
  frame.at += ERF.length;
  for (let i = 0; more && i < ERF.maxExtensions && frame.at < capturedEnd; i++) {
    more = (bytes[frame.at]! & ERF.more) !== 0;
    frame.at += ERF.extensionLength;
  }
  frame.at += kind[0];
  frame.etherType = kind[1];
  return OUTCOME.next;
}

export function decodeIpnet(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < IPNET.length) return OUTCOME.truncated;
  const family = frame.data[frame.at + IPNET.family];
  if (family !== IPNET.ipv4 && family !== IPNET.ipv6) return OUTCOME.other;
  frame.etherType = family === IPNET.ipv4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  frame.at += IPNET.length;
  return OUTCOME.next;
}

export function decodeSymantec(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < SYMANTEC.length) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + SYMANTEC.type);
  frame.at += SYMANTEC.length;
  return OUTCOME.next;
}

/** The link layer of ATSC 3.0 (A/330 §5): IPv4 packets that are whole. */
export function decodeAlp(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at <= ALP.length) return OUTCOME.truncated;
  if ((frame.data[frame.at]! & ALP.typeAndModeMask) !== ALP.plainIpv4) return OUTCOME.other;
  frame.at += ALP.length;
  return decodeByVersion(frame);
}
