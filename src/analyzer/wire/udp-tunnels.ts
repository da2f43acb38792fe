/** Tunnels over UDP, told by their ports. What is not as their standard says is somebody else's datagram. */
import { readUint16, readUint32 } from './bytes.ts';
import { decodeCapwap } from './capwap.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeGtp } from './gtp.ts';
import { decodeL2tp } from './l2tp.ts';
import { LAYER, LINK_LAYER } from './layer.ts';
import { decodeSflow } from './sflow.ts';
import { decodeLwapp } from './tags.ts';
import { decodeTeredo } from './teredo.ts';

export const UDP_PROTOCOL = 17;
/** RFC 3828: its length is how much the checksum covers. */
export const UDP_LITE_PROTOCOL = 136;

/** RFC 768. */
const UDP = { sourcePort: 0, destinationPort: 2, length: 4, headerLength: 8 } as const;

type TunnelDecoder = (frame: Frame) => Outcome;

/** As IANA assigned them, and where else Wireshark looks. */
const TUNNELS: ReadonlyMap<number, TunnelDecoder> = new Map([
  [434, decodeMobileIp],
  [1701, decodeL2tp],
  [2123, decodeGtp],
  [2152, decodeGtp],
  [2268, decodeMulticastTunnel],
  [3343, skip(0, ETHER_TYPE.bridged)],
  [3386, decodeGtp],
  [3544, decodeTeredo],
  [4341, skip(8, LAYER.ip)],
  [4342, decodeLispControl],
  [4754, skip(0, LAYER.gre)],
  [4789, skip(8, ETHER_TYPE.bridged)],
  [4790, decodeVxlanGpe],
  [5072, decodeAyiya],
  [5247, decodeCapwap],
  [6081, decodeGeneve],
  /** Samples of packets. */
  [6343, decodeSflow],
  [6635, skip(0, ETHER_TYPE.mpls)],
  /** Linux's VXLAN before it had a port. */
  [8472, skip(8, ETHER_TYPE.bridged)],
  [12_220, skip(0, ETHER_TYPE.bridged)],
  [12_222, decodeLwapp],
  /** Mirrored by Juniper's routers: an intercept and a session. */
  [30_030, skip(8, LAYER.ip)],
  [37_008, decodeTzsp],
]);

const GENEVE = { protocol: 2, headerLength: 8, versionMask: 0xc0, optionWords: 0x3f } as const;
/** draft-ietf-nvo3-vxlan-gpe §3.2: by the next protocol's number. */
const GPE = { nextProtocol: 3, headerLength: 8 } as const;
const GPE_LAYERS = [0, ETHER_TYPE.ipv4, ETHER_TYPE.ipv6, ETHER_TYPE.bridged, ETHER_TYPE.serviceHeader, ETHER_TYPE.mpls];
/** RFC 6830 §6.1.8: a control message within a header of its own. */
const LISP_ENCAPSULATED = { type: 0x80, typeMask: 0xf0, length: 4 } as const;
/** RFC 7450 §5.1.6. */
const MULTICAST_DATA = { versionAndType: 0x06, length: 2 } as const;
/** RFC 3519 §3.2: type, next header. */
const MOBILE_IP = { tunnelData: 4, nextHeader: 1, ipv4: 4, length: 4 } as const;
/** draft-massar-v6ops-ayiya §3: lengths of identity (a power of two) and signature (words), operation, next header; then the time. */
const AYIYA = { length: 8, operation: 2, operationMask: 0x0f, forward: 1, nextHeader: 3, ipv4: 4, ipv6: 41 } as const;
/** Access points that listen for a remote analyzer: a magic number on any port, a version, the header's length; a check sequence at the end. */
const PEEK = { magic: 0x00ffabcd, length: 5, minLength: 9 } as const;
/** TaZmen Sniffer Protocol: version, kind, protocol, then fields up to one that ends them. */
const TZSP = { headerLength: 4, protocol: 2, padding: 0, end: 1, maxFields: 64 } as const;
const TZSP_LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [1, 1],
  [18, 105],
  [119, 119],
  [127, 163],
]);

/** Steps over the headers of a tunnel, and leaves the EtherType of what it carries. */
export function decodeUdpTunnel(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  const tunnel = tunnelOf(frame) ?? (isPeek(frame) ? decodePeek : undefined);
  if (tunnel === undefined) return OUTCOME.other;
  const length = readUint16(bytes, at + UDP.length);
  if (length >= UDP.headerLength) frame.promisedEnd = Math.min(frame.promisedEnd, at + length);
  frame.capturedEnd = Math.min(frame.capturedEnd, frame.promisedEnd);
  frame.at += UDP.headerLength;
  return tunnel(frame);
}

