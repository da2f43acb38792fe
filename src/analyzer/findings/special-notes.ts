/** What only few sides of connections have: an object is made where something happened, and nowhere else. */
import type { SequenceNumber } from '../tcp/sequence-number.ts';
import type { FindingCode } from './catalogue.ts';
import { Evidence } from './evidence.ts';

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
  /** Its FIN had had no answer of any kind: how often it was sent, and how long ago first, in nanoseconds; else null. */
  finUnanswered: { transmissions: number; waited: number } | null;
  /** The other side's payload that this side, its FIN sent, had not acknowledged: its frame; 0 for none. */
  lateData: number;
  /** The other side's FIN, which this side had acknowledged without sending its own; 0 for none. */
  otherFin: number;
  /** The other side's payload came after this side's last payload: it may lie unread. */
  receivedUnanswered: boolean;
  unansweredRetransmissions: number;
  timeToLive: number;
  usualTimeToLive: number;
  count: number;
}

/** What made a sender send again, as far as the wire tells. */
export type ResentCause = 'fast' | 'recovery' | 'sooner' | 'timeout';

/** Captured data that was sent again: both frames, and the time between them in nanoseconds. */
export interface Loss {
  before: number;
  again: number;
  waited: number;
  how: ResentCause;
}

/** Of one side. */
export const MAX_LOSSES = 500;

export class SpecialNotes {
  /** The window is closed now. */
  stall: Stall | null = null;
  released: Release | null = null;
  silence: Silence | null = null;
  doubt: Doubt | null = null;
  /** Those that nothing has filled yet. */
  readonly holes: Hole[] = [];
  reset: ResetNotes | null = null;
  losses: Loss[] | null = null;
  /** Beyond MAX_LOSSES. */
  moreLosses = 0;
  /** Frames and times, in turns, where it sent more than one SYN or SYN+ACK, or more than one FIN. */
  openings: readonly number[] | null = null;
  fins: readonly number[] | null = null;
  /** Frames flagged as retransmission, for what a DSACK will tell. */
  readonly resent: number[] = [];
  readonly evidence: Map<FindingCode, Evidence> = new Map();

  /** Something waits for what comes next, however plain that is: the fast path leaves it to the rules. */
  get awaits(): boolean {
    return this.stall !== null || this.released !== null || this.silence !== null || this.doubt !== null;
  }

  noteLoss(loss: Loss): void {
    this.losses ??= [];
    if (this.losses.length < MAX_LOSSES) this.losses.push(loss);
    else this.moreLosses++;
  }

  note(code: FindingCode, frames: readonly number[], measure: number, kind: string | null): void {
    let evidence = this.evidence.get(code);
    if (evidence === undefined) {
      evidence = new Evidence();
      this.evidence.set(code, evidence);
    }
    evidence.add(frames, measure, kind);
  }
}
