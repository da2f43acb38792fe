/** SYN, FIN and RST: their times, and what the wire shows of why a RST was sent. */
import type { Segment } from '../tcp/segment.ts';
import { FLAG } from '../wire/tcp.ts';
import type { RecentSegments } from './recent-segments.ts';
import type { SideNotes } from './side-notes.ts';
import type { ResetNotes } from './special-notes.ts';

/** Frames kept of one side's RSTs. */
const MAX_RESETS = 128;
/** RFC 9293 §3.7.1 lets 536 be assumed where no MSS was sent; real senders without the option still fill an Ethernet. */
const MSS_WITHOUT_OPTION = 1460;

export function watchControl(segment: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const { frame, options, time } = segment;
  if ((frame.flags & FLAG.syn) !== 0) {
    other.payloadLimit = options.mss > 0 ? options.mss : MSS_WITHOUT_OPTION;
    own.noteOpening(frame.number, time);
  }
  if ((frame.flags & FLAG.fin) !== 0) own.noteFin(frame.number, time);
  if ((frame.flags & FLAG.rst) !== 0) watchReset(segment, own, other, recent);
}

function watchReset(segment: Segment, own: SideNotes, other: SideNotes, recent: RecentSegments): void {
  const { frame, sender } = segment;
  if (own.reset !== null) {
    own.reset.count++;
    if (own.reset.frames.length < MAX_RESETS) own.reset.frames.push(frame.number);
    return;
  }
  const spoke = recent.holds(own.newest);
  const reset: ResetNotes = {
    frame: frame.number,
    frames: [frame.number],
    hasAck: (frame.flags & FLAG.ack) !== 0,
    trigger: null,
    answersSynAck: !spoke || (recent.flags(own.newest) & (FLAG.syn | FLAG.ack)) === FLAG.syn,
    spokeBefore: own.started,
    // The RST may itself carry a FIN.
    finBefore: sender.fin === null || sender.fin.frame === frame.number ? 0 : sender.fin.frame,
    receivedUnanswered: other.dataFrame > own.dataFrame,
    unansweredRetransmissions: own.silence === null ? 0 : own.silence.frames.length - 1,
    timeToLive: frame.timeToLive,
    usualTimeToLive: spoke ? recent.timeToLive(own.newest) : frame.timeToLive,
    count: 1,
  };
  if (recent.holds(other.newest)) {
    const flags = recent.flags(other.newest);
    const answered = (flags & FLAG.ack) !== 0 && frame.seq === recent.ack(other.newest);
    reset.trigger = { frame: recent.frame(other.newest), flags, length: recent.length(other.newest), answered };
  }
  own.specially().reset = reset;
}
