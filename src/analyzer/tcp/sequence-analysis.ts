/**
 * Wireshark 4.4's sequence analysis: which `tcp.analysis` flags a segment gets. The rules, their order and their quirks
 * are written down in docs/wireshark.md; the numbers in the comments are the numbers of the rules there.
 */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import { ANALYSIS } from './analysis-flags.ts';
import {
  FLOW_DOUBLE,
  FLOW_DOUBLES,
  type FlowRows,
  SCALE,
  SIDE,
  SIDE_DOUBLE,
  SIDE_DOUBLES,
  SIDE_NUMBERS,
} from './flow-rows.ts';
import { NO_TIME } from './segment.ts';
import { type SequenceNumber, seqAdd, seqDiff, seqIsAfter } from './sequence-number.ts';
import type { UnackedSegments } from './unacked-segments.ts';

const SFR = FLAG.syn | FLAG.fin | FLAG.rst;
const SYN_OR_FIN = FLAG.syn | FLAG.fin;
const FAST_RETRANSMISSION_NS = 20_000_000;
const DEFAULT_REORDERING_NS = 3_000_000;
const DUPLICATE_ACKS_FOR_FAST = 2;
/** RFC 7323 §2.3. */
const MAX_WINDOW_SHIFT = 14;

export class SequenceAnalysis {
  /** Round trip in nanoseconds that the last segment's ACK gave, or -1. */
  roundTrip: number = NO_TIME;
  readonly #rows: FlowRows;
  readonly #unacked: UnackedSegments;

  constructor(rows: FlowRows, unacked: UnackedSegments) {
    this.#rows = rows;
    this.#unacked = unacked;
  }

  /**
   * Judges one segment and takes it into the state of both sides. `side` is the sender's number in the rows, `time` in
   * nanoseconds. Returns ANALYSIS bits.
   */
  judge(side: number, frame: Frame, options: TcpOptions, time: number): number {
    const { sides } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    const { flags, payloadLength: length } = frame;
    const seq = frame.seq as SequenceNumber;
    const ack = frame.ack as SequenceNumber;
    let bits = judgeWindow(sides, side, frame);
    if (ack !== sides[fwd + SIDE.lastAck]) sides[fwd + SIDE.duplicateAcks] = 0; // 9
    if ((flags & FLAG.ack) !== 0) bits |= this.#judgeAck(side, seq, ack); // 10
    if ((length > 0 || (flags & SYN_OR_FIN) !== 0) && (bits & ANALYSIS.keep_alive) === 0) {
      bits |= this.#judgeData(side, seq, length, flags, time); // 11
    }
    this.#keep(side, seq, length, flags, bits, time); // 12
    sides[fwd + SIDE.window] = frame.window;
    sides[fwd + SIDE.lastAck] = ack;
    this.#rows.sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.lastAckTime] = time;
    sides[fwd + SIDE.lastFlags] = bits;
    this.roundTrip = this.#unacked.acknowledge(side ^ 1, ack, time); // 13
    if (options.hasSack && (bits & ANALYSIS.window_update) !== 0) {
      bits = (bits & ~ANALYSIS.window_update) | ANALYSIS.duplicate_ack;
      sides[fwd + SIDE.duplicateAcks]!++;
    }
    sides[fwd + SIDE.hasSack] = options.sackBlocks > 0 ? 1 : 0;
    if ((flags & FLAG.syn) !== 0) takeWindowScale(sides, side, flags, options);
    else if ((flags & FLAG.ack) !== 0) sides[fwd + SIDE.firstAck] = 0;
    return bits;
  }

