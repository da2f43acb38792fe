/** Frame relay: RFC 2427, or Cisco's framing, which has an EtherType instead. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';
import { decodeSnap } from './llc.ts';

/** Q.922 §3.2: the address ends with the byte whose lowest bit is 1. */
const ADDRESS = { minLength: 2, maxLength: 4, last: 0x01 } as const;
const UNNUMBERED_INFORMATION = 3;
/** RFC 2427 §4 and ISO/IEC TR 9577. */
const NETWORK_LAYER = { padding: 0x00, snap: 0x80, ipv6: 0x8e, ip: 0xcc, ppp: 0xcf } as const;

export function decodeFrameRelay(frame: Frame): Outcome {
  const { data: bytes, at, capturedEnd } = frame;
  let length = 1;
  while (length < ADDRESS.maxLength && at + length <= capturedEnd && (bytes[at + length - 1]! & ADDRESS.last) === 0)
    length++;
  frame.at += length;
  if (capturedEnd - frame.at < 2) return OUTCOME.truncated;
  if (length < ADDRESS.minLength) return OUTCOME.other;
  if (bytes[frame.at] !== UNNUMBERED_INFORMATION) {
    frame.etherType = readUint16(bytes, frame.at);
    frame.at += 2;
    return OUTCOME.next;
  }
  frame.at++;
  if (bytes[frame.at] === NETWORK_LAYER.padding) frame.at++;
  return decodeNetworkLayerId(frame);
}

/** One byte that says which network layer follows. */
export function decodeNetworkLayerId(frame: Frame): Outcome {
  if (frame.at >= frame.capturedEnd) return OUTCOME.truncated;
  const id = frame.data[frame.at]!;
  frame.at++;
  switch (id) {
    case NETWORK_LAYER.ip:
      frame.etherType = ETHER_TYPE.ipv4;
      return OUTCOME.next;
    case NETWORK_LAYER.ipv6:
      frame.etherType = ETHER_TYPE.ipv6;
      return OUTCOME.next;
    case NETWORK_LAYER.ppp:
      frame.etherType = LAYER.ppp;
      return OUTCOME.next;
    case NETWORK_LAYER.snap:
      return decodeSnap(frame, false);
    default:
      return OUTCOME.other;
  }
}
