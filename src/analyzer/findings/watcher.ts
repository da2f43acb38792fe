/**
 * Watches every segment for what deserves a finding. What is ordinary costs a few comparisons; only what is not
 * allocates. `conclude.ts` makes findings of what was noted.
 */
import type { SharedColumns } from '../fast-path/shared-columns.ts';
import { ANALYSIS } from '../tcp/analysis-flags.ts';
import type { Flow } from '../tcp/flow.ts';
import { SIDE, SIDE_NUMBERS } from '../tcp/flow-rows.ts';
import type { Segment } from '../tcp/segment.ts';
import { addressSumOf } from '../wire/checksum.ts';
import { FLAG } from '../wire/tcp.ts';
import { watchAck, watchDuplicateSack } from './acknowledgments.ts';
import { isLeftToCard, looksPartial } from './checksums.ts';
import { watchControl } from './control.ts';
import { FlowNotes } from './notes.ts';
import { NOTE, NOTE_NUMBERS, NotesTable } from './notes-table.ts';
import { watchPayload } from './payload.ts';
import { RecentSegments } from './recent-segments.ts';
import { watchResent } from './resent.ts';
import { SideNotes } from './side-notes.ts';
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
  readonly #own = new SideNotes(this.#table);
  readonly #other = new SideNotes(this.#table);
  readonly #recent = new RecentSegments();

  /** A SegmentListener. */
  readonly onSegment = (segment: Segment): void => {
    const { side, frame, rows } = segment;
    if (!this.#table.has(side >> 1)) this.#begin(segment);
    const { numbers } = this.#table;
    const own = side * NOTE_NUMBERS;
    if (numbers[own + NOTE.addressSum]! < 0) numbers[own + NOTE.addressSum] = addressSumOf(frame);
    const partial = looksPartial(frame, numbers[own + NOTE.addressSum]!) && isLeftToCard(frame, this.#own.show(side));
    const serial = this.#recent.add(segment, numbers[own + NOTE.newest]!, partial);
    const copied = this.#watch(segment, serial);
    if (partial) this.#own.show(side).note('partial-checksums', [frame.number]);
    numbers[own + NOTE.newest] = serial;
    if (frame.payloadLength > numbers[own + NOTE.payloadLimit]!) numbers[own + NOTE.oversized] = serial;
    numbers[own + NOTE.nextSeq] = rows.sides[side * SIDE_NUMBERS + SIDE.nextSeq]!;
    if (!copied) numbers[own + NOTE.lastFrame] = frame.number;
    if ((frame.flags & FLAG.ack) !== 0) numbers[own + NOTE.lastAck] = frame.ack;
  };

  /** Goes on in other memory. */
  moveTo({ notes, noteTimes, recent, recentTimes, recentCount }: SharedColumns): void {
    this.#table.moveTo(notes, noteTimes);
    this.#recent.moveTo(recent, recentTimes, recentCount);
  }

  /** What was noted of a connection; null when nothing was. */
  notesOf({ row }: Flow): FlowNotes | null {
    return this.#table.has(row) ? new FlowNotes(this.#table, row) : null;
  }

  hasSpecialNotes(row: number): boolean {
    return this.#table.has(row) && this.#table.isSpecial(row);
  }

  forget({ row }: Flow): void {
    if (this.#table.has(row)) this.#table.forget(row);
  }

  #begin({ side, analysis }: Segment): void {
    const reused = (analysis & ANALYSIS.reused_ports) !== 0;
    this.#table.begin(side >> 1, side & 1, reused);
    if (reused) this.portsReused = true;
  }

  /** True when it is a second copy of one captured before. */
  #watch(segment: Segment, serial: number): boolean {
    const { side } = segment;
    const recent = this.#recent;
    const own = this.#own.show(side);
    const other = this.#other.show(side ^ 1);
    const copied = mayBeCopy(segment, own) && watchResent({ segment, serial, own, other, recent });
    if (!copied) this.#watchOriginal(segment, serial, own, other);
    this.#table.noteAwaits(side);
    this.#table.noteAwaits(side ^ 1);
    return copied;
  }

  #watchOriginal(segment: Segment, serial: number, own: SideNotes, other: SideNotes): void {
    const { frame, analysis } = segment;
    const recent = this.#recent;
    if (other.special !== null) other.special.silence = null;
    if ((frame.flags & CONTROL) !== 0) watchControl(segment, own, other, recent);
    if ((analysis & ANALYSIS.keep_alive) !== 0)
      own.note(other.stall === null ? 'keep-alive' : 'window-probe', [frame.number]);
    if ((analysis & ANALYSIS.ack_lost_segment) !== 0) other.note('capture-gap', [frame.number]);
    if (segment.options.hasSack) watchDuplicateSack(segment, other, recent);
    if ((frame.flags & FLAG.ack) !== 0) watchAck(segment, own, other, recent);
    if (frame.window === 0 || own.stall !== null) watchZeroWindow(segment, own);
    if (frame.payloadLength > 0) watchPayload(segment, serial, own, other);
  }
}

/** Wireshark has no verdict for a second RST: there may be several. */
function mayBeCopy({ frame, analysis }: Segment, own: SideNotes): boolean {
  return (analysis & COPY_LIKE) !== 0 || ((frame.flags & FLAG.rst) !== 0 && own.reset !== null);
}
