/** Commands, options, and what becomes of an error. */
import yargs, { type Argv } from 'yargs';
import { LANGUAGES, type Language } from '../base/language.ts';
import type { CommandContext } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { exitStatusAfter } from './exit.ts';
import { EXIT } from './exit-status.ts';
import type { Interruption } from './interruption.ts';
import { say } from './messages.ts';
import { packageVersion } from './package.ts';
import { usageErrorFor, yargsWords } from './usage.ts';

/** What yargs calls its own complaints about the arguments; anything else that it hands on is ours. */
const YARGS_ERROR = 'YError';

/** Returns the exit status; never throws. */
export async function runCommandLine(
  argv: readonly string[],
  how: { language: Language; interruption: Interruption },
): Promise<number> {
  const status = { code: EXIT.checksHeld as number };
  return exitStatusAfter(async () => {
    await parser(argv, { ...how, status }).parseAsync();
    return status.code;
  }, how.language);
}

function parser(argv: readonly string[], context: CommandContext): Argv {
  const { language } = context;
  const commands = COMMANDS.map((makeCommand) => makeCommand(context));
  const names = commands.map(({ command }) => String(command).split(' ')[0]!);
  return commands
    .reduce<Argv>((program, command) => program.command(command), yargs([...argv]))
    .scriptName('wirelab')
    .usage(say(language, 'usage'))
    .locale(language === 'zh' ? 'zh_CN' : 'en')
    .updateStrings(yargsWords(language))
    .version(packageVersion())
    .option('lang', { choices: LANGUAGES, describe: say(language, 'lang'), requiresArg: true })
    .demandCommand(1, 1, say(language, 'noCommand'), say(language, 'noCommand'))
    .strict()
    .wrap(Math.min(120, process.stdout.columns ?? 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw error && error.name !== YARGS_ERROR ? error : usageErrorFor(message ?? '', wordsOf(argv), names);
    });
}

/** The arguments before the first option. */
function wordsOf(argv: readonly string[]): string[] {
  const firstOption = argv.findIndex((word) => word.startsWith('-'));
  return argv.slice(0, firstOption < 0 ? argv.length : firstOption);
}