  /** Rule 10: it acknowledges what was never seen. */
  #judgeAck(side: number, seq: SequenceNumber, ack: SequenceNumber): number {
    const { sides } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    const rev = (side ^ 1) * SIDE_NUMBERS;
    const most = sides[rev + SIDE.maxSeqToBeAcked]! as SequenceNumber;
    if (most === 0 || !seqIsAfter(ack, most)) return 0;
    const probed = (sides[rev + SIDE.lastFlags]! & ANALYSIS.zero_window_probe) !== 0;
    if (probed && seq === sides[fwd + SIDE.nextSeq] && ack === seqAdd(lastAckOf(sides, fwd), 1)) {
      sides[rev + SIDE.nextSeq] = ack;
      sides[rev + SIDE.maxSeqToBeAcked] = ack;
      return ANALYSIS.window_update;
    }
    sides[rev + SIDE.maxSeqToBeAcked] = this.#unacked.endOfRun(side ^ 1, ack);
    return ANALYSIS.ack_lost_segment;
  }

  /** Rule 11: sent again, or late. */
  #judgeData(side: number, seq: SequenceNumber, length: number, flags: number, time: number): number {
    const { sides } = this.#rows;
    const nextSeq = sides[side * SIDE_NUMBERS + SIDE.nextSeq]! as SequenceNumber;
    const lastAck = lastAckOf(sides, (side ^ 1) * SIDE_NUMBERS);
    if (length > 0 && lastAck !== 0 && seqDiff(seqAdd(seq, length), lastAck) <= 0) {
      return ANALYSIS.spurious_retransmission | ANALYSIS.retransmission;
    }
    const late = nextSeq !== 0 && seqDiff(seq, nextSeq) < 0;
    if (!late || (length > 1 && seq === seqAdd(nextSeq, -1))) return 0;
    return this.#judgeLate(side, seq, length, flags, time);
  }

  #judgeLate(side: number, seq: SequenceNumber, length: number, flags: number, time: number): number {
    const { sides, sideDoubles, flowDoubles } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    const rev = (side ^ 1) * SIDE_NUMBERS;
    const end = seqAdd(seq, length);
    const sinceAck = time - sideDoubles[(side ^ 1) * SIDE_DOUBLES + SIDE_DOUBLE.lastAckTime]!;
    if (
      sides[rev + SIDE.duplicateAcks]! >= DUPLICATE_ACKS_FOR_FAST &&
      isUnsignedBelow(sinceAck, FAST_RETRANSMISSION_NS) &&
      (sides[rev + SIDE.lastAck] === seq || sides[rev + SIDE.hasSack] !== 0)
    ) {
      return ANALYSIS.fast_retransmission | ANALYSIS.retransmission;
    }
    const initial = flowDoubles[(side >> 1) * FLOW_DOUBLES + FLOW_DOUBLE.initialRoundTrip]!;
    const reordering = initial === 0 ? DEFAULT_REORDERING_NS : initial;
    const sinceNewest = time - sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.nextSeqTime]!;
    const counted = (flags & SYN_OR_FIN) !== 0 ? 1 : 0;
    if (
      isUnsignedBelow(sinceNewest, reordering) &&
      (sides[fwd + SIDE.nextSeq] !== seqAdd(end, counted) || sides[fwd + SIDE.lastLength] === 0) &&
      !this.#unacked.contains(side, seq, end)
    ) {
      return ANALYSIS.out_of_order;
    }
    return ANALYSIS.retransmission;
  }

  /** Rule 12. */
  #keep(side: number, seq: SequenceNumber, length: number, flags: number, bits: number, time: number): void {
    const { sides } = this.#rows;
    const fwd = side * SIDE_NUMBERS;
    let counted = (flags & SYN_OR_FIN) !== 0 ? 1 : 0;
    let end = seqAdd(seq, length + counted);
    if (length > 0 || counted > 0) {
      const added = this.#unacked.add(side, seq, end, time);
      if (!added) {
        counted = 0;
        end = seqAdd(seq, length);
      }
    }
    const nextSeq = sides[fwd + SIDE.nextSeq]! as SequenceNumber;
    const unset = nextSeq === 0;
    const probe = (bits & ANALYSIS.zero_window_probe) !== 0;
    if (unset || seqIsAfter(end, seqAdd(nextSeq, counted))) sides[fwd + SIDE.lastLength] = length;
    if ((unset || seqIsAfter(end, nextSeq)) && !probe) {
      sides[fwd + SIDE.nextSeq] = end;
      this.#rows.sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.nextSeqTime] = time;
    }
    const most = sides[fwd + SIDE.maxSeqToBeAcked]!;
    if ((seq === most || most === 0) && !probe) sides[fwd + SIDE.maxSeqToBeAcked] = sides[fwd + SIDE.nextSeq]!;
  }
}

function lastAckOf(sides: Int32Array, at: number): SequenceNumber {
  return sides[at + SIDE.lastAck]! as SequenceNumber;
}

