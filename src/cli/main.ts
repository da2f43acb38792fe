#!/usr/bin/env node
/** The command line: one file a command, loaded when it is asked for. */
import { plainAnalyzeArguments } from './analyze/plain-arguments.ts';
import { chosenLanguage } from './language.ts';
import { packageVersion } from './package.ts';

async function main(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && argv[0] === '--version') {
    process.stdout.write(`${packageVersion()}\n`);
    return;
  }
  const language = chosenLanguage(argv, process.env);
  const plain = plainAnalyzeArguments(argv);
  if (plain !== null) {
    const { analyzePlainly } = await import('./commands/analyze.ts');
    process.exitCode = await analyzePlainly(plain, language);
    return;
  }
  const { runCommandLine } = await import('./command-line.ts');
  process.exitCode = await runCommandLine(argv, language);
}

// A reader that has seen enough (`wirelab analyze … | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// Progress that nobody reads any more must not end a run before it has cleaned up and written what it saw.
process.stderr.on('error', () => undefined);

await main(process.argv.slice(2));
