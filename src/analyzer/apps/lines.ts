/** Cuts one direction of a text dialogue into lines, with the frames that carried each. */
import type { WirePosition } from './app.ts';
import { FrameList } from './wire-position.ts';

/** RFC 5321 §4.5.3.1.6 allows 1000 bytes, RFC 4954 §4 12288 for AUTH; what is longer is counted and let go. */
export const MAX_LINE_BYTES = 16 * 1024;

export interface Line {
  /** Without its line end; its own copy. */
  bytes: Uint8Array;
  frames: number[];
  /** Where its first byte was. */
  at: WirePosition;
  /** The line end was seen. */
  complete: boolean;
  /** The line may lack its beginning: bytes before it are not in the capture. */
  afterGap: boolean;
  /** Bytes beyond {@link MAX_LINE_BYTES} that were let go. */
  cut: number;
}

const LF = 0x0a;
const CR = 0x0d;

export class LineAssembler {
  #buffer = new Uint8Array(256);
  #length = 0;
  #cut = 0;
  #frames = new FrameList();
  #start: WirePosition | null = null;
  #endsInCr = false;
  #afterGap: boolean;

  constructor(fromStart: boolean) {
    this.#afterGap = !fromStart;
  }

  get isEmpty(): boolean {
    return this.#start === null;
  }

  /** Takes bytes from `offset` up to the next line end. `line` is null when there is none yet; then all bytes are taken. */
  take(bytes: Uint8Array, offset: number, at: WirePosition): { line: Line | null; next: number } {
    const end = bytes.indexOf(LF, offset);
    const stop = end < 0 ? bytes.length : end;
    this.#start ??= { ...at };
    this.#frames.add(at.frame);
    this.#append(bytes.subarray(offset, stop));
    return end < 0 ? { line: null, next: stop } : { line: this.#finish(true), next: end + 1 };
  }

  /** What stands there without a line end, or null; the next line is marked as one that may lack its beginning. */
  gap(): Line | null {
    const line = this.flush();
    this.#afterGap = true;
    return line;
  }

  /** What stands there without a line end, or null. */
  flush(): Line | null {
    return this.isEmpty ? null : this.#finish(false);
  }

  #append(part: Uint8Array): void {
    if (part.length > 0) this.#endsInCr = part[part.length - 1] === CR;
    const room = Math.min(part.length, MAX_LINE_BYTES - this.#length);
    this.#cut += part.length - room;
    if (this.#length + room > this.#buffer.length) this.#grow(this.#length + room);
    this.#buffer.set(part.subarray(0, room), this.#length);
    this.#length += room;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.min(MAX_LINE_BYTES, Math.max(needed, this.#buffer.length * 2)));
    larger.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = larger;
  }

  #finish(complete: boolean): Line {
    const ending = complete && this.#endsInCr ? 1 : 0;
    const line: Line = {
      // Of an overlong line, the CR is among what was let go.
      bytes: this.#buffer.slice(0, this.#cut > 0 ? this.#length : this.#length - ending),
      frames: this.#frames.list(),
      at: this.#start!,
      complete,
      afterGap: this.#afterGap,
      cut: Math.max(0, this.#cut - ending),
    };
    this.#length = 0;
    this.#cut = 0;
    this.#frames = new FrameList();
    this.#start = null;
    this.#endsInCr = false;
    this.#afterGap = false;
    return line;
  }
}
