/** The errors of ICMP (RFC 792) and ICMPv6 (RFC 4443 §3): each quotes the beginning of the packet that it is about. */
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const ICMP_PROTOCOL = 1;
const ICMPV6_PROTOCOL = 58;

const HEADER_LENGTH = 8;
/** Destination unreachable, source quench, time exceeded, parameter problem. Wireshark follows nothing that a redirect quotes. */
const ICMP_ERRORS: ReadonlySet<number> = new Set([3, 4, 11, 12]);
/** Destination unreachable, packet too big, time exceeded, parameter problem. */
const ICMPV6_ERRORS: ReadonlySet<number> = new Set([1, 2, 3, 4]);

export function isIcmp(protocol: number): boolean {
  return protocol === ICMP_PROTOCOL || protocol === ICMPV6_PROTOCOL;
}

/** Steps over the header of an error, and leaves the EtherType of what it quotes. */
export function decodeIcmpError(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at <= HEADER_LENGTH) return OUTCOME.other;
  const isV6 = frame.protocol === ICMPV6_PROTOCOL;
  if (!(isV6 ? ICMPV6_ERRORS : ICMP_ERRORS).has(bytes[at]!)) return OUTCOME.other;
  frame.at += HEADER_LENGTH;
  // A translator may quote IPv6 in ICMP; ICMPv6 quotes nothing else.
  frame.etherType = isV6 || bytes[frame.at]! >> 4 === 6 ? ETHER_TYPE.ipv6 : ETHER_TYPE.ipv4;
  return OUTCOME.next;
}
