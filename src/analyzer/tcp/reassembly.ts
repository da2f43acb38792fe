/**
 * Payload back in order, one direction at a time: duplicates are trimmed, holes wait until they are filled, until the
 * receiver has acknowledged them without our seeing them, or until too much waits behind them.
 */
import type { Direction } from '../model.ts';
import type { Frame } from '../wire/frame.ts';
import { FLAG } from '../wire/tcp.ts';
import type { Flow, Flows } from './flow.ts';
import { FLOW, FLOW_NUMBERS, SIDE, SIDE_DOUBLE, SIDE_DOUBLES, SIDE_NUMBERS, WAITS } from './flow-rows.ts';
import { insertPayload, isGrowing, type Piece } from './pending.ts';
import { type SequenceNumber, seqAdd, seqDiff } from './sequence-number.ts';
import type { Side } from './side.ts';

/** Behind one hole: the largest window that TCP can have open is 1 GB, but a capture that misses this much lost it. */
export const MAX_PENDING_BYTES = 4 * 1024 * 1024;
export const MAX_PENDING_PIECES = 1024;
/** Over all connections. */
export const MAX_PENDING_TOTAL = 32 * 1024 * 1024;
/** A hole that was acknowledged may still be filled by a packet that the capture shows late; after this many it is a gap. */
const SEGMENTS_UNTIL_GAP = 3;

/** Where payload in order goes. */
export interface PayloadSink {
  /** The bytes of every connection are wanted, whether an application listens or not. */
  readonly wantsAll: boolean;
  data(flow: Flow, direction: Direction, bytes: Uint8Array, at: PiecePosition): void;
  gap(flow: Flow, direction: Direction, length: number, at: PiecePosition): void;
}

export interface PiecePosition {
  frame: number;
  seconds: number;
  nanoseconds: number;
}

export class Reassembly {
  readonly #flows: Flows;
  readonly #sink: PayloadSink;
  readonly #position: PiecePosition = { frame: 0, seconds: 0, nanoseconds: 0 };
  #pendingTotal = 0;

  constructor(flows: Flows, sink: PayloadSink) {
    this.#flows = flows;
    this.#sink = sink;
  }

  /** Takes the payload of the segment in the frame; `side` is its sender's number in the rows. */
  add(side: number, frame: Frame): void {
    const { sides } = this.#flows.rows;
    const at = side * SIDE_NUMBERS;
    const start = seqAdd(frame.seq as SequenceNumber, (frame.flags & FLAG.syn) !== 0 ? 1 : 0);
    if (sides[at + SIDE.streamStarted] === 0) {
      sides[at + SIDE.streamStarted] = 1;
      sides[at + SIDE.streamNext] = start;
    }
    const length = frame.payloadLength;
    // RFC 9293 §3.5.3: text in a RST explains the reset; it is not part of the stream.
    if (length === 0 || (frame.flags & FLAG.rst) !== 0) return;
    const inOrder = start === sides[at + SIDE.streamNext] && sides[at + SIDE.waits] === WAITS.no;
    if (inOrder && frame.payloadKept >= length && !this.#wants(side >> 1)) {
      sides[at + SIDE.streamNext] = seqAdd(start, length);
      const bytes = side * SIDE_DOUBLES + SIDE_DOUBLE.bytes;
      this.#flows.rows.sideDoubles[bytes] = this.#flows.rows.sideDoubles[bytes]! + length;
    } else {
      const flow = this.#flows.view(side >> 1);
      this.#addCarefully(flow, flow.side(side & 1), start, frame);
    }
  }

  /** Nothing more will come from this side: every hole is a gap, also what was acknowledged and never seen. */
  finish(flow: Flow, side: Side, acknowledged: SequenceNumber | null): void {
    while (side.pending !== null) this.#skipHole(flow, side);
    if (acknowledged === null || !side.streamStarted) return;
    const unseen = seqDiff(acknowledged, side.streamNext);
    if (unseen <= 0) return;
    this.#at(flow.lastFrame, flow.lastSeconds, flow.lastNanoseconds);
    this.#gap(flow, side, unseen);
  }

