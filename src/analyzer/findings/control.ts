/** SYN, FIN and RST: their times, and what the wire shows of why a RST was sent. */
import type { Segment } from '../tcp/segment.ts';
import { type SequenceNumber, seqAdd, seqDiff } from '../tcp/sequence-number.ts';
import type { FinFacts } from '../tcp/side.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import { NONE, type RecentSegments } from './recent-segments.ts';
import type { SideNotes } from './side-notes.ts';
import type { ResetNotes } from './special-notes.ts';

/** Frames kept of one side's RSTs. */
const MAX_RESETS = 128;
/** RFC 9293 §3.7.1 lets 536 be assumed where no MSS was sent; real senders without the option still fill an Ethernet. */
export const MSS_WITHOUT_OPTION = 1460;

export function watchControl(segment: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const { frame, options, time } = segment;
  if ((frame.flags & FLAG.syn) !== 0) {
    other.payloadLimit = payloadLimitOf(options);
    own.noteOpening(frame.number, time);
    watchSynData(segment, own, other);
  }
  if ((frame.flags & (FLAG.urg | FLAG.ack | FLAG.syn | FLAG.rst)) === (FLAG.urg | FLAG.ack))
    own.note('urgent-data', [frame.number]);
  if ((frame.flags & FLAG.fin) !== 0) own.noteFin(frame.number, time);
  if ((frame.flags & FLAG.rst) !== 0) watchReset(segment, own, other, recent);
}

/** The longest payload that whoever gets a SYN with these options sends. */
export function payloadLimitOf({ mss }: TcpOptions): number {
  return mss > 0 ? mss : MSS_WITHOUT_OPTION;
}

/** RFC 7413 §4.2: data in the SYN, and whether the SYN+ACK takes it. */
function watchSynData(segment: Segment, own: SideNotes, other: SideNotes): void {
  const { frame } = segment;
  if ((frame.flags & FLAG.ack) === 0) {
    if (frame.payloadLength > 0) own.note('syn-with-data', [frame.number], frame.payloadLength);
    return;
  }
  if (other.evidence?.has('syn-with-data') !== true) return;
  const isTaken = seqDiff(frame.ack as SequenceNumber, seqAdd(segment.receiver.isn, 1)) > 0;
  other.note('syn-with-data', [frame.number], 0, isTaken ? 'syn-data-taken' : 'syn-data-refused');
}

function watchReset(segment: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const { frame, sender, receiver } = segment;
  if (own.reset !== null) {
    own.reset.count++;
    if (own.reset.frames.length < MAX_RESETS) own.reset.frames.push(frame.number);
    return;
  }
  const spoke = recent.holds(own.newest);
  // The RST may itself carry a FIN.
  const finBefore = sender.fin === null || sender.fin.frame === frame.number ? 0 : sender.fin.frame;
  const reset: ResetNotes = {
    frame: frame.number,
    frames: [frame.number],
    hasAck: (frame.flags & FLAG.ack) !== 0,
    trigger: null,
    answersSynAck: !spoke || (recent.flags(own.newest) & (FLAG.syn | FLAG.ack)) === FLAG.syn,
    spokeBefore: own.started,
    finBefore,
    finUnanswered: finBefore === 0 ? null : unansweredFin(segment, own, other),
    lateData: finBefore === 0 ? 0 : lateData(segment, own, other, recent),
    otherFin: sender.fin === null && isAcknowledgedBy(frame, receiver.fin) ? receiver.fin!.frame : 0,
    receivedUnanswered: other.dataFrame > own.dataFrame,
    unansweredRetransmissions: own.silence === null ? 0 : own.silence.frames.length - 1,
    timeToLive: frame.timeToLive,
    usualTimeToLive: usualTimeToLive(segment, own, recent),
    count: 1,
  };
  if (recent.holds(other.newest)) {
    const flags = recent.flags(other.newest);
    const answered = (flags & FLAG.ack) === 0 ? isAnswerToNobody(frame) : frame.seq === recent.ack(other.newest);
    reset.trigger = { frame: recent.frame(other.newest), flags, length: recent.length(other.newest), answered };
  }
  own.specially().reset = reset;
}

/** RFC 9293 §3.10.7.1: a segment without ACK that belongs to no connection is answered by a RST with number 0. */
function isAnswerToNobody({ flags, seq }: Frame): boolean {
  return (flags & FLAG.ack) !== 0 && seq === 0;
}

/** Nothing came from the other side since the FIN, not even its ACK. */
function unansweredFin({ sender, time }: Segment, own: SideNotes, other: SideNotes): ResetNotes['finUnanswered'] {
  const { fin } = sender;
  const first = own.fins[1];
  if (fin === null || first === undefined || fin.ackFrame !== 0 || other.lastFrame > fin.frame) return null;
  return { transmissions: own.fins.length / 2, waited: time - first };
}

/** RFC 9293 §3.10.7: a RST without ACK takes its number from the ACK field of what it answers. */
function lateData({ frame }: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): number {
  const answers = (at: number) => (frame.flags & FLAG.ack) !== 0 || recent.ack(at) === frame.seq;
  const found = recent.find(other.newest, (at) => {
    const end = seqAdd(recent.seq(at) as SequenceNumber, recent.length(at));
    return recent.length(at) > 0 && seqDiff(end, own.lastAck) > 0 && answers(at);
  });
  return found === NONE ? 0 : recent.frame(found);
}

function isAcknowledgedBy(frame: Frame, fin: FinFacts | null): boolean {
  if (fin === null) return false;
  return fin.ackFrame !== 0 || ((frame.flags & FLAG.ack) !== 0 && seqDiff(frame.ack as SequenceNumber, fin.end) >= 0);
}

/** The RST's own when it has been seen of this side: packets of one side may come by several ways, or be captured twice. */
function usualTimeToLive({ frame: { timeToLive } }: Segment, own: SideNotes, recent: RecentSegments): number {
  if (!recent.holds(own.newest)) return timeToLive;
  const usual = recent.timeToLive(own.newest);
  if (usual === timeToLive) return usual;
  const seen = recent.find(own.newest, (at) => recent.timeToLive(at) === timeToLive) !== NONE;
  return seen ? timeToLive : usual;
}
