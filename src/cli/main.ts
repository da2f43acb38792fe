#!/usr/bin/env node
/** The command line. Signals are heeded before anything else is loaded: a run may be interrupted at any moment. */
import { Interruption } from './interruption.ts';

const interruption = new Interruption();

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (`wirelab analyze … | head`) is no error.
  if (error.code === 'EPIPE') process.exit(0);
  void import('./standard-output-failure.ts').then(({ endUnwritten }) => endUnwritten(error));
});

// Progress that nobody reads any more must not end a run before it has cleaned up and written what it saw.
process.stderr.on('error', () => undefined);

const { start } = await import('./start.ts');
process.exitCode = await start(process.argv.slice(2), interruption);
