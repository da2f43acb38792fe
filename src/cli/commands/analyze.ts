/** `wirelab analyze`: explains the TCP of any capture. */
import { analyzeOptionsOf } from '../analyze/options.ts';
import { say } from '../messages.ts';
import { type MakeCommand, pathOrDash } from './command.ts';

export const makeAnalyze: MakeCommand = ({ language, argv: typed }) => ({
  command: 'analyze <capture>',
  describe: say(language, 'analyze'),
  builder: (program) =>
    program
      .positional('capture', {
        type: 'string',
        demandOption: true,
        coerce: (path: string) => pathOrDash(path, typed),
        describe: say(language, 'captureFile'),
      })
      .option('json', { type: 'boolean', default: false, describe: say(language, 'json') })
      .option('ndjson', { type: 'boolean', default: false, describe: say(language, 'ndjson') })
      .option('follow', { type: 'number', requiresArg: true, describe: say(language, 'follow') })
      .option('extract', { type: 'string', requiresArg: true, describe: say(language, 'extract') }),
  handler: async (argv) => {
    const options = analyzeOptionsOf(argv, language);
    const { analyze } = await import('../analyze/analyze.ts');
    await analyze(options);
  },
});
