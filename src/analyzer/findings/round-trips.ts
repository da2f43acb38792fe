/** How quickly an answer can come, as far as the capture has shown it. */
import type { Flow } from '../tcp/flow.ts';

/** Of the handshake, in nanoseconds; -1 while it is not known, which the flow says by 0. */
export function handshakeRoundTrip({ initialRoundTrip }: Flow): number {
  return initialRoundTrip === 0 ? -1 : initialRoundTrip;
}

/** The shorter of the side's quickest ACK and the handshake, in nanoseconds; -1 while neither is known. */
export function quickestAnswer(minAckDelay: number, flow: Flow): number {
  const ofHandshake = handshakeRoundTrip(flow);
  if (minAckDelay < 0) return ofHandshake;
  return ofHandshake < 0 ? minAckDelay : Math.min(minAckDelay, ofHandshake);
}
