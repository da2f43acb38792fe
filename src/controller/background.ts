/** What servers said while other hosts' steps went on. */
import type { TranscriptLine } from '../hosts/protocol.ts';
import type { StepRecord } from '../report/manifest.ts';

/** Puts each line into the transcript of the step in whose time it was said, in order; `said` is by host. */
export function addBackground(
  steps: readonly StepRecord[],
  said: ReadonlyMap<string, readonly TranscriptLine[]>,
): void {
  for (const [host, lines] of said) {
    for (const line of lines) {
      const step = steps.findLast(({ startedAt }) => startedAt !== null && startedAt <= line.time) ?? steps[0];
      step?.transcript.push(step.on === host ? line : { ...line, host });
    }
  }
  for (const { transcript } of steps) transcript.sort(byTime);
}

/** Seconds have ten digits until the year 2286 and nanoseconds nine, so that the order of the texts is that of the times. */
function byTime(one: { time: string }, other: { time: string }): number {
  return one.time < other.time ? -1 : Number(one.time > other.time);
}
