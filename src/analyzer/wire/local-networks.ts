/** Local networks beside Ethernet: Token Ring, FDDI, Fibre Channel, FireWire, InfiniBand, cable, amateur radio. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeNetworkLayerId } from './frame-relay.ts';
import { decodeLlc } from './llc.ts';

/** IEEE 802.5 §3.2: two bytes, two addresses; a bit in the sender's says that a route follows, which begins with its length. */
const TOKEN_RING = { length: 14, source: 8, hasRoute: 0x80, routeLength: 0x1f } as const;
const FDDI_LENGTH = 13;
/** RFC 2625 §3.2: the two names of 8 bytes. */
const FIBRE_CHANNEL_LENGTH = 16;
/** RFC 2734, as Apple captures it. */
const FIREWIRE = { length: 18, type: 16 } as const;
/** RFC 4391 §6, behind two addresses of 20 bytes. */
const INFINIBAND = { length: 44, type: 40 } as const;
/** AX.25 §3.12: addresses of 7 bytes up to one whose last bit is 1; control and network layer. */
const AX25 = { addressLength: 7, maxAddresses: 10, last: 0x01, unnumberedInformation: 3 } as const;
/** CM-SP-MULPI §6.2.1.4: control, the extended header's length, the length, a check sequence; the extended header before that. */
const DOCSIS = { length: 6, kind: 0xfe, packet: 0, hasExtension: 0x01 } as const;
const KISS_LENGTH = 1;

export function decodeTokenRing(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at <= TOKEN_RING.length) return OUTCOME.truncated;
  frame.at += TOKEN_RING.length;
  if ((bytes[at + TOKEN_RING.source]! & TOKEN_RING.hasRoute) !== 0)
    frame.at += bytes[frame.at]! & TOKEN_RING.routeLength;
  return decodeLlc(frame);
}

export function decodeFddi(frame: Frame): Outcome {
  frame.at += FDDI_LENGTH;
  return decodeLlc(frame);
}

/** LINKTYPE_IP_OVER_FC. */
export function decodeFibreChannel(frame: Frame): Outcome {
  frame.at += FIBRE_CHANNEL_LENGTH;
  return decodeLlc(frame);
}

/** LINKTYPE_APPLE_IP_OVER_IEEE1394. */
export function decodeFirewire(frame: Frame): Outcome {
  return decodeTyped(frame, FIREWIRE);
}

/** LINKTYPE_IPOIB. */
export function decodeInfiniband(frame: Frame): Outcome {
  return decodeTyped(frame, INFINIBAND);
}

function decodeTyped(frame: Frame, field: { length: number; type: number }): Outcome {
  if (frame.capturedEnd - frame.at < field.length) return OUTCOME.truncated;
  frame.etherType = readUint16(frame.data, frame.at + field.type);
  frame.at += field.length;
  return OUTCOME.next;
}

/** LINKTYPE_DOCSIS: frames of a user, not those of the cable itself. */
export function decodeDocsis(frame: Frame): Outcome {
  const { data: bytes, at } = frame;
  if (frame.capturedEnd - at < DOCSIS.length) return OUTCOME.truncated;
  if ((bytes[at]! & DOCSIS.kind) !== DOCSIS.packet) return OUTCOME.other;
  const extension = (bytes[at]! & DOCSIS.hasExtension) !== 0 ? bytes[at + 1]! : 0;
  frame.at += DOCSIS.length + extension;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

export function decodeAx25Kiss(frame: Frame): Outcome {
  frame.at += KISS_LENGTH;
  return decodeAx25(frame);
}

export function decodeAx25(frame: Frame): Outcome {
  const { data: bytes, at, capturedEnd } = frame;
  for (let i = 1; i <= AX25.maxAddresses; i++) {
    const end = at + i * AX25.addressLength;
    if (end + 2 > capturedEnd) return OUTCOME.truncated;
    if ((bytes[end - 1]! & AX25.last) === 0) continue;
    if (bytes[end] !== AX25.unnumberedInformation) return OUTCOME.other;
    frame.at = end + 1;
    return decodeNetworkLayerId(frame);
  }
  return OUTCOME.other;
}
