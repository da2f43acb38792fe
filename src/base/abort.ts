/** Interruption by the user, as a promise. */
import { InterruptedError } from './errors.ts';

/** Rejects with `InterruptedError` once the signal aborts; never resolves. */
export function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new InterruptedError());
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
