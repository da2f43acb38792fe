/** What the findings remember of a connection while it is followed. One object a connection; lists only where something happened. */
import type { Flow } from '../tcp/flow.ts';
import type { SequenceNumber } from '../tcp/sequence-number.ts';
import type { FindingCode } from './catalogue.ts';
import { Evidence } from './evidence.ts';
import { NONE } from './recent-segments.ts';

const ZERO = 0 as SequenceNumber;
/** No SYN has told an MSS, and no frame of an ordinary network is as long as this. */
const NO_LIMIT = 8960;

/** A side that waits for an answer: the same bytes sent again and again while the other side says nothing. */
export interface Silence {
  frames: number[];
  /** Nanoseconds since the first packet of the capture, one a frame. */
  times: number[];
  /** How long nobody had said anything before the first of them, in nanoseconds. */
  idleBefore: number;
}

/** Since when a side's window is closed, and the segments that say so. Times are in nanoseconds. */
export interface Stall {
  since: number;
  frames: number[];
}

/** A delayed ACK, after which everything that the side had sent was acknowledged. */
export interface Release {
  frame: number;
  time: number;
  delay: number;
}

/** Sequence numbers that were skipped in this capture. */
export interface Hole {
  start: SequenceNumber;
  end: SequenceNumber;
  /** The segment that came after the hole: its frame, its place in the ring, its timestamp. */
  frame: number;
  serial: number;
  timestamp: number | null;
  filled: boolean;
}

/** A retransmission whose acknowledgment will tell whether it was needed (RFC 3522). */
export interface Doubt {
  frame: number;
  seq: SequenceNumber;
  timestamp: number;
}

/** The first RST of a side, with what the wire showed just before it. */
export interface ResetNotes {
  frame: number;
  frames: number[];
  hasAck: boolean;
  /** The other side's last segment, or null when there was none. */
  trigger: { frame: number; flags: number; length: number; answered: boolean } | null;
  /** It answers the SYN+ACK at once: nothing of this side but SYNs came before. */
  answersSynAck: boolean;
  /** The side had sent segments before this one. */
  spokeBefore: boolean;
  finBefore: number;
  /** The other side's payload came after this side's last payload: it may lie unread. */
  receivedUnanswered: boolean;
  unansweredRetransmissions: number;
  timeToLive: number;
  usualTimeToLive: number;
  count: number;
}

export class SideNotes {
  /** Serial number of its newest segment in the ring. */
  newest: number = NONE;
  /** The highest sequence number sent, before the current segment. */
  nextSeq = ZERO;
  started = false;
  lastFrame = 0;
  lastAck = ZERO;
  /** Shortest time from a segment of the other side to this side's ACK, in nanoseconds; -1 while unknown. */
  minAckDelay = -1;
  /** The longest payload that fits one segment on the wire. */
  payloadLimit: number = NO_LIMIT;
  /** Pseudo-header sum without the length; -1 until it is needed. */
  addressSum = -1;
  checksumsWrong = 0;

  dataFrame = 0;
  dataLength = 0;
  /** Its sender's segment was larger than the MSS: where the newest such one is in the ring. */
  oversized: number = NONE;

  /** The window is closed now. */
  stall: Stall | null = null;
  released: Release | null = null;

  silence: Silence | null = null;
  doubt: Doubt | null = null;
  holes: Hole[] | null = null;
  reset: ResetNotes | null = null;
  /** Frames and times, in turns, of its SYNs and SYN+ACKs, and of its FINs; copies that the capture took twice are left out. */
  openings: number[] | null = null;
  finTimes: number[] | null = null;
  /** Frames flagged as retransmission, for what a DSACK will tell: frame and sequence numbers in turns. */
  resent: number[] | null = null;
  evidence: Map<FindingCode, Evidence> | null = null;

  note(code: FindingCode, frames: readonly number[], measure = 0, kind: string | null = null): void {
    this.evidence ??= new Map();
    let evidence = this.evidence.get(code);
    if (evidence === undefined) {
      evidence = new Evidence();
      this.evidence.set(code, evidence);
    }
    evidence.add(frames, measure, kind);
  }
}

export class FlowNotes {
  readonly flow: Flow;
  readonly low: SideNotes = new SideNotes();
  readonly high: SideNotes = new SideNotes();
  /** Index of the side that spoke first. */
  readonly firstSender: number;
  readonly reusedPorts: boolean;

  constructor(flow: Flow, firstSender: number, reusedPorts: boolean) {
    this.flow = flow;
    this.firstSender = firstSender;
    this.reusedPorts = reusedPorts;
  }

  side(index: number): SideNotes {
    return index === 0 ? this.low : this.high;
  }
}
