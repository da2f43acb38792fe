/** `wirelab analyze`: explains the TCP of any capture. */
import { UsageError } from '../../base/errors.ts';
import { say } from '../messages.ts';
import type { MakeCommand } from './command.ts';

export const makeAnalyze: MakeCommand = ({ language }) => ({
  command: 'analyze <capture>',
  describe: say(language, 'analyze'),
  builder: (program) =>
    program
      .positional('capture', { type: 'string', demandOption: true, describe: say(language, 'captureFile') })
      .option('json', { type: 'boolean', default: false, describe: say(language, 'json') })
      .option('ndjson', { type: 'boolean', default: false, describe: say(language, 'ndjson') }),
  handler: async (argv) => {
    if (argv.json && argv.ndjson) throw new UsageError('--json and --ndjson exclude each other');
    const { analyze } = await import('../analyze/analyze.ts');
    await analyze({
      capture: String(argv.capture),
      format: argv.json ? 'json' : argv.ndjson ? 'ndjson' : 'summary',
    });
  },
});
