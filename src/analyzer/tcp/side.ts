/** What is known of one direction of a connection. Names follow SEQUENCE-ANALYSIS in docs/wireshark.md. */
import type { Pending } from './reassembly.ts';
import { NO_TIME } from './segment.ts';
import type { SequenceNumber } from './sequence-number.ts';
import { NO_SEGMENT, type UnackedList } from './unacked-segments.ts';

/** Values of `windowShift` that are no shift. */
export const SCALE = { unknown: -1, unused: -2 } as const;

const ZERO = 0 as SequenceNumber;

/** What a SYN or SYN+ACK offered. */
export interface OpeningFacts {
  isn: number;
  window: number;
  mss: number;
  windowScale: number;
  sackPermitted: boolean;
  timestamps: boolean;
  optionsCut: boolean;
}

/** The first FIN of a side. */
export interface FinFacts {
  frame: number;
  /** The sequence number of the FIN itself, and the one that acknowledges it. */
  seq: SequenceNumber;
  end: SequenceNumber;
  /** Of the latest FIN. */
  lastSeq: SequenceNumber;
  withData: boolean;
  /** Its segment repeats data, which Wireshark then does not dissect. */
  resent: boolean;
  /** This FIN was the first to acknowledge the other side's FIN. */
  acknowledgesFin: boolean;
  /** The frame that first acknowledged it, 0 for none, and whether that frame carried payload. */
  ackFrame: number;
  ackWithData: boolean;
  /** Null until it is sent again. */
  retransmissions: number[] | null;
}

/**
 * A FIN that the capture lacks: after everything that was seen of the side, one more sequence number was used up, as its
 * own later segments show (`sent`) or as the other side confirmed (`acknowledged`).
 */
export type UnseenFin = 'sent' | 'acknowledged' | null;

export class Side implements UnackedList {
  // What every segment reads or writes lies together: tens of thousands of sides don't fit a processor's cache, and each
  // line of it that a segment touches is waited for.
  /** Index of this side in its flow: 0 is the lower address and port. */
  readonly index: number = 0;
  baseKnown = false;
  packets = 0;

  // Sequence analysis; 0 stands for "unset", as in Wireshark.
  nextSeq = ZERO;
  nextSeqTime = NO_TIME;
  maxSeqToBeAcked = ZERO;
  lastAck = ZERO;
  lastAckTime = NO_TIME;
  /** Raw; -1 before the first segment, and then no window is zero yet. */
  window = -1;
  duplicateAcks = 0;
  lastFlags = 0;
  lastLength = 0;
  hasSack = false;
  windowShift: number = SCALE.unknown;
  firstAck = false;
  newest: number = NO_SEGMENT;
  oldest: number = NO_SEGMENT;
  outstanding = 0;
  ordered = true;
  scattered = false;
  lowest = ZERO;

  /** The highest acknowledgment number that this side sent, once it sent one. */
  acknowledged = false;
  highestAck = ZERO;
  minWindow = -1;
  maxWindow = 0;
  maxBytesInFlight = 0;
  fin: FinFacts | null = null;

  // Reassembly.
  streamStarted = false;
  streamNext = ZERO;
  pending: Pending | null = null;
  /** Payload bytes, each counted once, and those that are known to be missing. */
  bytes = 0;
  missing = 0;

  // Seldom touched from here on.
  ended = false;
  base = ZERO;
  /** It sent a SYN or SYN+ACK; what the first one offered. */
  opened = false;
  isn = ZERO;
  openingWindow = 0;
  mss = -1;
  windowScale = -1;
  sackPermitted = false;
  timestamps = false;
  optionsCut = false;
  synSent = false;
  synAckSent = false;
  unseenFin: UnseenFin = null;
  rstFrame = 0;
  rstCount = 0;
  /** How often each of Zeek's counted letters (c, g, t, w) was earned. */
  gaps = 0;
  retransmissions = 0;
  zeroWindows = 0;
  badChecksums = 0;

  constructor(index: number) {
    this.index = index;
  }

  /** Null before its first SYN. */
  get opening(): OpeningFacts | null {
    if (!this.opened) return null;
    const { isn, openingWindow: window, mss, windowScale, sackPermitted, timestamps, optionsCut } = this;
    return { isn: isn >>> 0, window, mss, windowScale, sackPermitted, timestamps, optionsCut };
  }

  /** As in a new side. */
  reset(): void {
    this.base = ZERO;
    this.baseKnown = false;
    this.nextSeq = ZERO;
    this.nextSeqTime = NO_TIME;
    this.maxSeqToBeAcked = ZERO;
    this.lastAck = ZERO;
    this.lastAckTime = NO_TIME;
    this.window = -1;
    this.duplicateAcks = 0;
    this.lastFlags = 0;
    this.lastLength = 0;
    this.hasSack = false;
    this.windowShift = SCALE.unknown;
    this.firstAck = false;
    this.newest = NO_SEGMENT;
    this.oldest = NO_SEGMENT;
    this.outstanding = 0;
    this.ordered = true;
    this.scattered = false;
    this.lowest = ZERO;
    this.streamStarted = false;
    this.streamNext = ZERO;
    this.pending = null;
    this.ended = false;
    this.bytes = 0;
    this.missing = 0;
    this.opened = false;
    this.isn = ZERO;
    this.openingWindow = 0;
    this.mss = -1;
    this.windowScale = -1;
    this.sackPermitted = false;
    this.timestamps = false;
    this.optionsCut = false;
    this.synSent = false;
    this.synAckSent = false;
    this.fin = null;
    this.unseenFin = null;
    this.rstFrame = 0;
    this.rstCount = 0;
    this.acknowledged = false;
    this.highestAck = ZERO;
    this.packets = 0;
    this.maxBytesInFlight = 0;
    this.minWindow = -1;
    this.maxWindow = 0;
    this.gaps = 0;
    this.retransmissions = 0;
    this.zeroWindows = 0;
    this.badChecksums = 0;
  }
}
