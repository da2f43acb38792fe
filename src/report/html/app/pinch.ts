/** Two fingers on a drawing: how far they have spread, and where their middle has gone. */
import type { Corner } from './chart-zoom.ts';

/** Fingers nearer to each other than this, in units of the drawing, would make it jump. */
const NEAREST = 12;

export interface Spread {
  /** Below 1 where the fingers are wider apart than when they came down. */
  readonly factor: number;
  readonly from: Corner;
  readonly to: Corner;
}

export class Pinch {
  readonly #fingers = new Map<number, Corner>();
  #start: { readonly apart: number; readonly middle: Corner } | null = null;

  get active(): boolean {
    return this.#start !== null;
  }

  /** True when the second finger came down. */
  press(finger: number, place: Corner): boolean {
    this.#fingers.set(finger, place);
    if (this.#fingers.size !== 2) return false;
    this.#start = this.#both();
    return true;
  }

  /** Null while there are not two fingers. */
  move(finger: number, place: Corner): Spread | null {
    if (!this.#fingers.has(finger)) return null;
    this.#fingers.set(finger, place);
    if (this.#start === null || this.#fingers.size !== 2) return null;
    const { apart, middle } = this.#both();
    return { factor: this.#start.apart / apart, from: this.#start.middle, to: middle };
  }

  /** True where the finger was one of a pinch: what it does when it is lifted is no click. */
  release(finger: number): boolean {
    const pinched = this.active;
    this.#fingers.delete(finger);
    if (this.#fingers.size === 0) this.#start = null;
    return pinched;
  }

  #both(): { apart: number; middle: Corner } {
    const [one, two] = [...this.#fingers.values()] as [Corner, Corner];
    const middle = { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2 };
    return { apart: Math.max(NEAREST, Math.hypot(one.x - two.x, one.y - two.y)), middle };
  }
}
