/** Follows every connection of a capture: finds the flow of a segment, judges it, notes it, and delivers its payload. */
import type { PcapRecords } from '../capture-file/packet-record.ts';
import type { CaptureTally } from '../capture-tally.ts';
import type { FastPath } from '../fast-path/fast-path.ts';
import { OUTCOME, STATE } from '../fast-path/layout.ts';
import { isWrongChecksum } from '../wire/checksum.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG, TCP_MIN_HEADER_LENGTH } from '../wire/tcp.ts';
import { ANALYSIS } from './analysis-flags.ts';
import { noteBytesInFlight, notePacket, noteRoundTrip, noteWindow } from './counters.ts';
import { CurrentSegment } from './current-segment.ts';
import { type ConnectionSink, Delivery } from './delivery.ts';
import type { Flows } from './flow.ts';
import { FlowRows, SIDE, SIDE_NUMBERS } from './flow-rows.ts';
import { NO_FLOW } from './flow-table.ts';
import { FollowedFlows } from './followed-flows.ts';
import { noteAck, noteFin, noteReset, noteSyn } from './lifecycle.ts';
import type { Segment, SegmentListener } from './segment.ts';
import { SequenceAnalysis } from './sequence-analysis.ts';
import type { SequenceNumber } from './sequence-number.ts';
import { seqIsAtOrAfter } from './sequence-number.ts';
import { learnBases, noteInitialRoundTrip, noteStreamFacts, openingOf } from './streams.ts';
import { UnackedSegments } from './unacked-segments.ts';
import { noteHistory, noteWrongChecksum } from './zeek.ts';

const CONTROL = FLAG.syn | FLAG.fin | FLAG.rst;

export class Tracker {
  /** The segment that `add` took last. */
  readonly segment: Segment;
  readonly #rows = new FlowRows();
  readonly #segment: CurrentSegment;
  readonly #flows: FollowedFlows;
  readonly #unacked = new UnackedSegments(this.#rows);
  readonly #sequence = new SequenceAnalysis(this.#rows, this.#unacked);
  readonly #delivery: Delivery;
  readonly #listener: SegmentListener;
  readonly #verifies: boolean;
  #fastPath: FastPath | null = null;

