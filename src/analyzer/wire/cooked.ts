/** The link types that an operating system makes up: Linux "cooked" captures and firewall logs, BSD loopback; and Cisco HDLC, IP over InfiniBand. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const SLL = { length: 16, protocol: 14 } as const;
const SLL2 = { length: 20, protocol: 0 } as const;
/** RFC 4391 §6, behind two addresses of 20 bytes. */
const INFINIBAND = { length: 44, protocol: 40 } as const;
/** https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html: a header, then fields that have a length, a type and padding. */
const NFLOG = { family: 0, headerLength: 4, payload: 9, ipv4: 2, ipv6: 10 } as const;
const MAX_NFLOG_FIELDS = 64;
const LOOPBACK_LENGTH = 4;
const CISCO_HDLC_LENGTH = 4;
const FAMILY_IPV4 = 2;
/** AF_INET6 as the BSDs, FreeBSD, Darwin, Linux and Windows number it. */
const FAMILIES_IPV6 = [24, 28, 30, 10, 23];
/** Above this a family read in one byte order is surely in the other. */
const MAX_FAMILY = 0xffff;

export function decodeSll(frame: Frame): Outcome {
  return cooked(frame, SLL.length, SLL.protocol);
}

export function decodeSll2(frame: Frame): Outcome {
  return cooked(frame, SLL2.length, SLL2.protocol);
}

/** LINKTYPE_IPOIB. */
export function decodeInfiniband(frame: Frame): Outcome {
  return cooked(frame, INFINIBAND.length, INFINIBAND.protocol);
}

/** LINKTYPE_NFLOG. The fields are in the byte order of the machine that wrote them. */
export function decodeNflog(frame: Frame): Outcome {
  const { data: bytes, capturedEnd } = frame;
  if (capturedEnd - frame.at < NFLOG.headerLength) return OUTCOME.truncated;
  const family = bytes[frame.at + NFLOG.family];
  if (family !== NFLOG.ipv4 && family !== NFLOG.ipv6) return OUTCOME.other;
  frame.etherType = family === NFLOG.ipv4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  frame.at += NFLOG.headerLength;
  for (let i = 0; i < MAX_NFLOG_FIELDS && capturedEnd - frame.at >= 4; i++) {
    const { at } = frame;
    // No type is above 255: the byte that is 0 tells the order.
    const little = bytes[at + 3] === 0;
    const length = little ? bytes[at]! | (bytes[at + 1]! << 8) : readUint16(bytes, at);
    const type = little ? bytes[at + 2]! : readUint16(bytes, at + 2);
    if (length < 4) return OUTCOME.malformed;
    if (type === NFLOG.payload) {
      frame.at += 4;
      return OUTCOME.next;
    }
    frame.at += (length + 3) & ~3;
  }
  return OUTCOME.other;
}

function cooked(frame: Frame, length: number, protocol: number): Outcome {
  if (frame.capturedEnd - frame.at < length) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + protocol);
  frame.at += length;
  return OUTCOME.next;
}

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family in the byte order of some machine. */
export function decodeLoopback(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < LOOPBACK_LENGTH) return OUTCOME.truncated;
  const big = ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
  const little = ((bytes[at + 3]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 1]! << 8) | bytes[at]!) >>> 0;
  const family = big <= MAX_FAMILY ? big : little;
  frame.at += LOOPBACK_LENGTH;
  if (family === FAMILY_IPV4) frame.etherType = ETHER_TYPE.ipv4;
  else if (FAMILIES_IPV6.includes(family)) frame.etherType = ETHER_TYPE.ipv6;
  else return OUTCOME.other;
  return OUTCOME.next;
}

/** RFC 1547 §4.3.1: address, control, then an EtherType. */
export function decodeCiscoHdlc(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < CISCO_HDLC_LENGTH) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + 2);
  frame.at += CISCO_HDLC_LENGTH;
  return OUTCOME.next;
}

/** Raw IP: the version is the first nibble. */
export function decodeRawIp(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < 1) return OUTCOME.truncated;
  const version = frame.data[frame.at]! >> 4;
  if (version !== 4 && version !== 6) return OUTCOME.other;
  frame.etherType = version === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  return OUTCOME.next;
}
