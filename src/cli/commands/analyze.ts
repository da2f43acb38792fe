/** `wirelab analyze`: explains the TCP of any capture. */
import { UsageError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import { exitStatusAfter } from '../exit.ts';
import { EXIT } from '../exit-status.ts';
import { say } from '../messages.ts';
import { type MakeCommand, pathOrDash, refuseEmpty, requirePath } from './command.ts';

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
  handler: (argv) => runAnalyze(argv, language),
});

/** With arguments that yargs need not see. Returns the exit status; never rejects. */
export function analyzePlainly(argv: Readonly<Record<string, unknown>>, language: Language): Promise<number> {
  return exitStatusAfter(async () => {
    await runAnalyze(argv, language);
    return EXIT.checksHeld;
  }, language);
}

/** Throws `UsageError` for options that don't go together. */
async function runAnalyze(argv: Readonly<Record<string, unknown>>, language: Language): Promise<void> {
  if (argv.json && argv.ndjson)
    throw new UsageError({ en: '--json and --ndjson exclude each other', zh: '--json 与 --ndjson 不能同时使用' });
  const follow = argv.follow === undefined ? null : Number(argv.follow);
  if (follow !== null && !(Number.isSafeInteger(follow) && follow >= 0)) {
    throw new UsageError({
      en: '--follow takes the number of a stream, as in tcp.stream',
      zh: '--follow 后面是流的编号，即 tcp.stream 的值',
    });
  }
  refuseEmpty(argv, ['extract']);
  const extract = typeof argv.extract === 'string' ? argv.extract : null;
  if (follow !== null && (argv.json || argv.ndjson || extract !== null)) {
    throw new UsageError({
      en: '--follow excludes --json, --ndjson and --extract',
      zh: '--follow 不能与 --json、--ndjson 或 --extract 同时使用',
    });
  }
  const { analyze } = await import('../analyze/analyze.ts');
  await analyze({
    capture: requirePath(String(argv.capture)),
    format: formatOf(argv, follow, extract),
    follow,
    extract,
    language,
  });
}

function formatOf(
  argv: Readonly<Record<string, unknown>>,
  follow: number | null,
  extract: string | null,
): 'summary' | 'json' | 'ndjson' | 'follow' | 'extract' {
  if (argv.json) return 'json';
  if (argv.ndjson) return 'ndjson';
  if (follow !== null) return 'follow';
  return extract === null ? 'summary' : 'extract';
}
