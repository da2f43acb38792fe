/**
 * The common case in one go, as in TCP implementations since Van Jacobson's header prediction (4.3BSD Reno, 1990): a segment
 * in order, of which no rule of `sequence-analysis.ts` has anything to say. What it changes is what the rules and
 * `counters.ts` would: the tests compare both ways.
 */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import {
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
import { noteHandshakeAck } from './lifecycle.ts';
import { fillsWindow } from './sequence-analysis.ts';
import { COMPLETENESS, noteInitialRoundTrip } from './streams.ts';
import type { UnackedSegments } from './unacked-segments.ts';

const JUDGED_FLAGS = FLAG.syn | FLAG.fin | FLAG.rst | FLAG.ack;
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
    const { sides, sideDoubles, flows, flowDoubles } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    const rev = (side ^ 1) * SIDE_NUMBERS;
    const flow = (side >> 1) * FLOW_NUMBERS;
    const doubles = (side >> 1) * FLOW_DOUBLES;
    const { seq, ack, window, payloadLength: length } = frame;
    // In order, with nothing but ACK and perhaps PSH.
    if ((frame.flags & JUDGED_FLAGS) !== FLAG.ack || options.hasSack) return NOT_PREDICTED;
    if (seq !== sides[fwd + SIDE.nextSeq] || seq === 0 || window === 0 || sides[rev + SIDE.window] === 0)
      return NOT_PREDICTED;
    // Both sides' numbers are known, and none has closed.
    if (sides[rev + SIDE.baseKnown] === 0 || flows[flow + FLOW.closing] !== 0) return NOT_PREDICTED;
    // It acknowledges what was sent.
    const sent = sides[rev + SIDE.maxSeqToBeAcked]!;
    if (sent !== 0 && ((sent - ack) | 0) < 0) return NOT_PREDICTED;
    if (length > 0) {
      const lastAck = sides[rev + SIDE.lastAck]!;
      if (lastAck !== 0 && ((seq + length - lastAck) | 0) <= 0) return NOT_PREDICTED;
      if (fillsWindow(sides, rev, seq, length)) return NOT_PREDICTED;
    } else if (ack === sides[fwd + SIDE.lastAck]) return NOT_PREDICTED;

    if (length > 0) {
      const end = (seq + length) | 0;
      this.#unacked.add(side, seq, end, time);
      sides[fwd + SIDE.lastLength] = length;
      sides[fwd + SIDE.nextSeq] = end;
      sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.nextSeqTime] = time;
      if (sides[rev + SIDE.acknowledged] !== 0) {
        const inFlight = (end - sides[rev + SIDE.lastAck]!) | 0;
        if (inFlight > sides[fwd + SIDE.maxBytesInFlight]!) sides[fwd + SIDE.maxBytesInFlight] = inFlight;
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
}
