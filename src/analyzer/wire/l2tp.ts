/** L2TP (RFC 2661 §3.1): what is not control carries PPP. */
import { readUint16 } from './bytes.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodePpp } from './ppp.ts';

const L2TP = {
  control: 0x8000,
  hasLength: 0x4000,
  hasSequence: 0x0800,
  hasOffset: 0x0200,
  versionMask: 0x000f,
  version: 2,
  /** Flags, tunnel and session. */
  minLength: 6,
} as const;

export function decodeL2tp(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < L2TP.minLength) return OUTCOME.other;
  const flags = readUint16(bytes, at);
  if ((flags & L2TP.control) !== 0 || (flags & L2TP.versionMask) !== L2TP.version) return OUTCOME.other;
  frame.at += L2TP.minLength;
  if ((flags & L2TP.hasLength) !== 0) frame.at += 2;
  if ((flags & L2TP.hasSequence) !== 0) frame.at += 4;
  if ((flags & L2TP.hasOffset) !== 0) {
    if (frame.capturedEnd - frame.at < 2) return OUTCOME.other;
    frame.at += 2 + readUint16(bytes, frame.at);
  }
  return decodePpp(frame) === OUTCOME.next ? OUTCOME.next : OUTCOME.other;
}
