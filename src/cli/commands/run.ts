/** `wirelab run <lab>`: from a lab file to a report, in one command. */

import type { CaptureEngineName } from '../../capture/protocol.ts';
import type { Reproduced } from '../../controller/reproduce.ts';
import { SERVER_PROGRAM_NAMES, type ServerProgramName } from '../../lab/server-programs.ts';
import { REPORT_FORMATS } from '../../report/formats.ts';
import { EXIT } from '../exit-status.ts';
import { say } from '../messages.ts';
import { RUNTIME_CHOICES, type RuntimeChoice } from '../runtimes.ts';
import { givenTwice } from '../usage.ts';
import { type CommandContext, type MakeCommand, refuseEmpty } from './command.ts';

export interface RunOptions {
  readonly lab: string;
  readonly runtime: RuntimeChoice;
  readonly engine: CaptureEngineName;
  readonly variant: string | undefined;
  readonly server: ServerProgramName | undefined;
  readonly student: string | undefined;
  readonly seed: string | undefined;
  readonly out: string | undefined;
  readonly format: string;
  readonly json: boolean;
}

export const makeRun: MakeCommand = (context) => {
  const { language } = context;
  return {
    command: 'run <lab>',
    describe: say(language, 'run'),
    builder: (program) =>
      program
        .positional('lab', { type: 'string', demandOption: true, describe: say(language, 'lab') })
        .option('runtime', { choices: RUNTIME_CHOICES, default: 'auto', describe: say(language, 'runtime') })
        .option('engine', { choices: ['libpcap', 'cap'], default: 'libpcap', describe: say(language, 'engine') })
        .option('variant', { type: 'string', requiresArg: true, describe: say(language, 'variant') })
        .option('server', { choices: SERVER_PROGRAM_NAMES, requiresArg: true, describe: say(language, 'server') })
        .option('student', { type: 'string', requiresArg: true, describe: say(language, 'student') })
        .option('seed', { type: 'string', requiresArg: true, describe: say(language, 'seed') })
        .option('out', { type: 'string', requiresArg: true, describe: say(language, 'out') })
        .option('format', {
          type: 'string',
          default: 'html,md',
          requiresArg: true,
          describe: say(language, 'format', { formats: REPORT_FORMATS.join() }),
        })
        .option('json', { type: 'boolean', default: false, describe: say(language, 'json') }),
    handler: (argv) => run(onlyOnce(argv) as unknown as RunOptions, context),
  };
};

/** yargs makes an array of an option that is given twice; a run has one of each. */
function onlyOnce(argv: Record<string, unknown>): Record<string, unknown> {
  const twice = Object.keys(argv).find((name) => name !== '_' && Array.isArray(argv[name]));
  if (twice !== undefined) throw givenTwice(twice);
  refuseEmpty(argv, ['out']);
  return argv;
}

async function run(options: RunOptions, { language, status, interruption }: CommandContext): Promise<void> {
  const { reproduce } = await import('../reproduce.ts');
  const { printOutcome } = await import('../outcome.ts');
  const reproduced = await reproduce(options, { language, interruption });
  printOutcome(reproduced, language, options.json);
  if (reproduced.failure !== null) throw reproduced.failure;
  if (!allHeld(reproduced)) status.code = EXIT.checkFailed;
}

function allHeld({ manifest }: Reproduced): boolean {
  return manifest.checks.every((check) => check.held);
}
