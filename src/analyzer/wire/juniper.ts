/** Frames that Juniper's routers captured: LINKTYPE_JUNIPER_… of https://www.tcpdump.org/linktypes.html. */
import { decodeAal5 } from './atm.ts';
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeNetworkLayerId } from './frame-relay.ts';
import { LAYER } from './layer.ts';
import { decodePpp } from './ppp.ts';

/** A magic number and flags; then, where a flag says so, a length and that many bytes of what else the router knows. */
const HEADER = { length: 4, magic: 0x4d4743, flags: 3, noLinkLayer: 0x02, hasExtension: 0x80 } as const;
/** Without a link layer, a number says what follows; it stands in the first of four bytes. */
const PROTOCOL_LENGTH = 4;
const PROTOCOLS: ReadonlyMap<number, number> = new Map([
  [2, ETHER_TYPE.ipv4],
  [3, ETHER_TYPE.ipv4],
  [4, ETHER_TYPE.mpls],
  [5, ETHER_TYPE.mpls],
  [6, ETHER_TYPE.ipv6],
  [7, ETHER_TYPE.ipv6],
  [8, ETHER_TYPE.mpls],
  [32, ETHER_TYPE.mpls],
  [200, LAYER.ppp],
  [202, LAYER.llc],
  [203, LAYER.llc],
  [204, ETHER_TYPE.bridged],
  [207, LAYER.frameRelay],
  [208, LAYER.ciscoHdlc],
]);
/** A packet of ATM, behind a cookie. */
const ATM_PAYLOAD = -1;
/** Of a bundle of frame relay links: a network layer's identifier, behind a cookie. */
const NETWORK_LAYER = -2;
const UNNUMBERED_INFORMATION = 3;
const SNAP = 0xaa;

/** By link type: the length of its cookie, and what follows. Of type 133 the protocol is always there; type 200 has nothing else. */
const KINDS: ReadonlyMap<number, readonly [cookie: number, layer: number]> = new Map([
  [130, [0, LAYER.ppp]],
  [131, [2, NETWORK_LAYER]],
  [133, [0, 0]],
  [135, [8, ATM_PAYLOAD]],
  [136, [12, LAYER.ip]],
  [137, [4, ATM_PAYLOAD]],
  [167, [0, ETHER_TYPE.bridged]],
  [178, [0, ETHER_TYPE.bridged]],
  [179, [0, LAYER.ppp]],
  [180, [0, LAYER.frameRelay]],
  [181, [0, LAYER.ciscoHdlc]],
  [183, [18, LAYER.ip]],
  [200, [0, 0]],
]);
export const JUNIPER_LINK_TYPES: readonly number[] = [...KINDS.keys()];

export function decodeJuniper(frame: Frame, linkType: number): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < HEADER.length + PROTOCOL_LENGTH) return OUTCOME.truncated;
  if (((bytes[at]! << 16) | readUint16(bytes, at + 1)) !== HEADER.magic) return OUTCOME.other;
  const flags = bytes[at + HEADER.flags]!;
  frame.at += HEADER.length;
  if ((flags & HEADER.hasExtension) !== 0) frame.at += 2 + readUint16(bytes, frame.at);
  if (frame.capturedEnd - frame.at < PROTOCOL_LENGTH) return OUTCOME.truncated;
  const [cookie, layer] = KINDS.get(linkType)!;
  if ((flags & HEADER.noLinkLayer) !== 0 || layer === 0) return decodeProtocol(frame);
  frame.at += cookie;
  frame.etherType = layer;
  if (layer === ATM_PAYLOAD) return decodeAtm(frame);
  return layer === NETWORK_LAYER ? decodeBundled(frame) : OUTCOME.next;
}

function decodeProtocol(frame: Frame): Outcome {
  const layer = PROTOCOLS.get(frame.data[frame.at]!);
  if (layer === undefined) return OUTCOME.other;
  frame.at += PROTOCOL_LENGTH;
  frame.etherType = layer;
  return OUTCOME.next;
}

/** LLC, IP, a network layer's identifier (RFC 2684 §7) or PPP (RFC 2364), as the first byte looks. */
function decodeAtm(frame: Frame): Outcome {
  const first = frame.data[frame.at]!;
  if (first === UNNUMBERED_INFORMATION) return decodeBundled(frame);
  if (first === SNAP || first >> 4 === 4 || first >> 4 === 6) return decodeAal5(frame);
  return decodePpp(frame);
}

function decodeBundled(frame: Frame): Outcome {
  if (frame.data[frame.at] !== UNNUMBERED_INFORMATION) return OUTCOME.other;
  frame.at++;
  return decodeNetworkLayerId(frame);
}
