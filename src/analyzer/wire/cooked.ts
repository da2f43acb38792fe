/** The link types that an operating system makes up: Linux "cooked" captures, BSD loopback, Cisco HDLC. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ethernet.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const SLL = { length: 16, protocol: 14 } as const;
const SLL2 = { length: 20, protocol: 0 } as const;
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
