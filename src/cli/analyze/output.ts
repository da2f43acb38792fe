/** Standard output that waits when its reader is slow. */
import { standardOutput, writeOutput } from '../standard-streams.ts';

const FLUSH_AT = 256 * 1024;

export class Output {
  #text = '';
  #full = false;

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= FLUSH_AT) this.#send();
  }

  /** Bytes, after what was written before them; `written` is called when they may be changed. */
  readonly writeBytes = (bytes: Uint8Array, written: () => void): void => {
    this.#send();
    this.#full = !standardOutput().write(bytes, written);
  };

  /** Resolves when there is room for more. */
  async drained(): Promise<void> {
    if (!this.#full) return;
    // One that can't be written to never drains: `standardOutput` hears of it and ends the program.
    await new Promise((resolve) => standardOutput().once('drain', resolve));
    this.#full = false;
  }

  async finish(): Promise<void> {
    this.#send();
    await this.drained();
  }

  #send(): void {
    if (this.#text === '') return;
    this.#full = !writeOutput(this.#text);
    this.#text = '';
  }
}
