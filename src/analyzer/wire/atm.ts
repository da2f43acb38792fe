/** ATM: packets of AAL5 as LLC or IP alone (RFC 2684), and emulated local networks. */
import { decodeByVersion } from './cooked.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';
import { decodeLlc } from './llc.ts';

/** https://www.tcpdump.org/linktypes.html, LINKTYPE_SUNATM: direction and kind of traffic, path, channel. */
const SUN = { length: 4, kindMask: 0x0f, lane: 1 } as const;
/** The number of the LAN emulation client that sent the frame. */
const LANE_LENGTH = 2;
const SNAP = 0xaa;

export function decodeSunAtm(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at <= SUN.length) return OUTCOME.truncated;
  const kind = frame.data[frame.at]! & SUN.kindMask;
  frame.at += SUN.length;
  if (kind !== SUN.lane) return decodeAal5(frame);
  frame.at += LANE_LENGTH;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

/** LLC where the first byte says so; else IP by its version. */
export function decodeAal5(frame: Frame): Outcome {
  return frame.data[frame.at] === SNAP ? decodeLlc(frame) : decodeByVersion(frame);
}
