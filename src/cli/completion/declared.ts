/** What each command declares to yargs, learnt without loading it: a shell waits for this at every TAB. */
import type { Argv } from 'yargs';
import type { CommandContext } from '../commands/command.ts';
import { COMMANDS } from '../commands/index.ts';
import { addCommonOptions } from '../common-options.ts';

export interface DeclaredOption {
  /** Empty where any value does. */
  readonly choices: readonly string[];
  readonly takesValue: boolean;
}

export interface DeclaredCommand {
  readonly name: string;
  /** By name, without hyphens. */
  readonly options: ReadonlyMap<string, DeclaredOption>;
  /** What may stand in each place; empty where anything may. */
  readonly positionals: readonly (readonly string[])[];
}

/** The part of what a command may say of an option that matters here. */
interface Declaration {
  readonly choices?: readonly unknown[];
  readonly type?: string;
}

/** Stands where yargs would, for commands that declare and do nothing else. */
class Declarations {
  readonly options = new Map<string, DeclaredOption>();
  readonly positionals: string[][] = [];

  option(name: string, { choices = [], type }: Declaration): this {
    this.options.set(name, { choices: choices.map(String), takesValue: type !== 'boolean' });
    return this;
  }

  positional(_name: string, { choices = [] }: Declaration): this {
    this.positionals.push(choices.map(String));
    return this;
  }
}

export function declaredCommands(context: CommandContext): DeclaredCommand[] {
  return COMMANDS.map((makeCommand) => {
    const { command, builder } = makeCommand(context);
    const declarations = new Declarations();
    const program = declarations as unknown as Argv;
    if (typeof builder === 'function') void builder(program);
    addCommonOptions(program, context.language);
    for (const name of ['help', 'version']) declarations.option(name, { type: 'boolean' });
    const { options, positionals } = declarations;
    return { name: String(command).split(' ')[0]!, options, positionals };
  });
}
