/** Which language the command line speaks. */
import { LANGUAGES, type Language, languageOfLocale } from '../base/language.ts';

/** `--lang` wherever it stands, else the locale, as POSIX orders its variables. */
export function chosenLanguage(argv: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const position = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const word = argv[position]?.includes('=') ? argv[position].split('=')[1] : argv[position + 1];
  const asked = position < 0 ? undefined : LANGUAGES.find((language) => language === word);
  return asked ?? languageOfLocale(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG);
}