  #addCarefully(flow: Flow, side: Side, start: SequenceNumber, frame: Frame): void {
    if (side.pending !== null) this.#giveUpAcknowledged(flow, side, flow.side(1 - side.index), start);
    const ahead = seqDiff(start, side.streamNext);
    if (ahead > 0) {
      this.#wait(flow, side, start, frame);
      this.#noteWaiting(side);
      return;
    }
    // Not `-ahead`: minus zero is no small integer, and one of them makes a boxed double of every sum it gets into.
    const known = 0 - ahead;
    if (known < frame.payloadLength) {
      this.#emitFrame(flow, side, frame, known);
      if (side.pending !== null) this.#drain(flow, side);
    }
    this.#noteWaiting(side);
  }

  #noteWaiting(side: Side): void {
    const { pending } = side;
    if (pending === null) return;
    const { pieces } = pending;
    const last = pieces.at(-1)!;
    side.noteWaiting(pieces[0]!.seq, seqAdd(last.seq, last.length), isGrowing(last));
  }

  /** Someone wants the bytes of the connection. */
  #wants(row: number): boolean {
    return this.#sink.wantsAll || this.#flows.rows.flows[row * FLOW_NUMBERS + FLOW.listened] !== 0;
  }

  #emitFrame(flow: Flow, side: Side, frame: Frame, skip: number): void {
    const kept = Math.min(frame.payloadKept, frame.payloadLength);
    this.#at(frame.number, frame.seconds, frame.nanoseconds);
    if (kept > skip) {
      side.bytes += kept - skip;
      side.streamNext = seqAdd(side.streamNext, kept - skip);
      if (this.#wants(flow.row)) {
        const bytes = frame.data.subarray(frame.payloadAt + skip, frame.payloadAt + kept);
        this.#sink.data(flow, flow.directionOf(side), bytes, this.#position);
      }
    }
    const cut = frame.payloadLength - Math.max(kept, skip);
    if (cut > 0) {
      side.bytes += cut;
      this.#gap(flow, side, cut);
    }
  }

  #gap(flow: Flow, side: Side, length: number): void {
    side.missing += length;
    side.gaps++;
    side.streamNext = seqAdd(side.streamNext, length);
    if (this.#wants(flow.row)) this.#sink.gap(flow, flow.directionOf(side), length, this.#position);
  }

  #wait(flow: Flow, side: Side, start: SequenceNumber, frame: Frame): void {
    side.pending ??= { pieces: [], bytes: 0, sinceAcknowledged: 0 };
    const kept = Math.min(frame.payloadKept, frame.payloadLength);
    const wanted = this.#wants(flow.row);
    this.#pendingTotal += insertPayload(side.pending, start, frame, kept, wanted);
    while (
      side.pending !== null &&
      (side.pending.bytes > MAX_PENDING_BYTES ||
        side.pending.pieces.length > MAX_PENDING_PIECES ||
        this.#pendingTotal > MAX_PENDING_TOTAL)
    ) {
      this.#at(frame.number, frame.seconds, frame.nanoseconds);
      this.#skipHole(flow, side);
    }
  }

  /** Emits what waited and now follows without a hole. */
  #drain(flow: Flow, side: Side): void {
    const pending = side.pending!;
    let used = 0;
    for (const piece of pending.pieces) {
      const ahead = seqDiff(piece.seq, side.streamNext);
      if (ahead > 0) break;
      used++;
      pending.bytes -= piece.length;
      this.#pendingTotal -= piece.bytes?.length ?? 0;
      if (0 - ahead < piece.length) this.#emitPiece(flow, side, piece, 0 - ahead);
    }
    if (used === pending.pieces.length) {
      side.pending = null;
      return;
    }
    pending.pieces.splice(0, used);
    pending.sinceAcknowledged = 0;
  }

  #emitPiece(flow: Flow, side: Side, piece: Piece, skip: number): void {
    this.#at(piece.frame, piece.seconds, piece.nanoseconds);
    side.bytes += piece.length - skip;
    side.streamNext = seqAdd(piece.seq, Math.max(piece.kept, skip));
    if (piece.bytes !== null && piece.kept > skip) {
      this.#sink.data(flow, flow.directionOf(side), piece.bytes.subarray(skip), this.#position);
    }
    const cut = piece.length - Math.max(piece.kept, skip);
    if (cut > 0) this.#gap(flow, side, cut);
  }

  #skipHole(flow: Flow, side: Side): void {
    const first = side.pending!.pieces[0]!;
    this.#at(first.frame, first.seconds, first.nanoseconds);
    const hole = seqDiff(first.seq, side.streamNext);
    if (hole > 0) this.#gap(flow, side, hole);
    this.#drain(flow, side);
  }

  /** The receiver has the hole's bytes, so they were sent; if they are not about to come, the capture lacks them. */
  #giveUpAcknowledged(flow: Flow, side: Side, other: Side, start: SequenceNumber): void {
    const pending = side.pending!;
    const first = pending.pieces[0]!;
    if (!other.acknowledged || seqDiff(other.highestAck, first.seq) < 0 || seqDiff(start, first.seq) < 0) return;
    pending.sinceAcknowledged++;
    if (pending.sinceAcknowledged >= SEGMENTS_UNTIL_GAP) this.#skipHole(flow, side);
  }

  #at(frame: number, seconds: number, nanoseconds: number): void {
    this.#position.frame = frame;
    this.#position.seconds = seconds;
    this.#position.nanoseconds = nanoseconds;
  }
}