/** Rules 1 to 8: what the window and the numbers of this segment say by themselves. */
function judgeWindow(sides: Int32Array, side: number, frame: Frame): number {
  const fwd = side * SIDE_NUMBERS;
  const rev = (side ^ 1) * SIDE_NUMBERS;
  const { flags, payloadLength: length, window } = frame;
  const seq = frame.seq as SequenceNumber;
  const nextSeq = sides[fwd + SIDE.nextSeq]! as SequenceNumber;
  const inOrder = seq === nextSeq;
  if (length === 1 && inOrder && sides[rev + SIDE.window] === 0) return ANALYSIS.zero_window_probe; // 1
  let bits = 0;
  const plain = (flags & SFR) === 0;
  if (plain && window === 0) bits |= ANALYSIS.zero_window; // 2
  if (nextSeq !== 0 && seqIsAfter(seq, nextSeq) && (flags & FLAG.rst) === 0) bits |= ANALYSIS.lost_segment; // 3
  if (!plain) return bits;
  if (length <= 1 && seq === seqAdd(nextSeq, -1)) bits |= ANALYSIS.keep_alive; // 4
  if (length > 0) {
    if (fillsWindow(sides, rev, seq, length)) bits |= ANALYSIS.window_full; // 6
    return bits;
  }
  return inOrder ? bits | judgePureAck(sides, fwd, rev, frame.ack as SequenceNumber, window) : bits;
}

/** Rules 5, 7 and 8: what a segment without payload says that is in order. */
function judgePureAck(sides: Int32Array, fwd: number, rev: number, ack: SequenceNumber, window: number): number {
  const lastAck = lastAckOf(sides, fwd);
  const sameAck = ack === lastAck;
  const answered = sides[rev + SIDE.lastFlags]!;
  if (window !== 0) {
    if (!sameAck) return 0;
    if (window !== sides[fwd + SIDE.window]) return ANALYSIS.window_update; // 5
    if ((answered & ANALYSIS.keep_alive) !== 0) return ANALYSIS.keep_alive_ack; // 7
    sides[fwd + SIDE.duplicateAcks]!++;
    return ANALYSIS.duplicate_ack; // 8
  }
  if (sides[fwd + SIDE.window] !== 0 || (answered & ANALYSIS.zero_window_probe) === 0) return 0;
  if (sameAck) return ANALYSIS.zero_window_probe_ack; // 7
  if (ack !== seqAdd(lastAck, 1)) return 0;
  sides[rev + SIDE.nextSeq] = ack;
  sides[rev + SIDE.maxSeqToBeAcked] = ack;
  return ANALYSIS.zero_window_probe_ack;
}

/** Wireshark compares these times as unsigned numbers: where the clock went back, a negative one is the largest of all. */
function isUnsignedBelow(time: number, limit: number): boolean {
  return time < 0 === limit < 0 ? time < limit : limit < 0;
}

/** Rule 6: its last byte is the last that the receiver's window allows. */
export function fillsWindow(sides: Int32Array, rev: number, seq: number, length: number): boolean {
  const windowShift = sides[rev + SIDE.windowShift]!;
  if (windowShift === SCALE.unknown) return false;
  const shift = sides[rev + SIDE.firstAck] !== 0 || windowShift < 0 ? 0 : windowShift;
  return ((seq + length) | 0) === ((sides[rev + SIDE.lastAck]! + (sides[rev + SIDE.window]! << shift)) | 0);
}

/** RFC 7323 §2.2: scaling is used only when both SYNs carry the option. */
export function takeWindowScale(sides: Int32Array, side: number, flags: number, options: TcpOptions): void {
  const fwd = side * SIDE_NUMBERS;
  const rev = (side ^ 1) * SIDE_NUMBERS;
  sides[fwd + SIDE.firstAck] = 1;
  if (options.windowScale < 0) {
    // What could not be read may have had it, and what an earlier SYN offered stays when one sent again has fewer options.
    if (options.cut || options.sackBroken || sides[fwd + SIDE.windowShift] !== SCALE.unknown) return;
    sides[fwd + SIDE.windowShift] = SCALE.unused;
    sides[rev + SIDE.windowShift] = SCALE.unused;
  } else if ((flags & FLAG.ack) !== 0 && sides[rev + SIDE.windowShift] === SCALE.unused) {
    sides[fwd + SIDE.windowShift] = SCALE.unused;
  } else {
    sides[fwd + SIDE.windowShift] = Math.min(options.windowScale, MAX_WINDOW_SHIFT);
  }
}
