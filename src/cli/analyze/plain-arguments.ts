/**
 * `wirelab analyze` with nothing out of the ordinary in its arguments, read without yargs: loading that takes a tenth of
 * a second of processor time, as long as analysing 200,000 packets. Whatever is not plain (a mistake, `--help`, an
 * option given twice) is left to yargs, which has the words for it.
 */
import { parseArgs } from 'node:util';
import { LANGUAGES } from '../../base/language.ts';

const OPTIONS = {
  json: { type: 'boolean' },
  ndjson: { type: 'boolean' },
  follow: { type: 'string' },
  extract: { type: 'string' },
  lang: { type: 'string' },
} as const;

/** The arguments by name, as yargs would give them; null when yargs has to look at them. */
export function plainAnalyzeArguments(argv: readonly string[]): Readonly<Record<string, unknown>> | null {
  if (argv[0] !== 'analyze') return null;
  const [, only] = argv;
  // As most people type it: Node's `parseArgs` need not be loaded.
  if (argv.length === 2 && only !== '' && only?.startsWith('-') === false) return { capture: only };
  try {
    const args = argv.slice(1);
    const { values, positionals, tokens } = parseArgs({ args, options: OPTIONS, allowPositionals: true, tokens: true });
    const [capture, ...others] = positionals;
    const given = tokens.filter(({ kind }) => kind === 'option').length;
    const isPlain = given === Object.keys(values).length && !tokens.some(({ kind }) => kind === 'option-terminator');
    const { lang } = values;
    const isLanguage = lang === undefined || LANGUAGES.some((language) => language === lang);
    if (capture === undefined || capture === '' || others.length > 0 || !isPlain || !isLanguage) return null;
    if (values.follow === '' || values.extract === '') return null;
    return { ...values, capture };
  } catch {
    return null;
  }
}
