/** What becomes of Ctrl-C, from the program's first moment on. */
import { EXIT } from './exit-status.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Until a run is under way there is nothing to clean up, and a signal ends the program. Then the first one asks the run
 * to end and clean up; the second one ends the program at once, and the kernel cleans up.
 */
export class Interruption implements Disposable {
  #controller: AbortController | null = null;
  readonly #stop = (): void => this.#heed();

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#stop);
  }

  /** For a run: from now on whoever has this signal cleans up and ends the program. */
  await(): AbortSignal {
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Signals end the program again without its help, even in the middle of a long computation. */
  [Symbol.dispose](): void {
    for (const signal of SIGNALS) process.off(signal, this.#stop);
  }

  #heed(): void {
    if (this.#controller === null || this.#controller.signal.aborted) process.exit(EXIT.interrupted);
    this.#controller.abort();
  }
}
