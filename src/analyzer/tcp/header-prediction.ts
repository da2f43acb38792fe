/**
 * The common case in one go, as in TCP implementations since Van Jacobson's header prediction (4.3BSD Reno, 1990): a segment
 * in order, of which no rule of `sequence-analysis.ts` has anything to say. What it changes is what the rules, `streams.ts`,
 * `counters.ts` and `lifecycle.ts` would: the tests compare both ways.
 */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import { notePacket, noteRoundTrip } from './counters.ts';
import {
  FACT,
  FACTS,
  FLOW,
  FLOW_DOUBLE,
  FLOW_DOUBLES,
  FLOW_NUMBERS,
  type FlowRows,
  SIDE,
  SIDE_DOUBLE,
  SIDE_DOUBLES,
  SIDE_NUMBERS,
} from './flow-rows.ts';
import { noteAckOfFin, noteFirstFin, noteHandshakeAck, noteOpening } from './lifecycle.ts';
import { fillsWindow, takeWindowScale } from './sequence-analysis.ts';
import { COMPLETENESS, noteInitialRoundTrip, noteStreamFacts } from './streams.ts';
import type { UnackedSegments } from './unacked-segments.ts';

const JUDGED_FLAGS = FLAG.syn | FLAG.fin | FLAG.rst | FLAG.ack;
const SYN_ACK = FLAG.syn | FLAG.ack;
const FIN_ACK = FLAG.fin | FLAG.ack;
/** What `take` returns in place of a round trip. */
export const NOT_PREDICTED = -2;

export class HeaderPrediction {
  readonly #rows: FlowRows;
  readonly #unacked: UnackedSegments;

  constructor(rows: FlowRows, unacked: UnackedSegments) {
    this.#rows = rows;
    this.#unacked = unacked;
  }

  /**
   * Takes the segment into the state of its connection, and returns the round trip that it gives in nanoseconds, -1 for
   * none; or `NOT_PREDICTED`, and has changed nothing. `side` is the sender's number in the rows, `time` in nanoseconds.
   */
  take(side: number, frame: Frame, options: TcpOptions, time: number): number {
    if ((frame.flags & FLAG.syn) !== 0) return this.#takeOpening(side, frame, options, time);
    const { sides, sideDoubles, facts, flows, flowDoubles } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    const rev = (side ^ 1) * SIDE_NUMBERS;
    const flow = (side >> 1) * FLOW_NUMBERS;
    const doubles = (side >> 1) * FLOW_DOUBLES;
    const { seq, ack, window, payloadLength: length } = frame;
    // In order, with nothing but ACK and perhaps PSH, or with its side's first FIN.
    const closes = (frame.flags & JUDGED_FLAGS) === FIN_ACK;
    if (closes ? facts[side * FACTS + FACT.finFrame] !== 0 : (frame.flags & JUDGED_FLAGS) !== FLAG.ack)
      return NOT_PREDICTED;
    if (options.hasSack || window === 0 || sides[rev + SIDE.window] === 0) return NOT_PREDICTED;
    if (seq !== sides[fwd + SIDE.nextSeq] || seq === 0 || sides[rev + SIDE.baseKnown] === 0) return NOT_PREDICTED;
    // It acknowledges what was sent.
    const sent = sides[rev + SIDE.maxSeqToBeAcked]!;
    if (sent !== 0 && ((sent - ack) | 0) < 0) return NOT_PREDICTED;
    if (length > 0) {
      const lastAck = sides[rev + SIDE.lastAck]!;
      if (lastAck !== 0 && ((seq + length - lastAck) | 0) <= 0) return NOT_PREDICTED;
      if (fillsWindow(sides, rev, seq, length)) return NOT_PREDICTED;
    } else if (!closes && ack === sides[fwd + SIDE.lastAck]) return NOT_PREDICTED;

    if (length > 0 || closes) {
      let end = (seq + length) | 0;
      if (this.#unacked.add(side, seq, closes ? (end + 1) | 0 : end, time) && closes) end = (end + 1) | 0;
      if (end !== seq) {
        sides[fwd + SIDE.nextSeq] = end;
        sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.nextSeqTime] = time;
      }
      if (length > 0) {
        sides[fwd + SIDE.lastLength] = length;
        if (sides[rev + SIDE.acknowledged] !== 0) {
          const inFlight = (end - sides[rev + SIDE.lastAck]!) | 0;
          if (inFlight > sides[fwd + SIDE.maxBytesInFlight]!) sides[fwd + SIDE.maxBytesInFlight] = inFlight;
        }
      }
    }
    const most = sides[fwd + SIDE.maxSeqToBeAcked]!;
    if (seq === most || most === 0) sides[fwd + SIDE.maxSeqToBeAcked] = sides[fwd + SIDE.nextSeq]!;
    if (ack !== sides[fwd + SIDE.lastAck]) sides[fwd + SIDE.duplicateAcks] = 0;
    sides[fwd + SIDE.lastAck] = ack;
    sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.lastAckTime] = time;
    sides[fwd + SIDE.window] = window;
    sides[fwd + SIDE.lastFlags] = 0;
    sides[fwd + SIDE.hasSack] = 0;
    sides[fwd + SIDE.firstAck] = 0;
    if (sides[fwd + SIDE.acknowledged] === 0 || ((ack - sides[fwd + SIDE.highestAck]!) | 0) > 0) {
      sides[fwd + SIDE.highestAck] = ack;
    }
    sides[fwd + SIDE.acknowledged] = 1;
    const shift = sides[fwd + SIDE.windowShift]!;
    const scaled = shift > 0 ? window << shift : window;
    const least = sides[fwd + SIDE.minWindow]!;
    if (least < 0 || scaled < least) sides[fwd + SIDE.minWindow] = scaled;
    if (scaled > sides[fwd + SIDE.maxWindow]!) sides[fwd + SIDE.maxWindow] = scaled;

