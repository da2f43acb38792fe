/** The TCP header (RFC 9293 §3.1). */
import { readUint16, viewOf } from './bytes.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

export const FLAG = {
  fin: 0x001,
  syn: 0x002,
  rst: 0x004,
  psh: 0x008,
  ack: 0x010,
  urg: 0x020,
  ece: 0x040,
  cwr: 0x080,
  /** RFC 9768: accurate ECN, once the nonce bit. */
  ae: 0x100,
} as const;

const FIELD = { destinationPort: 2, seq: 4, ack: 8, offsetAndFlags: 12, window: 14, checksum: 16 } as const;
export const TCP_MIN_HEADER_LENGTH = 20;
export const TCP_PROTOCOL = 6;
/** Up to the window: with this much a segment can be judged, though the snapshot cut the rest of its header. */
const READABLE_LENGTH = 16;

/** Reads the header under the cursor. The segment's length is what the IP layer promised. */
export function decodeTcp(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < READABLE_LENGTH) {
    return frame.promisedEnd - at < TCP_MIN_HEADER_LENGTH ? OUTCOME.malformed : OUTCOME.truncated;
  }
  const view = viewOf(bytes);
  const offsetAndFlags = view.getUint16(at + FIELD.offsetAndFlags);
  const headerLength = (offsetAndFlags >> 12) * 4;
  frame.sourcePort = view.getUint16(at);
  frame.destinationPort = view.getUint16(at + FIELD.destinationPort);
  frame.seq = view.getInt32(at + FIELD.seq);
  frame.ack = view.getInt32(at + FIELD.ack);
  frame.flags = offsetAndFlags & 0x1ff;
  frame.window = view.getUint16(at + FIELD.window);
  frame.checksum = readUint16(bytes, at + FIELD.checksum);
  frame.headerAt = at;
  frame.headerLength = headerLength;
  frame.payloadAt = at + headerLength;
  const payloadLength = frame.promisedEnd - frame.payloadAt;
  frame.payloadLength = payloadLength;
  frame.headerCut = frame.capturedEnd < frame.payloadAt;
  frame.payloadKept = Math.max(0, frame.capturedEnd - frame.payloadAt);
  return headerLength < TCP_MIN_HEADER_LENGTH || payloadLength < 0 ? OUTCOME.malformed : OUTCOME.next;
}
