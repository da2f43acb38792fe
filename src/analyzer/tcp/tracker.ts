/** Follows every connection of a capture: finds the flow of a segment, judges it, notes it, and delivers its payload. */
import { isWrongChecksum } from '../wire/checksum.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG, TCP_MIN_HEADER_LENGTH } from '../wire/tcp.ts';
import { TcpOptions } from '../wire/tcp-options.ts';
import { ANALYSIS, ANALYSIS_FLAGS } from './analysis-flags.ts';
import { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';
import { assignRoles, noteAck, noteFin, noteReset, noteSyn } from './lifecycle.ts';
import { type PayloadSink, Reassembly } from './reassembly.ts';
import { NO_TIME, type Segment, type SegmentListener } from './segment.ts';
import { SequenceAnalysis } from './sequence-analysis.ts';
import type { SequenceNumber } from './sequence-number.ts';
import { seqDiff } from './sequence-number.ts';
import { SCALE, type Side, type UnseenFin } from './side.ts';
import { COMPLETENESS, learnBases, noteInitialRoundTrip, noteStreamFacts, openingOf } from './streams.ts';
import { UnackedSegments } from './unacked-segments.ts';
import { noteCounted, noteHistory } from './zeek.ts';

/**
 * Connections kept at once, closed ones included, for their packets may still come. Beyond it the oldest are let go:
 * attempts that were never answered first (a SYN flood must not push out what is real), then closed ones, then any.
 */
export const MAX_CONNECTIONS = 50_000;
/** Attempts that were never answered, kept at once: beyond it the oldest of them are let go, whatever room there is. */
export const MAX_UNANSWERED = 10_000;
/** They are counted each time that so many connections were opened. */
const OPENED_BETWEEN_COUNTS = 5000;
/** How many are let go at a time. */
const LET_GO_AT_ONCE = 10_000;

const ATTEMPT = COMPLETENESS.syn | COMPLETENESS.rst;
const CONTROL = FLAG.syn | FLAG.fin | FLAG.rst;

class CurrentSegment implements Segment {
  readonly frame: Frame;
  readonly options = new TcpOptions();
  flow: Flow = new Flow(-1, 4, 0, 0);
  sender: Side = this.flow.low;
  receiver: Side = this.flow.high;
  analysed = true;
  analysis = 0;
  time: number = NO_TIME;
  roundTrip: number = NO_TIME;

  constructor(frame: Frame) {
    this.frame = frame;
  }
}

export class Tracker {
  /** The segment that `add` took last. */
  readonly segment: Segment;
  /** Every connection that is kept, in order of appearance. */
  flows: Flow[] = [];
  /** Connections that were let go for want of room. */
  letGo = 0;
  readonly #segment: CurrentSegment;
  readonly #table = new FlowTable();
  readonly #unacked = new UnackedSegments();
  readonly #sequence = new SequenceAnalysis(this.#unacked);
  readonly #reassembly: Reassembly;
  readonly #sink: ConnectionSink;
  readonly #listeners: readonly SegmentListener[];
  readonly #verifies: boolean;
  /** Let go; nobody else has them any more. */
  readonly #spare: Flow[] = [];
  #streams = 0;
  #openedSinceCount = 0;

  /** `verifies`: every checksum is verified, for the history. */
  constructor(frame: Frame, sink: ConnectionSink, listeners: readonly SegmentListener[], verifies: boolean) {
    this.#segment = new CurrentSegment(frame);
    this.segment = this.#segment;
    this.#sink = sink;
    this.#reassembly = new Reassembly(sink);
    this.#listeners = listeners;
    this.#verifies = verifies;
  }

  /** Takes the segment in the frame; `time` is in nanoseconds since the first packet of the capture. */
  add(time: number): void {
    const segment = this.#segment;
    const { frame, options } = segment;
    const { flags } = frame;
    segment.analysed = true;
    options.decode(frame);
    const reused = this.#select(segment, flags, time);
    const { flow, sender, receiver } = segment;
    learnBases(sender, receiver, flags, frame.seq as SequenceNumber, frame.ack as SequenceNumber);
    noteStreamFacts(flow, frame, time);
    const bits = this.#sequence.judge(flow, sender, receiver, frame, options, time);
    noteInitialRoundTrip(flow, flags, time);
    segment.analysis = reused ? bits | ANALYSIS.reused_ports : bits;
    // Wireshark prints its verdicts after the options: where the snapshot cut those, it prints none.
    if (frame.headerCut) segment.analysis = 0;
    segment.time = time;
    segment.roundTrip = this.#sequence.roundTrip;
    this.#note(segment);
    for (const listener of this.#listeners) listener(segment);
    this.#deliver(segment);
  }

  /**
   * Takes a segment that can't be judged: it belongs to a stream. Of a header that says it is shorter than it can be,
   * Wireshark prints no verdict, but judges what comes later as if it had: sequence numbers and window count.
   */
  addUnjudged(time: number): void {
    const segment = this.#segment;
    const { frame, options } = segment;
    this.#select(segment, frame.flags, time);
    const { flow, sender, receiver } = segment;
    learnBases(sender, receiver, frame.flags, frame.seq as SequenceNumber, frame.ack as SequenceNumber);
    if (frame.headerLength < TCP_MIN_HEADER_LENGTH && !frame.firstFragmentOnly) {
      options.decode(frame);
      this.#sequence.judge(flow, sender, receiver, frame, options, time);
    }
    segment.analysed = false;
    segment.analysis = 0;
    segment.time = time;
    segment.roundTrip = -1;
    notePacket(flow, sender, frame, time);
  }

  /** The capture has ended: what waits is delivered, and every open direction ends. */
  finish(): void {
    for (const flow of this.flows) this.#end(flow, 'capture-end');
  }

  /** Finds or opens the flow; true when ports were reused. */
  #select(segment: CurrentSegment, flags: number, time: number): boolean {
    const { frame } = segment;
    let flow = this.#table.find(frame);
    let reused = false;
    if (flow !== null && (flags & FLAG.syn) !== 0) {
      const sender = flow.side(this.#table.senderIndex);
      const opening = openingOf(flow, sender, flags, frame.seq as SequenceNumber);
      if (opening === 'again') sender.nextSeq = sender.maxSeqToBeAcked;
      if (opening === 'new') {
        reused = true;
        this.#end(flow, 'capture-end');
        flow = null;
      }
    }
    flow ??= this.#open(frame, time);
    segment.flow = flow;
    segment.sender = flow.side(this.#table.senderIndex);
    segment.receiver = flow.side(1 - this.#table.senderIndex);
    return reused;
  }

  #open(frame: Frame, time: number): Flow {
    if (++this.#openedSinceCount >= OPENED_BETWEEN_COUNTS) this.#letGoUnanswered();
    if (this.flows.length >= MAX_CONNECTIONS) this.#makeRoom();
    const flow = this.#table.open(frame, this.#streams++, this.#spare.pop());
    this.flows.push(flow);
    flow.firstFrame = frame.number;
    flow.firstSeconds = frame.seconds;
    flow.firstNanoseconds = frame.nanoseconds;
    flow.lastTime = time;
    flow.firstSender = this.#table.senderIndex;
    assignRoles(flow, flow.side(this.#table.senderIndex), frame.flags, frame.sourcePort, frame.destinationPort);
    return flow;
  }

  #makeRoom(): void {
    let surplus = LET_GO_AT_ONCE;
    for (const mayGo of [isUnanswered, isClosed, () => true]) {
      if (surplus > 0) surplus -= this.#letGoOldest(surplus, mayGo);
    }
  }

  #letGoUnanswered(): void {
    this.#openedSinceCount = 0;
    if (this.flows.length <= MAX_UNANSWERED) return;
    let unanswered = 0;
    for (const flow of this.flows) if (isUnanswered(flow)) unanswered++;
    if (unanswered > MAX_UNANSWERED) this.#letGoOldest(unanswered - MAX_UNANSWERED, isUnanswered);
  }

  /** Returns how many were let go, `most` at most. */
  #letGoOldest(most: number, mayGo: (flow: Flow) => boolean): number {
    let count = 0;
    this.flows = this.flows.filter((flow) => {
      if (count === most || !mayGo(flow)) return true;
      count++;
      this.#end(flow, 'capture-end');
      this.#table.remove(flow);
      this.#sink.forget(flow);
      this.#spare.push(flow);
      return false;
    });
    this.letGo += count;
    return count;
  }

  #note(segment: CurrentSegment): void {
    const { flow, sender, receiver, frame, time } = segment;
    notePacket(flow, sender, frame, time);
    if (segment.analysis !== 0) countFlags(flow, segment.analysis);
    if (segment.roundTrip >= 0) noteRoundTrip(flow, segment.roundTrip);
    if ((frame.flags & FLAG.ack) !== 0) noteAck(flow, sender, receiver, frame);
    noteWindow(sender, frame);
    if (frame.payloadLength > 0) noteBytesInFlight(sender, receiver);
    if ((frame.flags & CONTROL) !== 0) this.#noteControl(segment);
    // Zeek takes no notice of such a segment but for its letter.
    if (this.#verifies && isWrongChecksum(frame)) noteCounted(flow, sender, 'c', ++sender.badChecksums);
    else noteHistory(segment);
  }

  #noteControl(segment: CurrentSegment): void {
    const { flow, sender, receiver, frame, options } = segment;
    if ((frame.flags & FLAG.syn) !== 0) noteSyn(flow, sender, frame, options);
    if ((frame.flags & FLAG.fin) !== 0) noteFin(flow, sender, receiver, frame);
    if ((frame.flags & FLAG.rst) !== 0) noteReset(flow, sender, frame);
  }

  #deliver(segment: CurrentSegment): void {
    const { flow, sender, receiver, frame } = segment;
    if (!flow.appOpened && (frame.payloadLength > 0 || flow.closing)) this.#sink.open(flow);
    const gaps = sender.gaps;
    this.#reassembly.add(flow, sender, receiver, frame);
    if (sender.gaps !== gaps) noteCounted(flow, sender, 'g', sender.gaps);
    if (!flow.closing && (frame.flags & FLAG.rst) === 0) return;
    if (sender.fin !== null && !sender.ended && seqDiff(sender.streamNext, sender.fin.seq) >= 0) {
      this.#sink.end(flow, sender, 'fin');
    }
    if ((frame.flags & FLAG.rst) !== 0) this.#end(flow, 'rst');
  }

  #end(flow: Flow, how: 'rst' | 'capture-end'): void {
    for (const side of [flow.low, flow.high]) {
      if (side.ended) continue;
      const other = side === flow.low ? flow.high : flow.low;
      side.unseenFin = unseenFinOf(side, other);
      const gaps = side.gaps;
      this.#reassembly.finish(flow, side, acknowledgedPayload(side, other));
      if (side.gaps !== gaps) noteCounted(flow, side, 'g', side.gaps);
      const closed = side.fin !== null && seqDiff(side.streamNext, side.fin.seq) >= 0;
      this.#sink.end(flow, side, closed ? 'fin' : how);
    }
    this.#unacked.clear(flow.low);
    this.#unacked.clear(flow.high);
  }
}

