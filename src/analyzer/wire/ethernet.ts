/** Ethernet II and IEEE 802.3, with the VLAN tags of IEEE 802.1Q and 802.1ad. */
import { readUint16, readUint32 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeLlc } from './llc.ts';

const HEADER_LENGTH = 14;
const FABRIC_PATH_TAG_LENGTH = 2;
/** IEEE 802.3 §3.2.6: a value up to 1500 is a length, and LLC follows. */
const MAX_LENGTH_FIELD = 1500;
/** Cisco's Inter-Switch Link: a group address of its own, a length, and the whole frame behind 26 bytes. */
const ISL = { address: 0x01000c00, headerLength: 26 } as const;

export function decodeEthernet(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < HEADER_LENGTH) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + 12);
  frame.at += HEADER_LENGTH;
  return frame.etherType <= MAX_LENGTH_FIELD ? decodeWithLength(frame) : OUTCOME.next;
}

function decodeWithLength(frame: Frame): Outcome {
  const end = frame.at + frame.etherType;
  const start = frame.at - HEADER_LENGTH;
  const outcome = decodeLlc(frame);
  if (outcome === OUTCOME.other && start >= 0 && isInterSwitchLink(frame, start)) {
    frame.at = start + ISL.headerLength;
    frame.etherType = ETHER_TYPE.bridged;
    frame.dropCheckSequence();
    return OUTCOME.next;
  }
  if (outcome === OUTCOME.next) frame.promisedEnd = Math.min(frame.promisedEnd, end);
  return outcome;
}

function isInterSwitchLink({ data, capturedEnd }: Frame, start: number): boolean {
  return capturedEnd - start >= ISL.headerLength && readUint32(data, start) === ISL.address && data[start + 4] === 0;
}

/** Steps over one VLAN tag. */
export function decodeVlanTag(frame: Frame): Outcome {
  return decodeTag(frame, 2);
}

/** Steps over a tag, which is `length` bytes and the type of what follows. */
export function decodeTag(frame: Frame, length: number): Outcome {
  if (frame.capturedEnd - frame.at < length + 2) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + length);
  frame.at += length + 2;
  return frame.etherType <= MAX_LENGTH_FIELD ? decodeWithLength(frame) : OUTCOME.next;
}

/**
 * Cisco FabricPath: the type was the outer frame's; a tag of hops and tree, then the frame that it carries. Wireshark takes the
 * last bytes of that for its check sequence, even where the IP header claims them.
 */
export function decodeFabricPath(frame: Frame): Outcome {
  frame.at += FABRIC_PATH_TAG_LENGTH;
  frame.dropCheckSequence();
  return decodeEthernet(frame);
}
