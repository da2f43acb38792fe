/**
 * The capture program: `capture ENGINE INTERFACE FILE [FILTER]`. It runs where the lab's bridge is, tells what happens
 * on its standard output (see `protocol.ts`), and ends with the line `stop` or with the end of its standard input.
 * Where FILE is `-`, standard output is the capture itself, and what happens is told on standard error.
 */
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { hintsOf, messagesOf } from '../base/errors.ts';
import { startCapCapture } from './cap.ts';
import type { CaptureRequest, RunningCapture } from './engine.ts';
import { startLibpcapCapture } from './libpcap.ts';
import type { CaptureEngineName, CaptureEvent } from './protocol.ts';

const START: Record<CaptureEngineName, (request: CaptureRequest) => Promise<RunningCapture>> = {
  libpcap: startLibpcapCapture,
  cap: startCapCapture,
};

const STANDARD_OUTPUT = '-';
/** Place of FILE in `process.argv`. */
const OUTPUT_ARGUMENT = 4;

function tell(event: CaptureEvent): void {
  const channel = process.argv.at(OUTPUT_ARGUMENT) === STANDARD_OUTPUT ? process.stderr : process.stdout;
  channel.write(`${JSON.stringify(event)}\n`);
}

function fail(thrown: unknown): void {
  tell({
    event: 'failed',
    message: messagesOf(thrown),
    hint: hintsOf(thrown),
  });
  process.exitCode = 1;
}

async function main([engine, device, outputFile, filter = '']: string[]): Promise<void> {
  if ((engine !== 'libpcap' && engine !== 'cap') || !device || !outputFile) {
    throw new Error('usage: capture libpcap|cap INTERFACE FILE [FILTER]');
  }
  const capture = await START[engine]({ interface: device, outputFile, filter });
  tell({ event: 'ready', ...capture.ready });
  const input = createInterface({ input: process.stdin });
  const ended = await Promise.race([
    once(input, 'line').then(() => 'asked' as const),
    once(input, 'close').then(() => 'asked' as const),
    capture.failed,
  ]);
  if (ended !== 'asked') throw ended;
  tell({ event: 'stopped', ...(await capture.stop()) });
}

main(process.argv.slice(2))
  .catch(fail)
  .finally(() => process.stdin.destroy());
