/** ARCNET, as Linux and the BSDs capture it: IP by RFC 1201 or, before it, RFC 1051. */
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

/** Source and destination; Linux puts the place in the buffer behind them. */
const ADDRESSES_LENGTH = 2;
const OFFSET_LENGTH = 2;
const PROTOCOL = { oldIp: 240, ip: 212, ipv6: 196 } as const;
/** RFC 1201: the split flag and a sequence number; packets of a length that ARCNET can't have begin with an exception. */
const SPLIT_LENGTH = 3;
const EXCEPTION = 0xff;
const EXCEPTION_LENGTH = 4;

export function decodeArcnetLinux(frame: Frame): Outcome {
  return decodeArcnet(frame, ADDRESSES_LENGTH + OFFSET_LENGTH);
}

export function decodeArcnetBsd(frame: Frame): Outcome {
  return decodeArcnet(frame, ADDRESSES_LENGTH);
}

function decodeArcnet(frame: Frame, length: number): Outcome {
  frame.at += length;
  if (frame.capturedEnd - frame.at < 1 + EXCEPTION_LENGTH) return OUTCOME.truncated;
  const protocol = frame.data[frame.at]!;
  frame.at++;
  frame.etherType = protocol === PROTOCOL.ipv6 ? ETHER_TYPE.ipv6 : ETHER_TYPE.ipv4;
  if (protocol === PROTOCOL.oldIp) return OUTCOME.next;
  if (protocol !== PROTOCOL.ip && protocol !== PROTOCOL.ipv6) return OUTCOME.other;
  if (frame.data[frame.at] === EXCEPTION) frame.at += EXCEPTION_LENGTH;
  // A part of a packet.
  if (frame.data[frame.at] !== 0) return OUTCOME.other;
  frame.at += SPLIT_LENGTH;
  return OUTCOME.next;
}
