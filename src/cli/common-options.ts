/** The options that every command takes. */
import type { Argv } from 'yargs';
import { LANGUAGES, type Language } from '../base/language.ts';
import { say } from './messages.ts';

export function addCommonOptions(program: Argv, language: Language): Argv {
  return program.option('lang', { choices: LANGUAGES, describe: say(language, 'lang'), requiresArg: true });
}
