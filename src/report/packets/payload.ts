/** Where headers and the TCP payload stand in captured bytes. */
import { LINK_TYPE } from '../../analyzer/capture-file/link-types.ts';
import { Decoder } from '../../analyzer/wire/decoder.ts';
import { Frame, OUTCOME } from '../../analyzer/wire/frame.ts';

/** Offsets into the captured bytes. */
export interface Layout {
  /** The innermost IP header: behind tags, labels and tunnels. */
  readonly network: number;
  readonly tcp: number;
  readonly payload: number;
}

const RAW_LINK_TYPES: readonly number[] = [
  LINK_TYPE.raw,
  LINK_TYPE.rawBsd,
  LINK_TYPE.rawOpenBsd,
  LINK_TYPE.ipv4,
  LINK_TYPE.ipv6,
];
const ETHERTYPE = { vlan: 0x8100, qinq: 0x88a8 } as const;
const MAX_TAGS = 4;

const frame = new Frame();

export function u16(bytes: Uint8Array, at: number): number {
  return at + 1 < bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : -1;
}

/** Where what follows the link header and its VLAN tags starts, or -1. */
export function networkOffset(bytes: Uint8Array, linkType: number): number {
  if (RAW_LINK_TYPES.includes(linkType)) return 0;
  if (linkType === LINK_TYPE.null || linkType === LINK_TYPE.loop) return 4;
  if (linkType === LINK_TYPE.linuxSll) return 16;
  if (linkType === LINK_TYPE.linuxSll2) return 20;
  if (linkType !== LINK_TYPE.ethernet) return -1;
  let at = 12;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const type = u16(bytes, at);
    if (type !== ETHERTYPE.vlan && type !== ETHERTYPE.qinq) break;
    at += 4;
  }
  return at + 2;
}

/** As the analyzer reads it. Null where the frame by itself holds no TCP header: not TCP, cut, or a fragment. */
export function layoutOf(bytes: Uint8Array, linkType: number): Layout | null {
  frame.bytes = bytes;
  frame.start = 0;
  frame.capturedLength = bytes.length;
  frame.originalLength = bytes.length;
  frame.linkType = linkType;
  // A decoder of its own: it must not put fragments of other frames together.
  if (new Decoder().decode(frame) !== OUTCOME.next) return null;
  return { network: frame.networkAt, tcp: frame.headerAt, payload: Math.min(frame.payloadAt, bytes.length) };
}
