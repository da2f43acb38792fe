/** The link types that an operating system makes up: Linux "cooked" captures and firewall logs, BSD loopback, logs and IPsec. */
import { readUint16, readUint32 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { layerOfGre } from './gre.ts';
import { LAYER, LINK_LAYER } from './layer.ts';
import { isPpp } from './ppp.ts';

const SLL = { length: 16, hardware: 2, protocol: 14 } as const;
const SLL2 = { length: 20, hardware: 8, protocol: 0 } as const;
/** Linux's ARPHRD_ numbers of interfaces whose protocol is no EtherType. */
const HARDWARE = { frameRelay: 770, gre: 778, radiotap: 803 } as const;
const RADIOTAP_LINK_TYPE = 127;
/** Linux's ETH_P_ numbers below the EtherTypes. */
const COOKED_PROTOCOLS: ReadonlyMap<number, number> = new Map([
  [3, ETHER_TYPE.bridged],
  [4, LAYER.llc],
  [7, LAYER.ppp],
]);
/** https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html: a header, then fields that have a length, a type and padding. */
const NFLOG = { family: 0, headerLength: 4, packetHeader: 1, payload: 9, ipv4: 2, ipv6: 10 } as const;
const MAX_NFLOG_FIELDS = 64;
const LOOPBACK_LENGTH = 4;
/** https://www.tcpdump.org/linktypes.html: LINKTYPE_ENC and LINKTYPE_PFLOG, of which every system has its own length. */
const ENC_LENGTH = 12;
const PFLOG = { length: 0, family: 1, minLength: 2 } as const;
const FAMILY_IPV4 = 2;
/** AF_INET6 as the BSDs, FreeBSD, Darwin, Linux and Windows number it. */
const FAMILIES_IPV6 = [24, 28, 30, 10, 23];
/** Above this a family read in one byte order is surely in the other. */
const MAX_FAMILY = 0xffff;
/** Above this a "family" is an EtherType. */
const MAX_BSD_FAMILY = 1500;

export function decodeSll(frame: Frame): Outcome {
  return decodeCooked(frame, SLL);
}

export function decodeSll2(frame: Frame): Outcome {
  return decodeCooked(frame, SLL2);
}

function decodeCooked(frame: Frame, field: { length: number; hardware: number; protocol: number }): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < field.length) return OUTCOME.truncated;
  const protocol = readUint16(bytes, at + field.protocol);
  const hardware = readUint16(bytes, at + field.hardware);
  frame.at += field.length;
  if (hardware === HARDWARE.gre) frame.etherType = layerOfGre(protocol);
  else if (hardware === HARDWARE.radiotap) frame.etherType = LINK_LAYER + RADIOTAP_LINK_TYPE;
  else if (hardware === HARDWARE.frameRelay && protocol === 0) frame.etherType = LAYER.frameRelay;
  else frame.etherType = protocol > MAX_BSD_FAMILY ? protocol : (COOKED_PROTOCOLS.get(protocol) ?? protocol);
  return OUTCOME.next;
}

/** LINKTYPE_NFLOG. The fields are in the byte order of the machine that wrote them. */
export function decodeNflog(frame: Frame): Outcome {
  const { data: bytes, capturedEnd } = frame;
  if (capturedEnd - frame.at < NFLOG.headerLength) return OUTCOME.truncated;
  const family = bytes[frame.at + NFLOG.family];
  frame.etherType = family === NFLOG.ipv4 ? ETHER_TYPE.ipv4 : family === NFLOG.ipv6 ? ETHER_TYPE.ipv6 : 0;
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
    // Of other families, the packet's EtherType, in network order.
    if (type === NFLOG.packetHeader && frame.etherType === 0) frame.etherType = readUint16(bytes, at + 4);
    frame.at += (length + 3) & ~3;
  }
  return OUTCOME.other;
}

/** LINKTYPE_NULL and LINKTYPE_LOOP: an address family in the byte order of some machine; some writers put PPP or an EtherType there. */
export function decodeLoopback(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < LOOPBACK_LENGTH) return OUTCOME.truncated;
  if (isPpp(frame)) {
    frame.etherType = LAYER.ppp;
    return OUTCOME.next;
  }
  return decodeFamily(frame, LOOPBACK_LENGTH);
}

/** LINKTYPE_ENC: packets of IPsec, as OpenBSD sees them before and after. */
export function decodeEnc(frame: Frame): Outcome {
  return frame.capturedEnd - frame.at < ENC_LENGTH ? OUTCOME.truncated : decodeFamily(frame, ENC_LENGTH);
}

/** LINKTYPE_PFLOG: packets that the firewall of OpenBSD logged. */
export function decodePflog(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < PFLOG.minLength) return OUTCOME.truncated;
  frame.at += (bytes[at + PFLOG.length]! + 3) & ~3;
  return stepToFamily(frame, bytes[at + PFLOG.family]!);
}

function decodeFamily(frame: Frame, length: number): Outcome {
  const { data: bytes, at } = frame;
  const big = readUint32(bytes, at);
  const little = ((bytes[at + 3]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 1]! << 8) | bytes[at]!) >>> 0;
  frame.at += length;
  return stepToFamily(frame, big <= MAX_FAMILY ? big : little);
}

function stepToFamily(frame: Frame, family: number): Outcome {
  if (family === FAMILY_IPV4) frame.etherType = ETHER_TYPE.ipv4;
  else if (FAMILIES_IPV6.includes(family)) frame.etherType = ETHER_TYPE.ipv6;
  else if (family > MAX_BSD_FAMILY) frame.etherType = family;
  else return OUTCOME.other;
  return OUTCOME.next;
}

/** Raw IP: the version is the first nibble; some writers put PPP there. */
export function decodeRawIp(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < 1) return OUTCOME.truncated;
  if (isPpp(frame)) {
    frame.etherType = LAYER.ppp;
    return OUTCOME.next;
  }
  return decodeByVersion(frame);
}

/** IP of the version that the first nibble says. */
export function decodeByVersion(frame: Frame): Outcome {
  const version = frame.at < frame.capturedEnd ? frame.data[frame.at]! >> 4 : 0;
  if (version !== 4 && version !== 6) return OUTCOME.other;
  frame.etherType = version === 4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  return OUTCOME.next;
}
