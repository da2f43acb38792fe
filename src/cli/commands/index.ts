/** Every command, in the order of the help text. */
import { makeAnalyze } from './analyze.ts';
import { makeClean } from './clean.ts';
import type { MakeCommand } from './command.ts';
import { makeCompletion } from './completion.ts';
import { makeDoctor } from './doctor.ts';
import { makeImage } from './image.ts';
import { makeLabs } from './labs.ts';
import { makeReport } from './report.ts';
import { makeRun } from './run.ts';

export const COMMANDS: readonly MakeCommand[] = [
  makeRun,
  makeAnalyze,
  makeReport,
  makeLabs,
  makeDoctor,
  makeImage,
  makeClean,
  makeCompletion,
];
