import { formatEpoch, nowNs } from '../base/clock.ts';
import type { JsonObject } from '../lab/plan.ts';
import type { TranscriptLine, TruthEntry } from './protocol.ts';

/** Lines and entries kept at most, for a server that talks without end while nobody asks. */
const MAX_ENTRIES = 10_000;

/** What happened on this host, in order, until somebody takes it away. */
export class Journal {
  #transcript: TranscriptLine[] = [];
  #truth: TruthEntry[] = [];

  /** One or more lines as a person at the host would have seen them. */
  say(mark: TranscriptLine['mark'], text: string): void {
    const time = formatEpoch(nowNs());
    for (const line of text.replace(/[\r\n]+$/, '').split(/\r?\n/)) {
      if (this.#transcript.length < MAX_ENTRIES) this.#transcript.push({ time, mark, text: line });
    }
  }

  /** A settings page: one `name: value` line each. */
  show(settings: { readonly [name: string]: string }): void {
    for (const [name, value] of Object.entries(settings)) this.say('=', `${name}: ${value}`);
  }

  record(kind: string, detail: JsonObject): void {
    if (this.#truth.length < MAX_ENTRIES) this.#truth.push({ ...detail, time: formatEpoch(nowNs()), kind });
  }

  takeTranscript(): TranscriptLine[] {
    return this.#transcript.splice(0);
  }

  takeTruth(): TruthEntry[] {
    return this.#truth.splice(0);
  }
}
