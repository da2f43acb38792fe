/** Notes what happens to a connection as it opens and closes; `handshake.ts` and `teardown.ts` name what it amounts to. */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import type { Flow } from './flow.ts';
import { isServerPort } from './roles.ts';
import type { Segment } from './segment.ts';
import { type SequenceNumber, seqAdd, seqDiff } from './sequence-number.ts';
import type { Side, UnseenFin } from './side.ts';

/** Frames kept of what may repeat without end; the counters go on. */
const MAX_KEPT_FRAMES = 64;

/** The first packet of a flow tells the roles, until a SYN does. */
export function assignRoles(
  flow: Flow,
  sender: Side,
  flags: number,
  sourcePort: number,
  destinationPort: number,
): void {
  const syn = (flags & FLAG.syn) !== 0;
  if (syn) {
    const bySynAck = (flags & FLAG.ack) !== 0;
    flow.client = bySynAck ? 1 - sender.index : sender.index;
    flow.rolesFrom = 'syn';
    return;
  }
  const sourceServes = isServerPort(sourcePort, destinationPort);
  flow.client = sourceServes === true ? 1 - sender.index : sender.index;
  flow.rolesFrom = sourceServes === null ? 'first-packet' : 'port';
}

export function noteSyn(flow: Flow, sender: Side, frame: Frame, options: TcpOptions): void {
  const isSynAck = (frame.flags & FLAG.ack) !== 0;
  if (isSynAck ? sender.synAckSent : sender.synSent) noteRetry(flow, frame.number);
  if (isSynAck) {
    sender.synAckSent = true;
    if (flow.synAckFrame === 0) flow.synAckFrame = frame.number;
  } else {
    sender.synSent = true;
    if (flow.synFrame === 0) flow.synFrame = frame.number;
  }
  if (!sender.opened) noteOpening(sender, frame, options);
}

function noteOpening(sender: Side, frame: Frame, options: TcpOptions): void {
  sender.opened = true;
  sender.isn = frame.seq as SequenceNumber;
  sender.openingWindow = frame.window;
  sender.mss = options.mss;
  sender.windowScale = options.windowScale;
  sender.sackPermitted = options.sackPermitted;
  sender.timestamps = options.hasTimestamps;
  sender.optionsCut = options.cut;
}

function noteRetry(flow: Flow, frame: number): void {
  flow.retries++;
  flow.retryFrames ??= [];
  if (flow.retryFrames.length < MAX_KEPT_FRAMES) flow.retryFrames.push(frame);
}

/** `resent`: Wireshark takes the segment for a retransmission. */
export function noteFin({ flow, sender, receiver, frame }: Segment, resent: boolean): void {
  if (sender.fin !== null) {
    sender.fin.retransmissions ??= [];
    if (sender.fin.retransmissions.length < MAX_KEPT_FRAMES) sender.fin.retransmissions.push(frame.number);
    return;
  }
  const seq = seqAdd(frame.seq as SequenceNumber, frame.payloadLength + ((frame.flags & FLAG.syn) !== 0 ? 1 : 0));
  sender.fin = {
    frame: frame.number,
    seq,
    end: seqAdd(seq, 1),
    lastSeq: seq,
    withData: frame.payloadLength > 0,
    resent,
    acknowledgesFin: receiver.fin !== null && receiver.fin.ackFrame === frame.number,
    ackFrame: 0,
    ackWithData: false,
    retransmissions: null,
  };
  flow.closing = true;
}

export function noteReset(flow: Flow, sender: Side, frame: Frame): void {
  sender.rstCount++;
  if (sender.rstFrame === 0) sender.rstFrame = frame.number;
  flow.resets ??= [];
  if (flow.resets.length < MAX_KEPT_FRAMES) {
    flow.resets.push({ frame: frame.number, seq: frame.seq, side: sender.index, withData: frame.payloadLength > 0 });
  }
}

/** What an acknowledgment means for the handshake and for the other side's FIN. */
export function noteAck(flow: Flow, sender: Side, receiver: Side, frame: Frame): void {
  const ack = frame.ack as SequenceNumber;
  if (!sender.acknowledged || seqDiff(ack, sender.highestAck) > 0) sender.highestAck = ack;
  sender.acknowledged = true;
  if (
    flow.ackFrame === 0 &&
    (frame.flags & (FLAG.syn | FLAG.rst)) === 0 &&
    completesHandshake(flow, sender, receiver, ack)
  ) {
    flow.ackFrame = frame.number;
  }
  const { fin } = receiver;
  if (fin !== null && fin.ackFrame === 0 && (frame.flags & FLAG.rst) === 0 && seqDiff(ack, fin.end) >= 0) {
    fin.ackFrame = frame.number;
    fin.ackWithData = frame.payloadLength > 0;
  }
}

/** The first acknowledgment of the SYN+ACK (RFC 9293 §3.5), or of a SYN that crossed ours. */
function completesHandshake(flow: Flow, sender: Side, receiver: Side, ack: SequenceNumber): boolean {
  if (flow.synAckFrame === 0 || !receiver.opened) return false;
  if (!receiver.synAckSent && !sender.synSent) return false;
  return receiver.synAckSent && seqDiff(ack, receiver.isn) > 0;
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
