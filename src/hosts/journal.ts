import { formatEpoch, nowNs } from '../base/clock.ts';
import { inLanguage, type Localized, type Text } from '../base/language.ts';
import type { JsonObject } from '../lab/plan.ts';
import type { TranscriptLine, TruthEntry } from './protocol.ts';

/** Lines and entries kept at most, for a server that talks without end while nobody asks. */
const MAX_ENTRIES = 10_000;

/** A line of a settings page. */
export type Setting = readonly [name: Localized, value: Text];

/** What happened on this host, in order, until somebody takes it away. */
export class Journal {
  #transcript: TranscriptLine[] = [];
  #truth: TruthEntry[] = [];
  readonly #hand: ((kind: string, detail: JsonObject) => void) | undefined;

  /** With `hand`, what is recorded is handed on at once and not kept. */
  constructor(hand?: (kind: string, detail: JsonObject) => void) {
    this.#hand = hand;
  }

  /** One or more lines as a person at the host would have seen them. */
  say(mark: TranscriptLine['mark'], text: Text): void {
    const time = formatEpoch(nowNs());
    const [lines, zhLines] = [linesOf(inLanguage(text, 'en')), linesOf(inLanguage(text, 'zh'))];
    for (const [index, line] of lines.entries()) {
      const zh = zhLines[index] ?? line;
      if (this.#transcript.length >= MAX_ENTRIES) return;
      this.#transcript.push({ time, mark, text: line, ...(zh === line ? {} : { zh }) });
    }
  }

  /** A settings page: one `name: value` line each. */
  show(settings: readonly Setting[]): void {
    for (const [name, value] of settings) {
      this.say('=', { en: `${name.en}: ${inLanguage(value, 'en')}`, zh: `${name.zh}：${inLanguage(value, 'zh')}` });
    }
  }

  record(kind: string, detail: JsonObject): void {
    if (this.#hand) this.#hand(kind, detail);
    else if (this.#truth.length < MAX_ENTRIES) this.#truth.push({ ...detail, time: formatEpoch(nowNs()), kind });
  }

  takeTranscript(): TranscriptLine[] {
    return this.#transcript.splice(0);
  }

  takeTruth(): TruthEntry[] {
    return this.#truth.splice(0);
  }
}

/** Content is not told, only its length. */
export function bytesShown(count: number): Localized {
  return { en: `${count} bytes`, zh: `${count} 字节` };
}

function linesOf(text: string): string[] {
  return text.replace(/[\r\n]+$/, '').split(/\r?\n/);
}
