/** The capture program in a container: its standard output is the capture, so what it tells comes on standard error. */

import { createInterface } from 'node:readline';
import { PassThrough, type Readable } from 'node:stream';

/** Tells the program's own lines (JSON objects) from whatever else is written to standard error. */
export function eventsOf(told: Readable): { readonly stdout: Readable; readonly stderr: Readable } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const lines = createInterface({ input: told });
  lines.on('line', (line) => (line.startsWith('{') ? stdout : stderr).write(`${line}\n`));
  lines.once('close', () => {
    stdout.end();
    stderr.end();
  });
  return { stdout, stderr };
}