    sides[fwd + SIDE.packets]!++;
    flows[flow + FLOW.packets]!++;
    flows[flow + FLOW.lastFrame] = frame.number;
    flows[flow + FLOW.completeness]! |= length > 0 ? COMPLETENESS.data : COMPLETENESS.ack;
    flowDoubles[doubles + FLOW_DOUBLE.lastSeconds] = frame.seconds;
    flowDoubles[doubles + FLOW_DOUBLE.lastNanoseconds] = frame.nanoseconds;
    const idle = time - flowDoubles[doubles + FLOW_DOUBLE.lastTime]!;
    if (idle > flowDoubles[doubles + FLOW_DOUBLE.longestIdle]!) flowDoubles[doubles + FLOW_DOUBLE.longestIdle] = idle;
    flowDoubles[doubles + FLOW_DOUBLE.lastTime] = time;

    if (flows[flow + FLOW.ackFrame] === 0) noteHandshakeAck(this.#rows, side, frame);
    if (flows[flow + FLOW.closing] !== 0) noteAckOfFin(facts, (side ^ 1) * FACTS, frame);
    if (closes) this.#close(side, frame);
    if (flowDoubles[doubles + FLOW_DOUBLE.initialRoundTrip] === 0) {
      noteInitialRoundTrip(this.#rows, side >> 1, frame.flags, time);
    }
    const roundTrip = this.#unacked.acknowledge(side ^ 1, ack, time);
    if (roundTrip < 0) return -1;
    const count = flows[flow + FLOW.rttCount]!;
    if (count === 0 || roundTrip < flowDoubles[doubles + FLOW_DOUBLE.rttMin]!) {
      flowDoubles[doubles + FLOW_DOUBLE.rttMin] = roundTrip;
    }
    if (roundTrip > flowDoubles[doubles + FLOW_DOUBLE.rttMax]!) flowDoubles[doubles + FLOW_DOUBLE.rttMax] = roundTrip;
    flowDoubles[doubles + FLOW_DOUBLE.rttSum] = flowDoubles[doubles + FLOW_DOUBLE.rttSum]! + roundTrip;
    flows[flow + FLOW.rttCount] = count + 1;
    return roundTrip;
  }

  #close(side: number, frame: Frame): void {
    const { flows } = this.#rows;
    const flow = (side >> 1) * FLOW_NUMBERS;
    flows[flow + FLOW.completeness]! |= COMPLETENESS.fin;
    flows[flow + FLOW.sawFinAck] = 1;
    noteFirstFin(this.#rows, side, frame, false);
  }

  /** A SYN that comes first, and the SYN+ACK that comes second: nothing is known that they could contradict. */
  #takeOpening(side: number, frame: Frame, options: TcpOptions, time: number): number {
    const { sides, sideDoubles, facts, flows } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    const rev = (side ^ 1) * SIDE_NUMBERS;
    const flow = (side >> 1) * FLOW_NUMBERS;
    const { seq, ack, window } = frame;
    const answers = (frame.flags & JUDGED_FLAGS) === SYN_ACK;
    if (!answers && (frame.flags & JUDGED_FLAGS) !== FLAG.syn) return NOT_PREDICTED;
    if (frame.payloadLength > 0 || options.hasSack || sides[fwd + SIDE.baseKnown] !== 0) return NOT_PREDICTED;
    if (answers) {
      const sent = sides[rev + SIDE.maxSeqToBeAcked]!;
      if (flows[flow + FLOW.synFrame] === 0 || flows[flow + FLOW.packets] !== 1) return NOT_PREDICTED;
      if (flows[flow + FLOW.closing] !== 0) return NOT_PREDICTED;
      if (sent !== 0 && ((sent - ack) | 0) < 0) return NOT_PREDICTED;
    } else if (sides[rev + SIDE.baseKnown] !== 0) return NOT_PREDICTED;

    sides[fwd + SIDE.baseKnown] = 1;
    sides[fwd + SIDE.base] = seq;
    noteStreamFacts(this.#rows, side >> 1, frame, time);
    const end = this.#unacked.add(side, seq, (seq + 1) | 0, time) ? (seq + 1) | 0 : seq;
    sides[fwd + SIDE.nextSeq] = end;
    sides[fwd + SIDE.maxSeqToBeAcked] = end;
    sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.nextSeqTime] = time;
    sides[fwd + SIDE.lastAck] = ack;
    sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.lastAckTime] = time;
    sides[fwd + SIDE.window] = window;
    sides[fwd + SIDE.minWindow] = window;
    sides[fwd + SIDE.maxWindow] = window;
    takeWindowScale(sides, side, frame.flags, options);
    notePacket(this.#rows, side, frame, time);
    facts[side * FACTS + (answers ? FACT.synAckSent : FACT.synSent)] = 1;
    flows[flow + (answers ? FLOW.synAckFrame : FLOW.synFrame)] = frame.number;
    noteOpening(facts, side, frame, options);
    if (!answers) return -1;
    sides[fwd + SIDE.highestAck] = ack;
    sides[fwd + SIDE.acknowledged] = 1;
    const roundTrip = this.#unacked.acknowledge(side ^ 1, ack, time);
    // Of a clock that went back: it must not look like `NOT_PREDICTED`.
    if (roundTrip < 0) return -1;
    noteRoundTrip(this.#rows, side >> 1, roundTrip);
    return roundTrip;
  }
}
