import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * Numbers that look random and are the same wherever the seed is the same: SHA-256 of the seed and a counter. Slow and
 * simple: a lab draws a few hundred.
 */
export class Draw {
  readonly #seed: string;
  #counter = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** A whole number from 0 to `bound - 1`, each as likely as the others; `bound` up to 2^32. */
  below(bound: number): number {
    // Numbers past the last whole multiple of the bound would make small results likelier.
    const fair = Math.floor(0x1_0000_0000 / bound) * bound;
    for (;;) {
      const number = this.#next();
      if (number < fair) return number % bound;
    }
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(list: readonly T[]): T[] {
    const shuffled = [...list];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    return shuffled;
  }

  #next(): number {
    const digest = sha256(utf8ToBytes(`${this.#seed}\0${this.#counter++}`));
    return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
  }
}
