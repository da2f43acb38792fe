/** Payload that waits behind a hole. */
import type { Frame } from '../wire/frame.ts';
import { type SequenceNumber, seqAdd, seqDiff } from './sequence-number.ts';

export interface Piece {
  seq: SequenceNumber;
  length: number;
  /** How much of it the snapshot kept. */
  kept: number;
  /** Null when nobody wants the bytes: then only lengths are kept. */
  bytes: Uint8Array | null;
  frame: number;
  seconds: number;
  nanoseconds: number;
}

/** What waits behind a hole, in order, without overlaps. */
export interface Pending {
  pieces: Piece[];
  bytes: number;
  /** Segments of this side since the other side acknowledged the hole. */
  sinceAcknowledged: number;
}

/** Somebody else has added to the last piece what follows it, up to `end`. */
export function growTo(pending: Pending, end: SequenceNumber): void {
  const last = pending.pieces.at(-1)!;
  const more = seqDiff(end, seqAdd(last.seq, last.length));
  if (more > 0) grow(pending, last, more);
}

function grow(pending: Pending, piece: Piece, more: number): void {
  piece.length += more;
  piece.kept += more;
  pending.bytes += more;
}

/** Nobody wants its bytes, and all of them are there: what follows can be counted with it. */
export function isGrowing({ bytes, kept, length }: Piece): boolean {
  return bytes === null && kept === length;
}

/** Adds the parts of the payload that no piece covers yet; returns how many bytes are kept for it. */
export function insertPayload(
  pending: Pending,
  start: SequenceNumber,
  frame: Frame,
  kept: number,
  wanted: boolean,
): number {
  let stored = 0;
  const { pieces } = pending;
  const end = seqAdd(start, frame.payloadLength);
  let from = start;
  let index = pieces.length;
  while (index > 0 && seqDiff(pieces[index - 1]!.seq, start) > 0) index--;
  if (index > 0) {
    const before = pieces[index - 1]!;
    const covered = seqAdd(before.seq, before.length);
    if (seqDiff(covered, from) > 0) from = covered;
  }
  while (seqDiff(end, from) > 0) {
    const next = pieces[index];
    const until = next !== undefined && seqDiff(end, next.seq) > 0 ? next.seq : end;
    const size = seqDiff(until, from);
    if (size > 0) {
      const offset = seqDiff(from, start);
      const last = index === pieces.length ? pieces[index - 1] : undefined;
      const follows = last !== undefined && seqAdd(last.seq, last.length) === from && kept - offset >= size;
      if (follows && !wanted && isGrowing(last)) {
        grow(pending, last, size);
        return stored;
      }
      const piece = pieceOf(frame, from, size, offset, kept, wanted);
      // Most come last; `splice` would make an array of nothing each time.
      if (index === pieces.length) pieces.push(piece);
      else pieces.splice(index, 0, piece);
      pending.bytes += size;
      stored += piece.bytes?.length ?? 0;
      index++;
    }
    if (next === undefined || until === end) return stored;
    from = seqAdd(next.seq, next.length);
    index++;
  }
  return stored;
}

/** A copy of `size` payload bytes from `offset` on, as far as they were kept. */
function pieceOf(
  frame: Frame,
  seq: SequenceNumber,
  size: number,
  offset: number,
  captured: number,
  wanted: boolean,
): Piece {
  const kept = Math.max(0, Math.min(size, captured - offset));
  const at = frame.payloadAt + offset;
  const bytes = wanted ? frame.data.slice(at, at + kept) : null;
  return {
    seq,
    length: size,
    kept,
    bytes,
    frame: frame.number,
    seconds: frame.seconds,
    nanoseconds: frame.nanoseconds,
  };
}
