/** `wirelab analyze` without yargs, bundled by itself (`code-cache.ts`): it imports nothing late that every capture needs. */
import type { Language } from '../../base/language.ts';
import { exitStatusAfter } from '../exit.ts';
import { EXIT } from '../exit-status.ts';
import { analyze } from './analyze.ts';
import { analyzeOptionsOf } from './options.ts';

/** `argv` as `plainAnalyzeArguments` gives it. Returns the exit status; never rejects. */
export function analyzePlainly(argv: Readonly<Record<string, unknown>>, language: Language): Promise<number> {
  return exitStatusAfter(async () => {
    await analyze(analyzeOptionsOf(argv, language));
    return EXIT.checksHeld;
  }, language);
}
