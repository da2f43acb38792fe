/** IEEE 802.2 (LLC) and SNAP: how all but Ethernet II says what it carries. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { LAYER } from './layer.ts';

const LLC_LENGTH = 3;
const SNAP_LENGTH = 5;
const SAP = { ip: 0x06, snap: 0xaa } as const;
/** "Unnumbered information". */
const CONTROL = 3;
const ORGANISATION = { none: 0x000000, bridgeTunnel: 0x0000f8, ieee8021: 0x0080c2 } as const;
/** RFC 2684 §5.3: whole frames, with and without their check sequence, behind padding. */
const BRIDGED: ReadonlyMap<number, readonly [layer: number, padding: number]> = new Map([
  [1, [ETHER_TYPE.bridged, 2]],
  [7, [ETHER_TYPE.bridged, 2]],
  [3, [LAYER.tokenRing, 2]],
  [9, [LAYER.tokenRing, 2]],
  [4, [LAYER.fddi, 3]],
  [10, [LAYER.fddi, 3]],
]);

const WITH_CHECK_SEQUENCE = [1, 3, 4];

/** DSAP, SSAP and control: IP on its own access point (RFC 948), or SNAP. */
export function decodeLlc(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < LLC_LENGTH + SNAP_LENGTH || bytes[at + 2] !== CONTROL) return OUTCOME.other;
  frame.at += LLC_LENGTH;
  if (bytes[at] === SAP.ip) {
    frame.etherType = ETHER_TYPE.ipv4;
    return OUTCOME.next;
  }
  return bytes[at] === SAP.snap && bytes[at + 1] === SAP.snap ? decodeSnap(frame, true) : OUTCOME.other;
}

/**
 * An organisation, then its protocol: an EtherType where the organisation is none (RFC 1042) or IEEE 802.1H's, a bridged frame
 * where it is IEEE 802.1. `padded`: bridged frames have padding before them.
 */
export function decodeSnap(frame: Frame, padded: boolean): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < SNAP_LENGTH) return OUTCOME.other;
  const organisation = (bytes[at]! << 16) | readUint16(bytes, at + 1);
  frame.etherType = readUint16(bytes, at + 3);
  frame.at += SNAP_LENGTH;
  if (organisation === ORGANISATION.none || organisation === ORGANISATION.bridgeTunnel) return OUTCOME.next;
  const protocol = frame.etherType;
  const bridged = organisation === ORGANISATION.ieee8021 ? BRIDGED.get(protocol) : undefined;
  if (bridged === undefined) return OUTCOME.other;
  frame.etherType = bridged[0];
  if (padded) frame.at += bridged[1];
  if (WITH_CHECK_SEQUENCE.includes(protocol)) frame.dropCheckSequence();
  return OUTCOME.next;
}
