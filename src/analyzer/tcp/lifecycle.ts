/** Notes what happens to a connection as it opens and closes; `handshake.ts` and `teardown.ts` name what it amounts to. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import { FACT, FACTS, FIN, FLOW, FLOW_NUMBERS, type FlowRows, ROLES_FROM, SIDE, SIDE_NUMBERS } from './flow-rows.ts';
import { isServerPort } from './roles.ts';
import type { Segment } from './segment.ts';
import { type SequenceNumber, seqAdd, seqDiff } from './sequence-number.ts';
import type { Side, UnseenFin } from './side.ts';

/** Frames kept of what may repeat without end; the counters go on. */
const MAX_KEPT_FRAMES = 64;

/** The first packet of a flow tells the roles, until a SYN does. `side` is its sender's number in the rows. */
export function assignRoles({ flows }: FlowRows, side: number, frame: Frame): void {
  const { flags, sourcePort, destinationPort } = frame;
  const at = (side >> 1) * FLOW_NUMBERS;
  const sender = side & 1;
  if ((flags & FLAG.syn) !== 0) {
    flows[at + FLOW.client] = (flags & FLAG.ack) !== 0 ? 1 - sender : sender;
    flows[at + FLOW.rolesFrom] = ROLES_FROM.syn;
    return;
  }
  const sourceServes = isServerPort(sourcePort, destinationPort);
  flows[at + FLOW.client] = sourceServes === true ? 1 - sender : sender;
  flows[at + FLOW.rolesFrom] = sourceServes === null ? ROLES_FROM['first-packet'] : ROLES_FROM.port;
}

export function noteSyn(segment: Segment): void {
  const { side, frame } = segment;
  const { facts, flows } = segment.rows;
  const flow = (side >> 1) * FLOW_NUMBERS;
  const isSynAck = (frame.flags & FLAG.ack) !== 0;
  const sent = side * FACTS + (isSynAck ? FACT.synAckSent : FACT.synSent);
  const first = flow + (isSynAck ? FLOW.synAckFrame : FLOW.synFrame);
  if (facts[sent] !== 0) noteRetry(flows, segment);
  facts[sent] = 1;
  if (flows[first] === 0) flows[first] = frame.number;
  if (facts[side * FACTS + FACT.opened] === 0) noteOpening(facts, side, frame, segment.options);
}

/** Keeps what the side's first SYN or SYN+ACK offers. */
export function noteOpening(facts: Int32Array, side: number, frame: Frame, options: TcpOptions): void {
  const at = side * FACTS;
  facts[at + FACT.opened] = 1;
  facts[at + FACT.isn] = frame.seq;
  facts[at + FACT.openingWindow] = frame.window;
  facts[at + FACT.mss] = options.mss;
  facts[at + FACT.windowScale] = options.windowScale;
  facts[at + FACT.sackPermitted] = options.sackPermitted ? 1 : 0;
  facts[at + FACT.timestamps] = options.hasTimestamps ? 1 : 0;
  facts[at + FACT.optionsCut] = options.cut ? 1 : 0;
}

function noteRetry(flows: Int32Array, { flow, frame }: Segment): void {
  flows[flow.row * FLOW_NUMBERS + FLOW.retries]!++;
  flow.retryFrames ??= [];
  if (flow.retryFrames.length < MAX_KEPT_FRAMES) flow.retryFrames.push(frame.number);
}

/** `resent`: Wireshark takes the segment for a retransmission. */
export function noteFin(segment: Segment, resent: boolean): void {
  const { side, frame } = segment;
  if (segment.rows.facts[side * FACTS + FACT.finFrame] === 0) {
    noteFirstFin(segment.rows, side, frame, resent);
    return;
  }
  const { sender } = segment;
  sender.laterFins ??= [];
  if (sender.laterFins.length < MAX_KEPT_FRAMES) sender.laterFins.push(frame.number);
}

