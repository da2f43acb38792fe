#!/usr/bin/env node
/** The command line. Signals are heeded before it loads what the command needs: a run may be interrupted at any moment. */
import { Interruption } from './interruption.ts';
import { start } from './start.ts';

const interruption = new Interruption();

void start(process.argv.slice(2), interruption).then((status) => {
  process.exitCode = status;
});
