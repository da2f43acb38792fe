/** Commands, options, and what becomes of an error. */
import yargs, { type Argv } from 'yargs';
import { UsageError } from '../base/errors.ts';
import { LANGUAGES, type Language } from '../base/language.ts';
import { COMMANDS } from './commands/index.ts';
import { EXIT, exitStatusAfter } from './exit.ts';
import { say } from './messages.ts';
import { packageVersion } from './package.ts';

/** What yargs calls its own complaints about the arguments; anything else that it hands on is ours. */
const YARGS_ERROR = 'YError';

/** Returns the exit status; never throws. */
export async function runCommandLine(argv: readonly string[], language: Language): Promise<number> {
  const status = { code: EXIT.checksHeld as number };
  return exitStatusAfter(async () => {
    await parser(argv, language, status).parseAsync();
    return status.code;
  }, language);
}

function parser(argv: readonly string[], language: Language, status: { code: number }): Argv {
  const commands = COMMANDS.map((makeCommand) => makeCommand({ language, status }));
  return commands
    .reduce<Argv>((program, command) => program.command(command), yargs([...argv]))
    .scriptName('wirelab')
    .usage(say(language, 'usage'))
    .locale(language === 'zh' ? 'zh_CN' : 'en')
    .version(packageVersion())
    .option('lang', { choices: LANGUAGES, describe: say(language, 'lang'), requiresArg: true })
    .demandCommand(1, 1, say(language, 'noCommand'), say(language, 'noCommand'))
    .recommendCommands()
    .strict()
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error && error.name !== YARGS_ERROR
        ? error
        : new UsageError(message ?? 'bad usage', { hint: 'wirelab --help' });
    });
}
