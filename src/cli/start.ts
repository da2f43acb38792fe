/** Chooses what to load for what was asked. */
import type { Language } from '../base/language.ts';
import { plainAnalyzeArguments } from './analyze/plain-arguments.ts';
import { loadCached } from './code-cache.ts';
import { COMPLETE } from './completion/scripts.ts';
import { exitStatusAfter } from './exit.ts';
import { EXIT } from './exit-status.ts';
import type { Interruption } from './interruption.ts';
import { chosenLanguage } from './language.ts';
import { requireNode } from './node-version.ts';
import { ANALYZE, packageFacts, packageVersion } from './package.ts';
import { print } from './terminal.ts';

/** Returns the exit status; never rejects. */
export async function start(argv: readonly string[], interruption: Interruption): Promise<number> {
  const language = chosenLanguage(argv, process.env);
  return exitStatusAfter(() => startOn(argv, language, interruption), language);
}

async function startOn(argv: readonly string[], language: Language, interruption: Interruption): Promise<number> {
  if (argv.length === 1 && argv[0] === '--version') {
    print(packageVersion());
    return EXIT.checksHeld;
  }
  requireNode(process.versions.node, packageFacts().engines.node);
  const plain = plainAnalyzeArguments(argv);
  if (plain !== null && !process.env.WIRELAB_DEBUG) {
    interruption[Symbol.dispose]();
    const program = loadCached<typeof import('./analyze/plainly.ts')>(ANALYZE);
    const status = await program.exports.analyzePlainly(plain, language);
    program.keep();
    return status;
  }
  if (argv[0] === COMPLETE) {
    const { complete } = await import('./completion/complete.ts');
    for (const word of complete(argv.slice(1), language, interruption)) print(word);
    return EXIT.checksHeld;
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(argv, { language, interruption });
}
