/** Names how a connection was closed, and which state of RFC 9293 §3.3.2 each side had reached. */
import type { Direction, TcpState, Teardown, TeardownSegment } from '../model.ts';
import type { Flow } from './flow.ts';
import type { FinFacts, Side } from './side.ts';

/** The protocol that Wireshark's packet list names for a frame with payload; null when that is TCP. */
export type ShownAs = (frame: number) => string | null;

export function teardownOf(flow: Flow, shownAs: ShownAs): Teardown {
  return {
    kind: teardownKindOf(flow),
    initiator: initiatorOf(flow, sidesByFin(flow)[0]),
    segments: segmentsOf(flow, shownAs),
    retransmittedFins: [flow.low, flow.high].flatMap((side) => side.fin?.retransmissions ?? []).sort((a, b) => a - b),
    states: statesOf(flow),
  };
}

export function teardownKindOf(flow: Flow): Teardown['kind'] {
  const [first, second] = sidesByFin(flow);
  return kindOf(flow, first, second);
}

/** The side whose FIN came first, then the other. */
function sidesByFin(flow: Flow): [Side, Side] {
  const { low, high } = flow;
  if (low.fin === null || (high.fin !== null && high.fin.frame < low.fin.frame)) return [high, low];
  return [low, high];
}

function kindOf(flow: Flow, first: Side, second: Side): Teardown['kind'] {
  const reset = flow.resets !== null;
  if (first.fin === null) return reset ? 'reset' : 'open';
  const bothAcknowledged = first.fin.ackFrame !== 0 && second.fin !== null && second.fin.ackFrame !== 0;
  if (reset && !bothAcknowledged) return 'reset-after-fin';
  if (second.fin === null) {
    if (first.fin.ackFrame === 0 || second.unseenFin === 'sent') return 'unacknowledged-fin';
    // The first FIN had its ACK; the second one, which the capture lacks, had its own as well.
    return second.unseenFin === 'acknowledged' ? 'four-segment' : 'half-closed';
  }
  if (!bothAcknowledged) return 'unacknowledged-fin';
  if (second.fin.acknowledgesFin) return 'three-segment';
  // Neither side had the other's FIN when it sent its own.
  return first.fin.ackFrame > second.fin.frame ? 'simultaneous' : 'four-segment';
}

function initiatorOf(flow: Flow, first: Side): Direction | null {
  if (first.fin !== null) return flow.directionOf(first);
  const reset = flow.resets?.[0];
  return reset === undefined ? null : flow.directionOf(flow.side(reset.side));
}

function segmentsOf(flow: Flow, shownAs: ShownAs): TeardownSegment[] {
  const segments: TeardownSegment[] = [];
  type Role = TeardownSegment['role'];
  const add = (frame: number, side: Side, role: Role, withData: boolean, dissected = withData): void => {
    segments.push({ frame, from: flow.directionOf(side), role, withData, shownAs: dissected ? shownAs(frame) : null });
  };
  for (const side of [flow.low, flow.high]) {
    const other = side === flow.low ? flow.high : flow.low;
    if (side.fin === null) continue;
    const { ackFrame, ackWithData, withData, resent } = side.fin;
    add(side.fin.frame, side, side.fin.acknowledgesFin ? 'fin-ack' : 'fin', withData, withData && !resent);
    // A FIN that acknowledges the other one is listed as itself.
    if (ackFrame !== 0 && ackFrame !== other.fin?.frame) add(ackFrame, other, 'ack', ackWithData);
  }
  for (const { frame, side, withData } of flow.resets ?? []) add(frame, flow.side(side), 'rst', withData);
  return segments.sort((a, b) => a.frame - b.frame);
}

function statesOf(flow: Flow): { client: TcpState; server: TcpState } {
  const client = flow.side(flow.client);
  const server = flow.side(1 - flow.client);
  if (flow.resets !== null) return { client: 'CLOSED', server: 'CLOSED' };
  return { client: stateOf(flow, client, server), server: stateOf(flow, server, client) };
}

/** Of a side that has acknowledged the other's FIN, by what is known of its own. */
const AFTER_UNSEEN_FIN = { none: 'CLOSE-WAIT', sent: 'LAST-ACK', acknowledged: 'CLOSED' } as const;

/** As far as the segments in the capture prove it. */
function stateOf(flow: Flow, side: Side, other: Side): TcpState {
  const own = side.fin;
  const theirs = other.fin;
  if (own === null && theirs === null) return openState(flow, side, other);
  if (own === null)
    return theirs!.ackFrame === 0 ? openState(flow, side, other) : AFTER_UNSEEN_FIN[side.unseenFin ?? 'none'];
  if (theirs === null && other.unseenFin === 'acknowledged') return 'TIME-WAIT';
  if (theirs === null || theirs.ackFrame === 0) return own.ackFrame === 0 ? 'FIN-WAIT-1' : 'FIN-WAIT-2';
  return closedByBoth(own, theirs);
}

/** Both FINs are there and this side has acknowledged the other's. */
function closedByBoth(own: FinFacts, theirs: FinFacts): TcpState {
  const sawTheirsFirst = theirs.ackFrame <= own.frame;
  if (sawTheirsFirst) return own.ackFrame === 0 ? 'LAST-ACK' : 'CLOSED';
  return own.ackFrame === 0 ? 'CLOSING' : 'TIME-WAIT';
}

function openState(flow: Flow, side: Side, other: Side): TcpState {
  if (flow.synFrame === 0 && flow.synAckFrame === 0) return 'ESTABLISHED';
  if (flow.ackFrame !== 0) return 'ESTABLISHED';
  if (side.synAckSent) return 'SYN-RECEIVED';
  if (side.synSent) return 'SYN-SENT';
  // Its SYN+ACK is not in the capture, but nobody sends anything else without one.
  if (side.packets > 0) return 'ESTABLISHED';
  return other.synAckSent ? 'SYN-SENT' : 'CLOSED';
}