/** Nothing but SYNs, and the RSTs that give them up, from one side: where the capture shows one direction only, there is more. */
function isUnanswered({ low, high, completeness }: Flow): boolean {
  return (low.packets === 0 || high.packets === 0) && (completeness & ~ATTEMPT) === 0;
}

function isClosed({ low, high, resets }: Flow): boolean {
  return (
    resets !== null || (low.fin !== null && low.fin.ackFrame !== 0 && high.fin !== null && high.fin.ackFrame !== 0)
  );
}

/** The tracker's way to the applications. */
export interface ConnectionSink extends PayloadSink {
  /** At the first payload or FIN. Sets `flow.appOpened`. */
  open(flow: Flow): void;
  /** The connection was let go, and will not be in `flows`. */
  forget(flow: Flow): void;
  /** With the connection's last packet so far. Sets `side.ended`. */
  end(flow: Flow, side: Side, how: 'fin' | 'rst' | 'capture-end'): void;
}

/** Only where the other side has closed: a byte of data that was lost last of all would look the same. */
function unseenFinOf(side: Side, other: Side): UnseenFin {
  if (side.fin !== null || side.pending !== null || !side.streamStarted) return null;
  if (other.fin === null || other.fin.ackFrame === 0) return null;
  if (other.acknowledged && seqDiff(other.highestAck, side.streamNext) === 1) return 'acknowledged';
  return seqDiff(side.nextSeq, side.streamNext) === 1 ? 'sent' : null;
}