export function decodeUdpLiteTunnel(frame: Frame): Outcome {
  const tunnel = tunnelOf(frame);
  if (tunnel === undefined) return OUTCOME.other;
  frame.at += UDP.headerLength;
  return tunnel(frame);
}

/** The lower port decides, as in Wireshark. */
function tunnelOf({ data, at, capturedEnd }: Frame): TunnelDecoder | undefined {
  if (capturedEnd - at < UDP.headerLength) return undefined;
  const source = readUint16(data, at + UDP.sourcePort);
  const destination = readUint16(data, at + UDP.destinationPort);
  return TUNNELS.get(Math.min(source, destination)) ?? TUNNELS.get(Math.max(source, destination));
}

/** A header of a fixed length that says nothing of what follows: VXLAN (RFC 7348 §5), LISP (RFC 6830 §5), MPLS (RFC 7510), GRE (RFC 8086). */
function skip(length: number, layer: number): TunnelDecoder {
  return (frame) => {
    if (frame.capturedEnd - frame.at <= length) return OUTCOME.other;
    frame.at += length;
    frame.etherType = layer;
    return OUTCOME.next;
  };
}

/** RFC 8926 §3.4. */
function decodeGeneve(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < GENEVE.headerLength) return OUTCOME.other;
  if ((bytes[at]! & GENEVE.versionMask) !== 0) return OUTCOME.other;
  frame.etherType = readUint16(bytes, at + GENEVE.protocol);
  frame.at += GENEVE.headerLength + (bytes[at]! & GENEVE.optionWords) * 4;
  return OUTCOME.next;
}

function decodeVxlanGpe(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < GPE.headerLength) return OUTCOME.other;
  frame.etherType = GPE_LAYERS[bytes[at + GPE.nextProtocol]!] ?? 0;
  frame.at += GPE.headerLength;
  return frame.etherType !== 0 ? OUTCOME.next : OUTCOME.other;
}

function decodeLispControl(frame: Frame): Outcome {
  if ((frame.data[frame.at]! & LISP_ENCAPSULATED.typeMask) !== LISP_ENCAPSULATED.type) return OUTCOME.other;
  return skip(LISP_ENCAPSULATED.length, LAYER.ip)(frame);
}

/** Automatic Multicast Tunneling. */
function decodeMulticastTunnel(frame: Frame): Outcome {
  if (frame.data[frame.at] !== MULTICAST_DATA.versionAndType) return OUTCOME.other;
  return skip(MULTICAST_DATA.length, LAYER.ip)(frame);
}

function decodeMobileIp(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (bytes[at] !== MOBILE_IP.tunnelData || bytes[at + MOBILE_IP.nextHeader] !== MOBILE_IP.ipv4) return OUTCOME.other;
  return skip(MOBILE_IP.length, ETHER_TYPE.ipv4)(frame);
}

function decodeAyiya(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < AYIYA.length) return OUTCOME.other;
  const next = bytes[at + AYIYA.nextHeader];
  const forward = (bytes[at + AYIYA.operation]! & AYIYA.operationMask) === AYIYA.forward;
  if (!forward || (next !== AYIYA.ipv4 && next !== AYIYA.ipv6)) return OUTCOME.other;
  frame.at += AYIYA.length + 2 ** (bytes[at]! >> 4) + (bytes[at + 1]! >> 4) * 4;
  frame.etherType = next === AYIYA.ipv4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  return OUTCOME.next;
}

function isPeek({ data, at, capturedEnd }: Frame): boolean {
  const start = at + UDP.headerLength;
  return capturedEnd - start > PEEK.minLength && readUint32(data, start) === PEEK.magic;
}

function decodePeek(frame: Frame): Outcome {
  frame.dropCheckSequence();
  return skip(readUint32(frame.data, frame.at + PEEK.length), LAYER.ieee80211)(frame);
}

function decodeTzsp(frame: Frame): Outcome {
  const { data: bytes, at, capturedEnd } = frame;
  if (capturedEnd - at < TZSP.headerLength) return OUTCOME.other;
  const linkType = TZSP_LINK_TYPES.get(readUint16(bytes, at + TZSP.protocol));
  if (linkType === undefined) return OUTCOME.other;
  frame.at += TZSP.headerLength;
  for (let i = 0; i < TZSP.maxFields && frame.at < capturedEnd; i++) {
    const field = bytes[frame.at]!;
    frame.at += field === TZSP.padding || field === TZSP.end ? 1 : 2 + (bytes[frame.at + 1] ?? 0);
    if (field !== TZSP.end) continue;
    frame.etherType = LINK_LAYER + linkType;
    return OUTCOME.next;
  }
  return OUTCOME.other;
}
