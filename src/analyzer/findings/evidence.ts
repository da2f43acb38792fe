/** Frames that show one thing about one side of a connection, with the measure that each of them gives. */

/** Frames kept for one finding; the rest are counted. */
export const MAX_FRAMES = 1000;

export class Evidence {
  /** Not in order, may repeat: `framesOf` puts them right. */
  readonly frames: number[] = [];
  /** Events; one may have several frames. */
  count = 0;
  /** Frames beyond MAX_FRAMES. */
  more = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  total = 0;
  /** Words that the events agree on or differ in, such as how each was proved. */
  readonly kinds: Set<string> = new Set();

  /** One event: its frames and its measure. */
  add(frames: readonly number[], measure = 0, kind: string | null = null): void {
    this.count++;
    this.total += measure;
    if (measure < this.min) this.min = measure;
    if (measure > this.max) this.max = measure;
    if (kind !== null) this.kinds.add(kind);
    for (const frame of frames) {
      if (this.frames.length < MAX_FRAMES) this.frames.push(frame);
      else this.more++;
    }
  }
}

/** In order, each once. */
export function orderedFrames(frames: readonly number[]): number[] {
  if (frames.every((frame, index) => index === 0 || frame > frames[index - 1]!)) return [...frames];
  return [...new Set(frames)].sort((a, b) => a - b);
}
