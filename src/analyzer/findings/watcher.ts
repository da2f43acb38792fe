/**
 * Watches every segment for what deserves a finding. What is ordinary costs a few comparisons; only what is not
 * allocates. `conclude.ts` makes findings of what was noted.
 */
import { ANALYSIS } from '../tcp/analysis-flags.ts';
import type { Flow } from '../tcp/flow.ts';
import type { Segment } from '../tcp/segment.ts';
import type { SequenceNumber } from '../tcp/sequence-number.ts';
import { FLAG } from '../wire/tcp.ts';
import { watchAck, watchDuplicateSack } from './acknowledgments.ts';
import { isPartialChecksum } from './checksums.ts';
import { watchControl } from './control.ts';
import { FlowNotes, NO_NOTES } from './notes.ts';
import { NotesTable } from './notes-table.ts';
import { watchPayload } from './payload.ts';
import { RecentSegments } from './recent-segments.ts';
import { watchResent } from './resent.ts';
import type { SideNotes } from './side-notes.ts';
import { watchZeroWindow } from './zero-window.ts';

const CONTROL = FLAG.syn | FLAG.fin | FLAG.rst | FLAG.urg;
const RESENT = ANALYSIS.retransmission | ANALYSIS.out_of_order;
/** Verdicts that a second copy of an ordinary segment gets. */
const COPY_LIKE =
  RESENT | ANALYSIS.duplicate_ack | ANALYSIS.zero_window | ANALYSIS.keep_alive | ANALYSIS.keep_alive_ack;

export class Watcher {
  /** Some connection took the ports of an earlier one. */
  portsReused = false;
  readonly #table = new NotesTable();
  readonly #notes = new FlowNotes(this.#table);
  readonly #recent = new RecentSegments();

  /** A SegmentListener. */
  readonly onSegment = (segment: Segment): void => {
    const { flow, sender, frame, analysis } = segment;
    const notes = this.#notes;
    if (flow.notesSlot === NO_NOTES) this.#open(segment);
    else notes.select(flow.notesSlot);
    const own = notes.side(sender.index);
    const other = notes.side(1 - sender.index);
    const partial = isPartialChecksum(frame, own);
    const serial = this.#recent.add(segment, own.newest, partial);
    const recent = this.#recent;
    const copied = mayBeCopy(segment, own) && watchResent({ segment, serial, own, other, recent });
    if (!copied) {
      if (other.special !== null) other.special.silence = null;
      if ((frame.flags & CONTROL) !== 0) watchControl(segment, own, other, this.#recent);
      if ((analysis & ANALYSIS.keep_alive) !== 0)
        own.note(other.stall === null ? 'keep-alive' : 'window-probe', [frame.number]);
      if ((analysis & ANALYSIS.ack_lost_segment) !== 0) other.note('capture-gap', [frame.number]);
      if (segment.options.hasSack) watchDuplicateSack(segment, other, this.#recent);
      if ((frame.flags & FLAG.ack) !== 0) watchAck(segment, own, other, this.#recent);
      if (frame.window === 0 || own.stall !== null) watchZeroWindow(segment, own);
      if (frame.payloadLength > 0) watchPayload(segment, serial, own, other);
    }
    if (partial) own.note('partial-checksums', [frame.number]);
    own.newest = serial;
    if (frame.payloadLength > own.payloadLimit) own.oversized = own.newest;
    own.nextSeq = sender.nextSeq;
    if (!copied) own.lastFrame = frame.number;
    if ((frame.flags & FLAG.ack) !== 0) own.lastAck = frame.ack as SequenceNumber;
  };

  /** What was noted of a connection; null when nothing was. */
  notesOf({ notesSlot }: Flow): FlowNotes | null {
    if (notesSlot === NO_NOTES) return null;
    this.#notes.save();
    const notes = new FlowNotes(this.#table);
    notes.select(notesSlot);
    return notes;
  }

  hasSpecialNotes({ notesSlot }: Flow): boolean {
    return notesSlot !== NO_NOTES && this.#table.isSpecial(notesSlot);
  }

  forget(flow: Flow): void {
    if (flow.notesSlot !== NO_NOTES) this.#notes.forget(flow.notesSlot);
    flow.notesSlot = NO_NOTES;
  }

  #open({ flow, sender, analysis }: Segment): void {
    const reused = (analysis & ANALYSIS.reused_ports) !== 0;
    flow.notesSlot = this.#notes.open(sender.index, reused);
    if (reused) this.portsReused = true;
  }
}

/** Wireshark has no verdict for a second RST: there may be several. */
function mayBeCopy({ frame, analysis }: Segment, own: SideNotes): boolean {
  return (analysis & COPY_LIKE) !== 0 || ((frame.flags & FLAG.rst) !== 0 && own.reset !== null);
}
