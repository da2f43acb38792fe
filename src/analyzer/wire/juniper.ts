/** Frames that Juniper's routers captured. */
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

export const JUNIPER_LINK_TYPES: readonly number[] = [];

export function decodeJuniper(frame: Frame, _linkType: number): Outcome {
  return frame.at >= 0 ? OUTCOME.other : OUTCOME.next;
}