  /** `verifies`: every checksum is verified, for the history. */
  constructor(frame: Frame, sink: ConnectionSink, listener: SegmentListener, verifies: boolean) {
    this.#flows = new FollowedFlows(this.#rows, (row) => {
      this.#delivery.abandon(row);
      sink.forget(this.#flows.all.glance(row));
      this.#flows.all.forget(row);
    });
    this.#segment = new CurrentSegment(frame, this.#flows.all);
    this.segment = this.#segment;
    this.#delivery = new Delivery(this.#flows, this.#unacked, sink);
    this.#listener = listener;
    this.#verifies = verifies;
  }

  /** The rows of all connections that are kept, in order of appearance; `flows` shows them. */
  get list(): readonly number[] {
    return this.#flows.list;
  }

  get flows(): Flows {
    return this.#flows.all;
  }

  /** How many connections were let go for want of room. */
  get letGo(): number {
    return this.#flows.letGo;
  }

  /** From here on, ordinary segments are taken by the fast path, which works on these columns. */
  use(fastPath: FastPath): void {
    const { columns } = fastPath;
    this.#rows.moveTo(columns);
    this.#flows.moveTo(columns);
    this.#unacked.moveTo(columns.segments, columns.segmentTimes, columns.unacked);
    this.#fastPath = fastPath;
  }

  /** Takes records as far as they are ordinary; returns where the first one begins that is not. Only once `use` was called. */
  takeRecords(records: PcapRecords, tally: CaptureTally): number {
    const fastPath = this.#fastPath!;
    const segment = this.#segment;
    const { state } = fastPath.columns;
    const { frame } = segment;
    do {
      const before = frame.number;
      this.#flows.offer(state);
      records.from = fastPath.takeRecords(records, frame, tally);
      if (frame.number !== before) tally.noteTaken(frame.number - before, fastPath.truncated, frame);
      if (state[STATE.opened] !== 0) this.#flows.takeOpened(state);
      if (fastPath.isWaiting) {
        segment.side = fastPath.side;
        this.#delivery.take(segment);
      }
    } while (fastPath.isWaiting);
    return records.from;
  }

  /** Takes the segment in the frame; `time` is in nanoseconds since the first packet of the capture. */
  add(time: number): void {
    const segment = this.#segment;
    const { frame } = segment;
    segment.analysed = true;
    segment.options.decode(frame);
    segment.time = time;
    const outcome = this.#take(segment);
    if (outcome === OUTCOME.done) return;
    if (outcome === OUTCOME.predicted || outcome === OUTCOME.notPredicted) {
      if (this.#verifies && isWrongChecksum(frame)) noteWrongChecksum(segment);
      else noteHistory(segment);
      this.#listener(segment);
    }
    this.#delivery.take(segment);
  }

  /**
   * Takes a segment that can't be judged: it belongs to a stream. Of a header that says it is shorter than it can be,
   * Wireshark prints no verdict, but judges what comes later as if it had: sequence numbers and window count.
   */
  addUnjudged(time: number): void {
    const segment = this.#segment;
    const { frame, options } = segment;
    this.#select(segment, time);
    const { side } = segment;
    learnBases(this.#rows, side, frame);
    if (frame.headerLength < TCP_MIN_HEADER_LENGTH && !frame.firstFragmentOnly) {
      options.decode(frame);
      this.#sequence.judge(side, frame, options, time);
    }
    segment.analysed = false;
    segment.analysis = 0;
    segment.time = time;
    segment.roundTrip = -1;
    notePacket(this.#rows, side, frame, time);
  }

  /**
   * Takes a segment that an ICMP error quotes. It is not judged, but Wireshark counts it to a stream, which it may open,
   * and takes its flags for the stream's.
   */
  addQuoted(time: number): void {
    const { frame } = this.#segment;
    const row = this.#flowOfQuoted(frame);
    noteStreamFacts(this.#rows, row, frame, time);
    noteInitialRoundTrip(this.#rows, row, frame.flags, time);
  }

  /** Wireshark gives the next stream number to something that is no connection. */
  skipStream(): void {
    this.#flows.skipStream();
  }

  /** The capture has ended: what waits is delivered, and every open direction ends. */
  finish(): void {
    for (const row of this.list) this.#delivery.end(row, 'capture-end');
  }

  #flowOfQuoted(frame: Frame): number {
    const side = this.#flows.find(frame);
    if (side === NO_FLOW) return this.#flows.quoted(frame);
    if (!this.#reuses(side, frame)) return side >> 1;
    this.#flows.retire(side >> 1);
    return this.#flows.quoted(frame);
  }

  /** Finds the flow, and judges the segment where it was not predicted; returns what of it is done, an OUTCOME. */
  #take(segment: CurrentSegment): number {
    const fastPath = this.#fastPath;
    const left = fastPath === null ? OUTCOME.notPredicted : fastPath.outcomeOf(segment.frame);
    if (left === OUTCOME.predicted) {
      segment.side = fastPath!.side;
      segment.analysis = fastPath!.analysis;
      segment.roundTrip = fastPath!.roundTrip;
      return left;
    }
    const reused = this.#select(segment, segment.time);
    const isTried = left === OUTCOME.notPredicted || reused;
    const outcome = isTried ? OUTCOME.notPredicted : fastPath!.takeSegment(segment.side, segment.frame, segment.time);
    if (outcome === OUTCOME.notPredicted || outcome === OUTCOME.notTried) {
      this.#judge(segment, reused);
      return OUTCOME.notPredicted;
    }
    segment.analysis = fastPath!.analysis;
    segment.roundTrip = fastPath!.roundTrip;
    return outcome;
  }

  /** Finds or opens the flow; true when ports were reused. */
  #select(segment: CurrentSegment, time: number): boolean {
    const { frame } = segment;
    const flows = this.#flows;
    let side = flows.find(frame);
    const reused = side !== NO_FLOW && (frame.flags & FLAG.syn) !== 0 && this.#reuses(side, frame);
    if (side === NO_FLOW || reused) side = flows.open(frame, time);
    segment.side = side;
    return reused;
  }

  /** What a SYN means for the flow of its ports: true when they are used again, so that the flow has ended. */
  #reuses(side: number, frame: Frame): boolean {
    const opening = openingOf(this.#rows, side, frame);
    const { sides } = this.#rows;
    const at = side * SIDE_NUMBERS;
    if (opening === 'again') sides[at + SIDE.nextSeq] = sides[at + SIDE.maxSeqToBeAcked]!;
    if (opening !== 'new') return false;
    this.#flows.all.view(side >> 1).replaced = true;
    this.#delivery.abandon(side >> 1);
    return true;
  }

  #judge(segment: CurrentSegment, reused: boolean): void {
    const rows = this.#rows;
    const { side, frame, options, time } = segment;
    learnBases(rows, side, frame);
    noteStreamFacts(rows, side >> 1, frame, time);
    if (options.sackBroken) options.sackBroken = isTakenForDuplicate(rows, side, frame);
    const bits = this.#sequence.judge(side, frame, options, time);
    noteInitialRoundTrip(rows, side >> 1, frame.flags, time);
    segment.analysis = reused ? bits | ANALYSIS.reused_ports : bits;
    // Wireshark prints its verdicts after the options: none where it gave up reading them.
    if (options.cut || options.sackBroken) segment.analysis = 0;
    segment.roundTrip = this.#sequence.roundTrip;
    this.#note(segment);
  }

  #note(segment: CurrentSegment): void {
    const rows = this.#rows;
    const { side, frame, time } = segment;
    notePacket(rows, side, frame, time);
    if (segment.analysis !== 0) segment.flow.countVerdicts(segment.analysis);
    if (segment.roundTrip >= 0) noteRoundTrip(rows, side >> 1, segment.roundTrip);
    if ((frame.flags & FLAG.ack) !== 0) noteAck(segment);
    noteWindow(rows, side, frame);
    if (frame.payloadLength > 0) noteBytesInFlight(rows, side);
    if ((frame.flags & CONTROL) !== 0) this.#noteControl(segment);
  }

  #noteControl(segment: CurrentSegment): void {
    const { flags } = segment.frame;
    if ((flags & FLAG.syn) !== 0) noteSyn(segment);
    if ((flags & FLAG.fin) !== 0) noteFin(segment, (segment.analysis & ANALYSIS.retransmission) !== 0);
    if ((flags & FLAG.rst) !== 0) noteReset(segment);
  }
}

/**
 * Of a SACK option without a whole block, Wireshark takes the left edge for relative 0. At or below what is acknowledged,
 * that looks like a duplicate SACK, whose edges it then seeks in vain, and gives up.
 */
function isTakenForDuplicate({ sides }: FlowRows, side: number, { flags, ack }: Frame): boolean {
  const base = (flags & FLAG.ack) === 0 ? 0 : sides[(side ^ 1) * SIDE_NUMBERS + SIDE.base]!;
  return seqIsAtOrAfter(ack as SequenceNumber, base as SequenceNumber);
}
