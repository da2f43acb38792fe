/** Commands, options, and what becomes of an error. */
import yargs, { type Argv } from 'yargs';
import type { Language } from '../base/language.ts';
import type { CommandContext } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { addCommonOptions } from './common-options.ts';
import { exitStatusAfter } from './exit.ts';
import { EXIT } from './exit-status.ts';
import type { Interruption } from './interruption.ts';
import { say } from './messages.ts';
import { packageVersion } from './package.ts';
import { standardError, standardOutput } from './standard-streams.ts';
import { usageErrorFor, yargsWords } from './usage.ts';

/** What yargs calls its own complaints about the arguments; anything else that it hands on is ours. */
const YARGS_ERROR = 'YError';

/** Returns the exit status; never throws. */
export async function runCommandLine(
  argv: readonly string[],
  how: { language: Language; interruption: Interruption },
): Promise<number> {
  // yargs and the commands write to them, too.
  standardOutput();
  standardError();
  const status = { code: EXIT.checksHeld as number };
  return exitStatusAfter(async () => {
    await parser({ ...how, argv, status }).parseAsync();
    return status.code;
  }, how.language);
}

function parser(context: CommandContext): Argv {
  const { argv, language } = context;
  const commands = COMMANDS.map((makeCommand) => makeCommand(context));
  const names = commands.map(({ command }) => String(command).split(' ')[0]!);
  const program = commands.reduce<Argv>((all, command) => all.command(command), yargs([...argv]));
  return addCommonOptions(program, language)
    .scriptName('wirelab')
    .usage(say(language, 'usage'))
    .locale(language === 'zh' ? 'zh_CN' : 'en')
    .updateStrings(yargsWords(language))
    .version(packageVersion())
    .alias({ h: 'help', v: 'version' })
    .demandCommand(1, 1, say(language, 'noCommand'), say(language, 'noCommand'))
    .strict()
    .wrap(Math.min(120, standardOutput().columns ?? 100))
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      if (error && error.name !== YARGS_ERROR) throw error;
      throw usageErrorFor(message ?? '', { argv, language, commands: names, options: optionsOf(program) });
    });
}

/** The names of all options that yargs knows where it failed: without short forms, and without its camel-case doubles. */
function optionsOf(program: Argv): string[] {
  const known = program.parsed === false ? [] : Object.keys(program.parsed.aliases);
  return known.filter((name) => /^[a-z][a-z-]+$/.test(name));
}
