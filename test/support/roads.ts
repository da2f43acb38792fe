/**
 * Ways to a TCP header: the same short conversation behind the headers of every link type, tag and tunnel that is followed. The
 * headers are written out as the standards draw them; `test/integration/analyzer/roads.test.ts` asks tshark what it makes of them.
 */
import { enhancedPacket, interfaceBlock, join, sectionHeader } from './capture-formats.ts';
import { asLink, conversation } from './layers.ts';
import { LINK_ROADS } from './roads-by-link.ts';
import { TAG_ROADS } from './roads-by-tag.ts';
import { TUNNEL_ROADS } from './roads-by-tunnel.ts';

/** `wrap` makes a packet of an Ethernet frame that holds IP and TCP. */
export type Road = readonly [title: string, wrap: (frame: Uint8Array) => Uint8Array, options?: RoadOptions];

export interface RoadOptions {
  /** Ethernet by default. */
  linkType?: number;
  /** The conversation is IPv6's. */
  ipv6?: boolean;
}

const ETHERNET = 1;
export const ROADS: readonly Road[] = [...LINK_ROADS, ...TAG_ROADS, ...TUNNEL_ROADS];

/** The five packets of the conversation, as a pcap. */
export function captureOf([, wrap, { linkType = ETHERNET, ipv6 = false } = {}]: Road): Uint8Array {
  return asLink(conversation(ipv6), wrap, { linkType });
}

/** All roads one after the other, each by an interface and with a client port of its own. */
export function allRoads(): Uint8Array {
  const blocks = ROADS.flatMap(([, wrap, { linkType = ETHERNET, ipv6 = false } = {}], port) => {
    const packets = conversation(ipv6, 20_000 + port).map((packet, index) => {
      const bytes = wrap(packet.bytes);
      const units = BigInt(packet.seconds + port) * 1_000_000n + BigInt(index);
      return enhancedPacket({ ...packet, bytes, originalLength: bytes.length }, units, port);
    });
    return [interfaceBlock({ linkType }), ...packets];
  });
  return join([sectionHeader(), ...blocks]);
}
