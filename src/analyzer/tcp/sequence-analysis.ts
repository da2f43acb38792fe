/**
 * Wireshark 4.4's sequence analysis: which `tcp.analysis` flags a segment gets. The rules, their order and their quirks
 * are written down in docs/wireshark.md; the numbers in the comments are the numbers of the rules there.
 */
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { TcpOptions } from '../wire/tcp-options.ts';
import { ANALYSIS } from './analysis-flags.ts';
import type { Flow } from './flow.ts';
import { NO_TIME } from './segment.ts';
import { type SequenceNumber, seqAdd, seqDiff, seqIsAfter } from './sequence-number.ts';
import { SCALE, type Side } from './side.ts';
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
  readonly #unacked: UnackedSegments;

  constructor(unacked: UnackedSegments) {
    this.#unacked = unacked;
  }

  /** Judges one segment and takes it into the state of both sides. `time` is in nanoseconds. Returns ANALYSIS bits. */
  judge(flow: Flow, fwd: Side, rev: Side, frame: Frame, options: TcpOptions, time: number): number {
    const { flags, payloadLength: length } = frame;
    const seq = frame.seq as SequenceNumber;
    const ack = frame.ack as SequenceNumber;
    let bits = this.#judgeWindow(fwd, rev, seq, ack, length, frame.window, flags);
    if (ack !== fwd.lastAck) fwd.duplicateAcks = 0; // 9
    if ((flags & FLAG.ack) !== 0) bits |= this.#judgeAck(fwd, rev, seq, ack); // 10
    if ((length > 0 || (flags & SYN_OR_FIN) !== 0) && (bits & ANALYSIS.keep_alive) === 0) {
      bits |= this.#judgeData(flow, fwd, rev, seq, length, flags, time); // 11
    }
    this.#keep(fwd, seq, length, flags, bits, time); // 12
    fwd.window = frame.window;
    fwd.lastAck = ack;
    fwd.lastAckTime = time;
    fwd.lastFlags = bits;
    this.roundTrip = this.#unacked.acknowledge(rev, ack, time); // 13
    if (options.hasSack && (bits & ANALYSIS.window_update) !== 0) {
      bits = (bits & ~ANALYSIS.window_update) | ANALYSIS.duplicate_ack;
      fwd.duplicateAcks++;
    }
    fwd.hasSack = options.sackBlocks > 0;
    takeWindowScale(fwd, rev, flags, options);
    return bits;
  }

  /** Rules 1 to 8: what the window and the numbers of this segment say by themselves. */
  #judgeWindow(
    fwd: Side,
    rev: Side,
    seq: SequenceNumber,
    ack: SequenceNumber,
    length: number,
    window: number,
    flags: number,
  ): number {
    const inOrder = seq === fwd.nextSeq;
    if (length === 1 && inOrder && rev.window === 0) return ANALYSIS.zero_window_probe; // 1
    let bits = 0;
    const plain = (flags & SFR) === 0;
    if (plain && window === 0) bits |= ANALYSIS.zero_window; // 2
    if (fwd.nextSeq !== 0 && seqIsAfter(seq, fwd.nextSeq) && (flags & FLAG.rst) === 0) bits |= ANALYSIS.lost_segment; // 3
    if (!plain) return bits;
    if (length <= 1 && seq === seqAdd(fwd.nextSeq, -1)) bits |= ANALYSIS.keep_alive; // 4
    if (length > 0) {
      if (fillsWindow(rev, seq, length)) bits |= ANALYSIS.window_full; // 6
      return bits;
    }
    if (!inOrder) return bits;
    const sameAck = ack === fwd.lastAck;
    if (window !== 0) {
      if (!sameAck) return bits;
      if (window !== fwd.window) return bits | ANALYSIS.window_update; // 5
      if ((rev.lastFlags & ANALYSIS.keep_alive) !== 0) return bits | ANALYSIS.keep_alive_ack; // 7
      fwd.duplicateAcks++;
      return bits | ANALYSIS.duplicate_ack; // 8
    }
    if (fwd.window === 0 && (rev.lastFlags & ANALYSIS.zero_window_probe) !== 0) {
      if (sameAck) return bits | ANALYSIS.zero_window_probe_ack; // 7
      if (ack === seqAdd(fwd.lastAck, 1)) {
        rev.nextSeq = ack;
        rev.maxSeqToBeAcked = ack;
        return bits | ANALYSIS.zero_window_probe_ack;
      }
    }
    return bits;
  }

  /** Rule 10: it acknowledges what was never seen. */
  #judgeAck(fwd: Side, rev: Side, seq: SequenceNumber, ack: SequenceNumber): number {
    if (rev.maxSeqToBeAcked === 0 || !seqIsAfter(ack, rev.maxSeqToBeAcked)) return 0;
    const probed = (rev.lastFlags & ANALYSIS.zero_window_probe) !== 0;
    if (probed && seq === fwd.nextSeq && ack === seqAdd(fwd.lastAck, 1)) {
      rev.nextSeq = ack;
      rev.maxSeqToBeAcked = ack;
      return ANALYSIS.window_update;
    }
    rev.maxSeqToBeAcked = this.#unacked.endOfRun(rev, ack);
    return ANALYSIS.ack_lost_segment;
  }

  /** Rule 11: sent again, or late. */
  #judgeData(
    flow: Flow,
    fwd: Side,
    rev: Side,
    seq: SequenceNumber,
    length: number,
    flags: number,
    time: number,
  ): number {
    const end = seqAdd(seq, length);
    if (length > 0 && rev.lastAck !== 0 && seqDiff(end, rev.lastAck) <= 0) {
      return ANALYSIS.spurious_retransmission | ANALYSIS.retransmission;
    }
    const late = fwd.nextSeq !== 0 && seqDiff(seq, fwd.nextSeq) < 0;
    if (!late || (length > 1 && seq === seqAdd(fwd.nextSeq, -1))) return 0;
    const sinceAck = time - rev.lastAckTime;
    if (
      rev.duplicateAcks >= DUPLICATE_ACKS_FOR_FAST &&
      isUnsignedBelow(sinceAck, FAST_RETRANSMISSION_NS) &&
      (rev.lastAck === seq || rev.hasSack)
    ) {
      return ANALYSIS.fast_retransmission | ANALYSIS.retransmission;
    }
    const reordering = flow.initialRoundTrip === 0 ? DEFAULT_REORDERING_NS : flow.initialRoundTrip;
    const sinceNewest = time - fwd.nextSeqTime;
    const counted = (flags & SYN_OR_FIN) !== 0 ? 1 : 0;
    if (
      isUnsignedBelow(sinceNewest, reordering) &&
      (fwd.nextSeq !== seqAdd(end, counted) || fwd.lastLength === 0) &&
      !this.#unacked.contains(fwd, seq, end)
    ) {
      return ANALYSIS.out_of_order;
    }
    return ANALYSIS.retransmission;
  }

  /** Rule 12. */
  #keep(fwd: Side, seq: SequenceNumber, length: number, flags: number, bits: number, time: number): void {
    let counted = (flags & SYN_OR_FIN) !== 0 ? 1 : 0;
    let end = seqAdd(seq, length + counted);
    if (length > 0 || counted > 0) {
      const added = this.#unacked.add(fwd, seq, end, time);
      if (!added) {
        counted = 0;
        end = seqAdd(seq, length);
      }
    }
    const unset = fwd.nextSeq === 0;
    const probe = (bits & ANALYSIS.zero_window_probe) !== 0;
    if (unset || seqIsAfter(end, seqAdd(fwd.nextSeq, counted))) fwd.lastLength = length;
    if ((unset || seqIsAfter(end, fwd.nextSeq)) && !probe) {
      fwd.nextSeq = end;
      fwd.nextSeqTime = time;
    }
    if ((seq === fwd.maxSeqToBeAcked || fwd.maxSeqToBeAcked === 0) && !probe) fwd.maxSeqToBeAcked = fwd.nextSeq;
  }
}

