/** The controller's end of the capture program. */
import { createInterface } from 'node:readline';
import { MachineError, RunError } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import type { CaptureCounters, CaptureEvent, CaptureReady } from '../capture/protocol.ts';
import type { LabProcess } from '../runtime/runtime.ts';
import { howEnded } from './how-ended.ts';

/** Loading libpcap and opening the interface takes a tenth of a second; behind twenty containers that start at once, many. */
const READY_TIMEOUT_MS = 60_000;
/** The kernel hands over what it holds within tens of milliseconds; a disk may need longer. */
const STOP_TIMEOUT_MS = 30_000;
/** What a program said before it ended is there when its end is told. */
const LAST_WORDS_TIMEOUT_MS = 1_000;

export class CaptureClient {
  readonly ready: CaptureReady;
  /** Settles only when the capture ended without being asked to. */
  readonly died: Promise<Error>;
  readonly #process: LabProcess;
  readonly #events: EventQueue;
  #stopping = false;

  private constructor(process: LabProcess, events: EventQueue, ready: CaptureReady) {
    this.#process = process;
    this.#events = events;
    this.ready = ready;
    // One that ends because of something says so before.
    this.died = process.exited.then(() =>
      this.#stopping
        ? new Promise<never>(() => undefined)
        : events.next(LAST_WORDS_TIMEOUT_MS).then(asError, (error: Error) => error),
    );
  }

  /** Settles when every packet from now on is captured; throws `MachineError` or `RunError` when that can't be. */
  static async start(process: LabProcess): Promise<CaptureClient> {
    const events = new EventQueue(process);
    const event = await events.next(READY_TIMEOUT_MS);
    if (event.event === 'ready') return new CaptureClient(process, events, event);
    throw asError(event);
  }

  /** Ends the capture in an orderly way: everything that was on the wire until now is in the file. */
  async stop(): Promise<CaptureCounters> {
    this.#stopping = true;
    this.#process.stdin.write('stop\n');
    const event = await this.#events.next(STOP_TIMEOUT_MS);
    if (event.event !== 'stopped') throw asError(event);
    await this.#process.exited;
    return event;
  }
}

const DIED = { en: 'the capture program died ({how}){detail}', zh: '抓包程序意外结束（{how}）{detail}' };
const SILENT = { en: 'the capture program was silent for {seconds} s', zh: '抓包程序在 {seconds} 秒内没有应答' };
const OUT_OF_TURN = { en: 'the capture program said "{event}" out of turn', zh: '抓包程序不合时宜地报告了“{event}”' };

function asError(event: CaptureEvent): Error {
  if (event.event !== 'failed') return new RunError(fillIn(OUT_OF_TURN, { event: event.event }));
  return event.hint === null ? new RunError(event.message) : new MachineError(event.message, { hint: event.hint });
}

/** The capture program's events in order, whoever comes first: the event or the one who waits for it. */
class EventQueue {
  readonly #lines: AsyncIterator<string>;
  readonly #process: LabProcess;
  #errorText = '';

  constructor(process: LabProcess) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-2_000);
    });
  }

  async next(timeoutMs: number): Promise<CaptureEvent> {
    const line = await Promise.race([this.#lines.next(), afterTimeout(timeoutMs)]);
    if (line === 'timeout') throw new RunError(fillIn(SILENT, { seconds: timeoutMs / 1000 }));
    if (line.done) {
      const { code, signal } = await this.#process.exited;
      const lastLine = this.#errorText.trim().split('\n').at(-1) ?? '';
      const detail = lastLine === '' ? '' : { en: `: ${lastLine}`, zh: `：${lastLine}` };
      throw new RunError(fillIn(DIED, { how: howEnded(code, signal), detail }));
    }
    return JSON.parse(line.value) as CaptureEvent;
  }
}

function afterTimeout(ms: number): Promise<'timeout'> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('timeout'), ms).unref();
  });
}