/** Call after `noteAckOfFin`. */
export function noteFirstFin({ facts, flows }: FlowRows, side: number, frame: Frame, resent: boolean): void {
  const at = side * FACTS;
  const seq = seqAdd(frame.seq as SequenceNumber, frame.payloadLength + ((frame.flags & FLAG.syn) !== 0 ? 1 : 0));
  const acknowledgesFin = facts[(side ^ 1) * FACTS + FACT.finAckFrame] === frame.number;
  facts[at + FACT.finFrame] = frame.number;
  facts[at + FACT.finSeq] = seq;
  facts[at + FACT.finLastSeq] = seq;
  facts[at + FACT.finBits] =
    (frame.payloadLength > 0 ? FIN.withData : 0) |
    (resent ? FIN.resent : 0) |
    (acknowledgesFin ? FIN.acknowledgesFin : 0);
  flows[(side >> 1) * FLOW_NUMBERS + FLOW.closing] = 1;
}

export function noteReset({ rows: { facts }, flow, side, frame }: Segment): void {
  facts[side * FACTS + FACT.rstCount]!++;
  if (facts[side * FACTS + FACT.rstFrame] === 0) facts[side * FACTS + FACT.rstFrame] = frame.number;
  flow.resets ??= [];
  if (flow.resets.length < MAX_KEPT_FRAMES) {
    flow.resets.push({ frame: frame.number, seq: frame.seq, side: side & 1, withData: frame.payloadLength > 0 });
  }
}

/** What an acknowledgment means for the handshake and for the other side's FIN. */
export function noteAck({ rows, side, frame }: Segment): void {
  const { sides, flows } = rows;
  const own = side * SIDE_NUMBERS;
  const ack = frame.ack as SequenceNumber;
  if (sides[own + SIDE.acknowledged] === 0 || seqDiff(ack, sides[own + SIDE.highestAck]! as SequenceNumber) > 0) {
    sides[own + SIDE.highestAck] = ack;
  }
  sides[own + SIDE.acknowledged] = 1;
  const flow = (side >> 1) * FLOW_NUMBERS;
  if (flows[flow + FLOW.ackFrame] === 0) noteHandshakeAck(rows, side, frame);
  if (flows[flow + FLOW.closing] !== 0) noteAckOfFin(rows.facts, (side ^ 1) * FACTS, frame);
}

/** `at`: the place of the facts of the side whose FIN it is. */
export function noteAckOfFin(facts: Int32Array, at: number, { number, flags, ack, payloadLength }: Frame): void {
  if (facts[at + FACT.finFrame] === 0 || facts[at + FACT.finAckFrame] !== 0 || (flags & FLAG.rst) !== 0) return;
  const end = seqAdd(facts[at + FACT.finSeq]! as SequenceNumber, 1);
  if (seqDiff(ack as SequenceNumber, end) < 0) return;
  facts[at + FACT.finAckFrame] = number;
  if (payloadLength > 0) facts[at + FACT.finBits]! |= FIN.ackWithData;
}

/** The first acknowledgment of the SYN+ACK (RFC 9293 §3.5), or of a SYN that crossed ours. `side` is the sender's. */
export function noteHandshakeAck({ flows, facts }: FlowRows, side: number, { number, flags, ack }: Frame): void {
  const flow = (side >> 1) * FLOW_NUMBERS;
  if (flows[flow + FLOW.synAckFrame] === 0 || (flags & (FLAG.syn | FLAG.rst)) !== 0) return;
  const receiver = (side ^ 1) * FACTS;
  if (facts[receiver + FACT.synAckSent] === 0) return;
  const isn = facts[receiver + FACT.isn]! as SequenceNumber;
  if (seqDiff(ack as SequenceNumber, isn) > 0) flows[flow + FLOW.ackFrame] = number;
}

/** Only where the other side has closed: a byte of data that was lost last of all would look the same. */
export function unseenFinOf(side: Side, other: Side): UnseenFin {
  if (side.fin !== null || side.pending !== null || !side.streamStarted) return null;
  if (other.fin === null || other.fin.ackFrame === 0) return null;
  if (other.acknowledged && seqDiff(other.highestAck, side.streamNext) === 1) return 'acknowledged';
  return seqDiff(side.nextSeq, side.streamNext) === 1 ? 'sent' : null;
}

/** The highest number that the other side acknowledged, without the FIN's own, seen or not; null when it acknowledged nothing. */
export function acknowledgedPayload(side: Side, other: Side): SequenceNumber | null {
  if (!other.acknowledged) return null;
  if (side.unseenFin === 'acknowledged') return seqAdd(other.highestAck, -1);
  if (side.fin !== null && seqDiff(other.highestAck, side.fin.seq) > 0) return side.fin.seq;
  return other.highestAck;
}
