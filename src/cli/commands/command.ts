/** What every command is made from. */
import type { CommandModule } from 'yargs';
import type { Language } from '../../base/language.ts';
import type { Interruption } from '../interruption.ts';

export interface CommandContext {
  readonly language: Language;
  /** A command that ends well sets its exit status here. */
  readonly status: { code: number };
  readonly interruption: Interruption;
}

export type MakeCommand = (context: CommandContext) => CommandModule;

/** yargs takes a lone `-` for an empty option; as a path it stands for standard input. */
export function pathOrDash(path: string): string {
  return path === '' ? '-' : path;
}
