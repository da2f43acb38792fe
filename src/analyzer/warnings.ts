/** What the reader of an analysis must know about the capture: one entry a code, counted, with its first place. */
import type { Capture } from './model.ts';

type Warning = Capture['warnings'][number];

export class Warnings {
  readonly #byCode = new Map<string, Warning>();

  /** Repeats only count; the first message stays. */
  add(code: string, message: string, place: { frame?: number; offset?: number; count?: number } = {}): void {
    const known = this.#byCode.get(code);
    const count = place.count ?? 1;
    if (known !== undefined) known.count += count;
    else {
      this.#byCode.set(code, { code, message, count, firstFrame: place.frame ?? null, offset: place.offset ?? null });
    }
  }

  list(): Warning[] {
    return [...this.#byCode.values()].map((warning) => ({ ...warning }));
  }
}
