/** Where on the wire things are: times as text, and lists of frames that can't grow without bound. */
import { epochText } from '../tcp/connection-model.ts';
import type { WirePosition } from './app.ts';

/** More frames than this are of no use to a reader; the first and the last stay exact. */
export const MAX_LISTED_FRAMES = 4096;

/** `seconds.nanoseconds`, as Wireshark's `frame.time_epoch`. */
export function epochOf(at: WirePosition): string {
  return epochText(at.seconds, at.nanoseconds);
}

export function isBefore(a: WirePosition, b: WirePosition): boolean {
  return a.seconds === b.seconds ? a.nanoseconds < b.nanoseconds : a.seconds < b.seconds;
}

/** Frames in the order of the stream, each once in a row, at most {@link MAX_LISTED_FRAMES}. */
export class FrameList {
  readonly #frames: number[] = [];
  #latest = 0;
  count = 0;

  add(frame: number): void {
    if (frame === this.#latest) return;
    this.#latest = frame;
    this.count++;
    if (this.#frames.length < MAX_LISTED_FRAMES) this.#frames.push(frame);
  }

  addAll(frames: readonly number[]): void {
    for (const frame of frames) this.add(frame);
  }

  /** Ascending, without repeats (bytes may come back in order although their frames did not); the last frame is always in. */
  list(): number[] {
    const all = this.#latest > 0 ? [...this.#frames, this.#latest] : this.#frames;
    return [...new Set(all)].sort((a, b) => a - b);
  }
}

/** First, last and number of the frames seen. */
export class FrameRange {
  first = 0;
  last = 0;
  count = 0;
  #latest = 0;

  add(frame: number): void {
    if (frame === this.#latest) return;
    this.#latest = frame;
    this.count++;
    this.first = this.first === 0 ? frame : Math.min(this.first, frame);
    this.last = Math.max(this.last, frame);
  }

  value(): { first: number; last: number; count: number } | null {
    return this.count === 0 ? null : { first: this.first, last: this.last, count: this.count };
  }
}

/** Frames of one kind; at most {@link MAX_LISTED_FRAMES} are remembered. */
export class FrameSet {
  readonly #frames = new Set<number>();

  add(frame: number): void {
    if (this.#frames.size < MAX_LISTED_FRAMES) this.#frames.add(frame);
  }

  has(frame: number): boolean {
    return this.#frames.has(frame);
  }
}
