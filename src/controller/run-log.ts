/**
 * What the controller itself has to tell of a run: progress, what the runtime's programs say (an image build, say), and
 * why the run broke. It grows as the run goes on, so that one that was killed leaves it, too.
 */
import { appendFileSync } from 'node:fs';
import { messageOf } from '../base/errors.ts';
import { inLanguage, type Text } from '../base/language.ts';
import type { RunProgress } from './progress.ts';

/** An image build writes some tens of kilobytes. */
const MAX_BYTES = 4_000_000;

/** A chain of causes may be a circle. */
const MAX_CAUSES = 8;

export class RunLog {
  readonly #path: string;
  #room = MAX_BYTES;

  constructor(path: string) {
    this.#path = path;
  }

  /** One or more lines, in English. Never throws: a log that can't be written breaks no run. */
  write(text: Text): void {
    const line = `${inLanguage(text, 'en').trimEnd()}\n`;
    this.#room -= Buffer.byteLength(line);
    if (this.#room < 0) return;
    try {
      appendFileSync(this.#path, line);
    } catch {
      // The disk is full, say: whatever else is written tells so.
    }
  }

  /** What went wrong, with what caused it. */
  writeFailure(failure: unknown): void {
    let cause = failure;
    for (let depth = 0; cause !== undefined && depth < MAX_CAUSES; depth++) {
      this.write(`${depth === 0 ? 'failed: ' : 'because: '}${messageOf(cause)}`);
      cause = cause instanceof Error ? cause.cause : undefined;
    }
  }

  /** The same progress, with its notes in this log. */
  noting(progress: RunProgress): RunProgress {
    return {
      phaseStarted: (phase) => progress.phaseStarted(phase),
      phaseEnded: (phase, ms) => progress.phaseEnded(phase, ms),
      stepStarted: (step, index, count) => progress.stepStarted(step, index, count),
      stepEnded: (record, ms) => progress.stepEnded(record, ms),
      note: (text) => {
        this.write(text);
        progress.note(text);
      },
    };
  }
}
