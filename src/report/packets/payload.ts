/** Finds the TCP payload in captured bytes: link header, IP header with options or extensions, TCP header. */

/** Offsets into the captured bytes; null where the packet is not TCP or its headers are cut. */
export interface Layout {
  readonly ip: number;
  readonly ipVersion: 4 | 6;
  readonly tcp: number;
  readonly payload: number;
}

export const LINK_TYPE = {
  null: 0,
  ethernet: 1,
  raw: 101,
  loop: 108,
  sll: 113,
  ipv4: 228,
  ipv6: 229,
  sll2: 276,
} as const;
const RAW_LINK_TYPES: readonly number[] = [LINK_TYPE.raw, 12, 14, LINK_TYPE.ipv4, LINK_TYPE.ipv6];
const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd, vlan: 0x8100, qinq: 0x88a8 } as const;
const PROTOCOL_TCP = 6;
/** Hop-by-hop, routing, fragment, destination options: the IPv6 extension headers that stand before TCP. */
const EXTENSION_HEADERS: readonly number[] = [0, 43, 44, 60];
const MAX_TAGS = 4;
const MAX_EXTENSIONS = 8;

export function u16(bytes: Uint8Array, at: number): number {
  return at + 1 < bytes.length ? (bytes[at]! << 8) | bytes[at + 1]! : -1;
}

/** Where the network header starts, or -1. */
export function networkOffset(bytes: Uint8Array, linkType: number): number {
  if (RAW_LINK_TYPES.includes(linkType)) return 0;
  if (linkType === LINK_TYPE.null || linkType === LINK_TYPE.loop) return 4;
  if (linkType === LINK_TYPE.sll) return 16;
  if (linkType === LINK_TYPE.sll2) return 20;
  if (linkType !== LINK_TYPE.ethernet) return -1;
  let at = 12;
  for (let tags = 0; tags < MAX_TAGS; tags++) {
    const type = u16(bytes, at);
    if (type !== ETHERTYPE.vlan && type !== ETHERTYPE.qinq) break;
    at += 4;
  }
  return at + 2;
}

export function layoutOf(bytes: Uint8Array, linkType: number): Layout | null {
  const ip = networkOffset(bytes, linkType);
  if (ip < 0 || ip >= bytes.length) return null;
  const ipVersion = bytes[ip]! >> 4;
  if (ipVersion !== 4 && ipVersion !== 6) return null;
  const tcp = ipVersion === 4 ? tcpAfterIpv4(bytes, ip) : tcpAfterIpv6(bytes, ip);
  if (tcp < 0 || tcp + 20 > bytes.length) return null;
  return { ip, ipVersion, tcp, payload: Math.min(tcp + (bytes[tcp + 12]! >> 4) * 4, bytes.length) };
}

function tcpAfterIpv4(bytes: Uint8Array, ip: number): number {
  return bytes[ip + 9] === PROTOCOL_TCP ? ip + (bytes[ip]! & 0x0f) * 4 : -1;
}

function tcpAfterIpv6(bytes: Uint8Array, ip: number): number {
  let next = bytes[ip + 6];
  let at = ip + 40;
  for (let i = 0; i < MAX_EXTENSIONS && next !== undefined; i++) {
    if (next === PROTOCOL_TCP) return at;
    if (!EXTENSION_HEADERS.includes(next)) return -1;
    const length = next === 44 ? 8 : ((bytes[at + 1] ?? 0) + 1) * 8;
    next = bytes[at];
    at += length;
  }
  return -1;
}
