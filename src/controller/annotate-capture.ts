/** stand-in until the writer lands */
import { copyFile } from 'node:fs/promises';
import type { Analysis } from '../analyzer/model.ts';
import type { Language } from '../base/language.ts';
import type { LabPlan } from '../lab/plan.ts';
import type { RunDirectory } from './run-directory.ts';
import type { LabRun } from './run-lab.ts';

export async function annotateCapture({
  directory,
}: {
  directory: RunDirectory;
  plan: LabPlan;
  run: LabRun;
  analysis: Analysis;
  language: Language;
}): Promise<void> {
  await copyFile(directory.rawCapture, directory.capture);
}
