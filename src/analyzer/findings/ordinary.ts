/** Connections of which there is nothing to say: tens of thousands of them need not be looked at one by one. */
import type { Flow } from '../tcp/flow.ts';
import type { Side } from '../tcp/side.ts';
import { teardownKindOf } from '../tcp/teardown.ts';

/**
 * True when whatever would be found in the connection is of severity `info`: it was opened by three segments, closed by
 * three or four, and nothing between was noted. `noted` says whether the findings keep special notes of it.
 */
export function isOrdinary(flow: Flow, noted: boolean): boolean {
  const { low, high, synFrame, synAckFrame, ackFrame } = flow;
  if (noted || synFrame === 0 || synAckFrame === 0 || ackFrame === 0 || (low.synSent && high.synSent)) return false;
  if (flow.resets !== null || !closedPlainly(low) || !closedPlainly(high)) return false;
  const closed = teardownKindOf(flow);
  return closed === 'three-segment' || closed === 'four-segment';
}

function closedPlainly({ fin, missing }: Side): boolean {
  return fin !== null && !fin.withData && missing === 0;
}
