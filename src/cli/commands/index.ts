/** Every command, in the order of the help text. */
import { makeAnalyze } from './analyze.ts';
import { makeClean } from './clean.ts';
import type { MakeCommand } from './command.ts';
import { makeDoctor } from './doctor.ts';
import { makeLabs } from './labs.ts';
import { makeRun } from './run.ts';

export const COMMANDS: readonly MakeCommand[] = [makeRun, makeAnalyze, makeLabs, makeDoctor, makeClean];
