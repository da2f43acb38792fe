/** What every command is made from. */
import type { CommandModule } from 'yargs';
import { UsageError } from '../../base/errors.ts';
import type { Language } from '../../base/language.ts';
import { STANDARD_INPUT } from '../../report/feed-capture.ts';
import type { Interruption } from '../interruption.ts';

export interface CommandContext {
  /** As typed. */
  readonly argv: readonly string[];
  readonly language: Language;
  /** A command that ends well sets its exit status here. */
  readonly status: { code: number };
  readonly interruption: Interruption;
}

export type MakeCommand = (context: CommandContext) => CommandModule;

/** yargs makes an empty text of a lone `-`, which as a path stands for standard input; an empty one stays so. */
export function pathOrDash(path: string, argv: readonly string[]): string {
  return path === '' && argv.includes(STANDARD_INPUT) ? STANDARD_INPUT : path;
}

/** Throws `UsageError` for an empty path, as a shell makes it of an unset variable. */
export function requirePath(path: string): string {
  if (path === '') throw new UsageError({ en: 'the path is empty', zh: '路径是空的' });
  return path;
}

/** Throws `UsageError` for the first of these options whose value is empty. */
export function refuseEmpty(argv: Readonly<Record<string, unknown>>, options: readonly string[]): void {
  const empty = options.find((option) => argv[option] === '');
  if (empty === undefined) return;
  throw new UsageError({ en: `--${empty} needs a value`, zh: `--${empty} 后面缺少值` });
}