/** The highest number that the other side acknowledged, without the FIN's own; null when it acknowledged nothing. */
function acknowledgedPayload(side: Side, other: Side): SequenceNumber | null {
  if (!other.acknowledged) return null;
  if (side.fin !== null && seqDiff(other.highestAck, side.fin.seq) > 0) return side.fin.seq;
  return other.highestAck;
}

function notePacket(flow: Flow, sender: Side, frame: Frame, time: number): void {
  flow.packets++;
  sender.packets++;
  flow.lastFrame = frame.number;
  flow.lastSeconds = frame.seconds;
  flow.lastNanoseconds = frame.nanoseconds;
  if (time - flow.lastTime > flow.longestIdle) flow.longestIdle = time - flow.lastTime;
  flow.lastTime = time;
}

function countFlags(flow: Flow, bits: number): void {
  flow.analysis ??= new Uint32Array(ANALYSIS_FLAGS.length);
  const counts = flow.analysis;
  for (let rest = bits; rest !== 0; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)]!++;
}

function noteRoundTrip(flow: Flow, roundTrip: number): void {
  if (flow.rttCount === 0 || roundTrip < flow.rttMin) flow.rttMin = roundTrip;
  if (roundTrip > flow.rttMax) flow.rttMax = roundTrip;
  flow.rttSum += roundTrip;
  flow.rttCount++;
}

/** The window as Wireshark scales it: never in a SYN, and not where the scale is unknown. */
export function scaledWindow(sender: Side, frame: Frame): number {
  if ((frame.flags & FLAG.syn) !== 0 || sender.windowShift <= 0) return frame.window;
  return frame.window << sender.windowShift;
}

function noteWindow(sender: Side, frame: Frame): void {
  if ((frame.flags & FLAG.rst) !== 0) return;
  const window = sender.windowShift === SCALE.unknown ? frame.window : scaledWindow(sender, frame);
  if (sender.minWindow < 0 || window < sender.minWindow) sender.minWindow = window;
  if (window > sender.maxWindow) sender.maxWindow = window;
}

function noteBytesInFlight(sender: Side, receiver: Side): void {
  if (!receiver.acknowledged) return;
  const inFlight = seqDiff(sender.nextSeq, receiver.lastAck);
  if (inFlight > sender.maxBytesInFlight) sender.maxBytesInFlight = inFlight;
}
