/** Shows a run while it goes on: a live line on a terminal, one plain line a step elsewhere, on standard error. */
import stringWidth from 'string-width';
import yoctoSpinner, { type Spinner } from 'yocto-spinner';
import { inLanguage, type Language, type Text } from '../base/language.ts';
import type { Phase, RunProgress } from '../controller/progress.ts';
import type { StepPlan } from '../lab/plan.ts';
import type { StepRecord } from '../report/manifest.ts';
import { cutTo } from './analyze/summary-layout.ts';
import { PHASE_MESSAGE, say } from './messages.ts';
import { standardError } from './standard-streams.ts';
import { errorColors, harmless, log } from './terminal.ts';

/** Phases that finish before a person could read them are not worth a line; these may take long. */
const SHOWN_PHASES: ReadonlySet<Phase> = new Set(['network', 'closing', 'analysis', 'report']);

export function runProgress(language: Language): RunProgress {
  return standardError().isTTY ? new LiveProgress(language) : new PlainProgress(language);
}

class PlainProgress implements RunProgress {
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
  }

  phaseStarted(): void {}

  phaseEnded(phase: Phase, ms: number): void {
    if (SHOWN_PHASES.has(phase)) log(`${say(this.#language, PHASE_MESSAGE[phase])} ${duration(ms)}`);
  }

  stepStarted(): void {}

  stepEnded(record: StepRecord, ms: number): void {
    log(`${markOf(record)} ${harmless(record.title[this.#language])} ${duration(ms)}`);
  }

  note(text: Text): void {
    log(harmless(inLanguage(text, this.#language)));
  }
}

class LiveProgress implements RunProgress {
  readonly #language: Language;
  readonly #spinner: Spinner = yoctoSpinner({ stream: standardError() });

  constructor(language: Language) {
    this.#language = language;
  }

  phaseStarted(phase: Phase): void {
    if (SHOWN_PHASES.has(phase)) this.#spinner.start(onOneLine(say(this.#language, PHASE_MESSAGE[phase])));
  }

  phaseEnded(phase: Phase): void {
    if (SHOWN_PHASES.has(phase)) this.#spinner.stop();
  }

  stepStarted(step: StepPlan, index: number, count: number): void {
    this.#spinner.start(onOneLine(`${index + 1}/${count} ${harmless(step.title[this.#language])}`));
  }

  stepEnded(record: StepRecord, ms: number): void {
    const colors = errorColors();
    const color = record.outcome === 'failed' ? colors.red : colors.green;
    this.#spinner.stop();
    log(`${color(markOf(record))} ${harmless(record.title[this.#language])} ${colors.dim(duration(ms))}`);
  }

  note(text: Text): void {
    this.#spinner.text = onOneLine(harmless(inLanguage(text, this.#language)));
  }
}

/** The spinner's mark, the space after it, and the last column, which a terminal may wrap at. */
const BESIDE_SPINNER = 3;

/** A line that wraps is not erased as a whole: the spinner counts characters, and a Chinese one is two wide. */
function onOneLine(text: string): string {
  return cutTo(text, (standardError().columns ?? 80) - BESIDE_SPINNER, stringWidth);
}

function markOf(record: StepRecord): string {
  return record.outcome === 'failed' ? '✖' : '✔';
}

function duration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
