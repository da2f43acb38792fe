/** Cisco's framing on serial lines. */
import { readUint16 } from './bytes.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';

const HEADER_LENGTH = 4;
const OSI = 0xfefe;

/** RFC 1547 §4.3.1: address, control, then an EtherType, or OSI's number, a byte and a network layer's identifier. */
export function decodeCiscoHdlc(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < HEADER_LENGTH) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + 2);
  frame.at += HEADER_LENGTH;
  if (frame.etherType !== OSI) return OUTCOME.next;
  frame.at++;
  frame.etherType = LAYER.networkLayerId;
  return OUTCOME.next;
}
