/** Follows every connection of a capture: finds the flow of a segment, judges it, notes it, and delivers its payload. */
import { isWrongChecksum } from '../wire/checksum.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG, TCP_MIN_HEADER_LENGTH } from '../wire/tcp.ts';
import { TcpOptions } from '../wire/tcp-options.ts';
import { ANALYSIS } from './analysis-flags.ts';
import { noteBytesInFlight, notePacket, noteRoundTrip, noteVerdicts, noteWindow } from './counters.ts';
import { Flow } from './flow.ts';
import { FollowedFlows } from './followed-flows.ts';
import { acknowledgedPayload, noteAck, noteFin, noteReset, noteSyn, unseenFinOf } from './lifecycle.ts';
import { type PayloadSink, Reassembly } from './reassembly.ts';
import { NO_TIME, type Segment, type SegmentListener } from './segment.ts';
import { SequenceAnalysis } from './sequence-analysis.ts';
import type { SequenceNumber } from './sequence-number.ts';
import { seqDiff, seqIsAtOrAfter } from './sequence-number.ts';
import type { Side } from './side.ts';
import { learnBases, noteInitialRoundTrip, noteStreamFacts, openingOf } from './streams.ts';
import { UnackedSegments } from './unacked-segments.ts';
import { GREETING_LENGTH, opensNewStream } from './vnc.ts';
import { noteCounted, noteHistory } from './zeek.ts';

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
  readonly #segment: CurrentSegment;
  readonly #flows: FollowedFlows;
  readonly #unacked = new UnackedSegments();
  readonly #sequence = new SequenceAnalysis(this.#unacked);
  readonly #reassembly: Reassembly;
  readonly #sink: ConnectionSink;
  readonly #listeners: readonly SegmentListener[];
  readonly #verifies: boolean;

  /** `verifies`: every checksum is verified, for the history. */
  constructor(frame: Frame, sink: ConnectionSink, listeners: readonly SegmentListener[], verifies: boolean) {
    this.#segment = new CurrentSegment(frame);
    this.segment = this.#segment;
    this.#flows = new FollowedFlows((flow) => {
      this.#end(flow, 'capture-end');
      sink.forget(flow);
    });
    this.#sink = sink;
    this.#reassembly = new Reassembly(sink);
    this.#listeners = listeners;
    this.#verifies = verifies;
  }

  /** Every connection that is kept, in order of appearance. */
  get flows(): readonly Flow[] {
    return this.#flows.list;
  }

  /** How many connections were let go for want of room. */
  get letGo(): number {
    return this.#flows.letGo;
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
    if (options.sackBroken) options.sackBroken = isTakenForDuplicate(frame, receiver);
    const bits = this.#sequence.judge(flow, sender, receiver, frame, options, time);
    noteInitialRoundTrip(flow, flags, time);
    segment.analysis = reused ? bits | ANALYSIS.reused_ports : bits;
    // Wireshark prints its verdicts after the options: none where it gave up reading them.
    if (options.cut || options.sackBroken) segment.analysis = 0;
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

  /**
   * Takes a segment that an ICMP error quotes. It is not judged, but Wireshark counts it to a stream, which it may open,
   * and takes its flags for the stream's.
   */
  addQuoted(time: number): void {
    const { frame } = this.#segment;
    const flow = this.#flowOfQuoted(frame);
    noteStreamFacts(flow, frame, time);
    noteInitialRoundTrip(flow, frame.flags, time);
  }

  /** Wireshark gives the next stream number to something that is no connection. */
  skipStream(): void {
    this.#flows.skipStream();
  }

  /** The capture has ended: what waits is delivered, and every open direction ends. */
  finish(): void {
    for (const flow of this.flows) this.#end(flow, 'capture-end');
  }

  #flowOfQuoted(frame: Frame): Flow {
    const flow = this.#flows.find(frame);
    if (flow === null) return this.#flows.quoted(frame);
    if (!this.#reuses(flow, frame)) return flow;
    this.#flows.retire(flow);
    return this.#flows.quoted(frame);
  }

  /** Finds or opens the flow; true when ports were reused. */
  #select(segment: CurrentSegment, flags: number, time: number): boolean {
    const { frame } = segment;
    const flows = this.#flows;
    let flow = flows.find(frame);
    const reused = flow !== null && (flags & FLAG.syn) !== 0 && this.#reuses(flow, frame);
    if (flow === null || reused) flow = flows.open(frame, time);
    segment.flow = flow;
    segment.sender = flow.side(flows.senderIndex);
    segment.receiver = flow.side(1 - flows.senderIndex);
    return reused;
  }

  /** What a SYN means for the flow of its ports: true when they are used again, so that the flow has ended. */
  #reuses(flow: Flow, frame: Frame): boolean {
    const sender = flow.side(this.#flows.senderIndex);
    const opening = openingOf(flow, sender, frame.flags, frame.seq as SequenceNumber);
    if (opening === 'again') sender.nextSeq = sender.maxSeqToBeAcked;
    if (opening !== 'new') return false;
    flow.replaced = true;
    this.#end(flow, 'capture-end');
    return true;
  }

  #note(segment: CurrentSegment): void {
    const { flow, sender, receiver, frame, time } = segment;
    notePacket(flow, sender, frame, time);
    if (segment.analysis !== 0) noteVerdicts(flow, segment.analysis);
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
    const { flow, sender, frame, options } = segment;
    if ((frame.flags & FLAG.syn) !== 0) noteSyn(flow, sender, frame, options);
    if ((frame.flags & FLAG.fin) !== 0) noteFin(segment, (segment.analysis & ANALYSIS.retransmission) !== 0);
    if ((frame.flags & FLAG.rst) !== 0) noteReset(flow, sender, frame);
  }

  #deliver(segment: CurrentSegment): void {
    const { flow, sender, receiver, frame } = segment;
    if (!flow.appOpened && (frame.payloadLength > 0 || flow.closing)) this.#open(flow, frame);
    const gaps = sender.gaps;
    this.#reassembly.add(flow, sender, receiver, frame);
    if (sender.gaps !== gaps) noteCounted(flow, sender, 'g', sender.gaps);
    if (!flow.closing && (frame.flags & FLAG.rst) === 0) return;
    if (sender.fin !== null && !sender.ended && seqDiff(sender.streamNext, sender.fin.seq) >= 0) {
      this.#sink.end(flow, sender, 'fin');
    }
    if ((frame.flags & FLAG.rst) !== 0) this.#end(flow, 'rst');
  }

  #open(flow: Flow, frame: Frame): void {
    this.#sink.open(flow);
    if (frame.payloadLength === GREETING_LENGTH && opensNewStream(flow, frame)) this.#flows.split(flow);
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
    // What comes after a RST is still judged by what was outstanding.
    if (how === 'rst') return;
    this.#unacked.clear(flow.low);
    this.#unacked.clear(flow.high);
  }
}

/**
 * Of a SACK option without a whole block, Wireshark takes the left edge for relative 0. At or below what is acknowledged,
 * that looks like a duplicate SACK, whose edges it then seeks in vain, and gives up.
 */
function isTakenForDuplicate({ flags, ack }: Frame, receiver: Side): boolean {
  const base = (flags & FLAG.ack) === 0 ? 0 : receiver.base;
  return seqIsAtOrAfter(ack as SequenceNumber, base as SequenceNumber);
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