/** Wireshark compares these times as unsigned numbers: where the clock went back, a negative one is the largest of all. */
function isUnsignedBelow(time: number, limit: number): boolean {
  return time < 0 === limit < 0 ? time < limit : limit < 0;
}

/** Rule 6: its last byte is the last that the receiver's window allows. */
function fillsWindow(rev: Side, seq: SequenceNumber, length: number): boolean {
  if (rev.windowShift === SCALE.unknown) return false;
  const shift = rev.firstAck || rev.windowShift < 0 ? 0 : rev.windowShift;
  return seqAdd(seq, length) === seqAdd(rev.lastAck, rev.window << shift);
}

/** RFC 7323 §2.2: scaling is used only when both SYNs carry the option. */
function takeWindowScale(fwd: Side, rev: Side, flags: number, options: TcpOptions): void {
  if ((flags & FLAG.syn) === 0) {
    if ((flags & FLAG.ack) !== 0) fwd.firstAck = false;
    return;
  }
  fwd.firstAck = true;
  if (options.windowScale < 0) {
    // What could not be read may have had it, and what an earlier SYN offered stays when one sent again has fewer options.
    if (options.cut || options.sackBroken || fwd.windowShift !== SCALE.unknown) return;
    fwd.windowShift = SCALE.unused;
    rev.windowShift = SCALE.unused;
  } else if ((flags & FLAG.ack) !== 0 && rev.windowShift === SCALE.unused) {
    fwd.windowShift = SCALE.unused;
  } else {
    fwd.windowShift = Math.min(options.windowScale, MAX_WINDOW_SHIFT);
  }
}
