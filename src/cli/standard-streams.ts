/**
 * Standard output and standard error. Node.js makes a stream of one when it is first asked for, and loads all that it has
 * of streams: that takes as long as analysing 40,000 packets, and what is no terminal can do without. Each of the bundled
 * programs (`cli.js`, `analyze.cjs`, `command-line.mjs`) has this module to itself; only one of them writes results.
 */
import { fstatSync, statSync, writeSync } from 'node:fs';

const OUTPUT = 1;

let onFailure: (cause: Error) => void = () => undefined;
let hasOutput = false;
let hasError = false;

/** What becomes of a standard output that can't be written to. */
export function whenOutputFails(handler: (cause: Error) => void): void {
  onFailure = handler;
}

export function standardOutput(): NodeJS.WriteStream {
  if (!hasOutput) process.stdout.on('error', onOutputError);
  hasOutput = true;
  return process.stdout;
}

/** Progress that nobody reads any more must not end a run before it has cleaned up and written what it saw. */
export function standardError(): NodeJS.WriteStream {
  if (!hasError) process.stderr.on('error', () => undefined);
  hasError = true;
  return process.stderr;
}

/** Columns of the terminal; undefined where standard output is none. */
export function outputColumns(): number | undefined {
  return outputIsTerminal() ? standardOutput().columns : undefined;
}

export function outputIsTerminal(): boolean {
  return mayBeTerminal() && standardOutput().isTTY;
}

/** False when the reader is slow: `standardOutput()` says when it has read. */
export function writeOutput(text: string): boolean {
  return hasOutput || mayBeTerminal() ? standardOutput().write(text) : writeDirectly(Buffer.from(text));
}

/** Files, pipes and the null device are told without a stream. */
function mayBeTerminal(): boolean {
  try {
    const entry = fstatSync(OUTPUT);
    return entry.isCharacterDevice() && entry.rdev !== statSync('/dev/null').rdev;
  } catch {
    return true;
  }
}

function writeDirectly(bytes: Uint8Array): boolean {
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(OUTPUT, bytes, written);
  } catch (error) {
    // A pipe that is full, and that somebody told not to wait.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return standardOutput().write(bytes.subarray(written));
    onOutputError(error as NodeJS.ErrnoException);
  }
  return true;
}

function onOutputError(error: NodeJS.ErrnoException): void {
  // A reader that has seen enough (`wirelab analyze … | head`) is no error.
  if (error.code === 'EPIPE') process.exit(0);
  onFailure(error);
}
