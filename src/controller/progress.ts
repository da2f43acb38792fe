/** What a run tells while it goes on; the command line shows it, tests listen to it. */
import type { Text } from '../base/language.ts';
import type { StepPlan } from '../lab/plan.ts';
import type { StepRecord } from '../report/manifest.ts';

/** The phases of a run, in order; `run.json` says how long each took. */
export const PHASES = ['network', 'hosts', 'capture', 'steps', 'closing', 'down', 'analysis', 'report'] as const;

export type Phase = (typeof PHASES)[number];

export interface RunProgress {
  phaseStarted(phase: Phase): void;
  phaseEnded(phase: Phase, ms: number): void;
  stepStarted(step: StepPlan, index: number, count: number): void;
  stepEnded(record: StepRecord, ms: number): void;
  /** Something that takes long enough to be mentioned, such as an image build. */
  note(text: Text): void;
}
