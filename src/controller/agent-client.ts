/** The controller's end of a host's agent: JSON-RPC over the agent's standard streams. */
import {
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { RunError } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import { type ActionResult, type AgentMethods, type Failure, METHOD, type TranscriptLine } from '../hosts/protocol.ts';
import type { LabProcess } from '../runtime/runtime.ts';
import { howEnded } from './how-ended.ts';

/** What an agent wrote to its standard error is kept up to this length, newest last. */
const MAX_LOG_CHARS = 1_000_000;

/** Long enough for servers and clients to close; an agent that takes longer is ended by the runtime. */
const STOP_TIMEOUT_MS = 2_000;

export class AgentClient {
  readonly host: string;
  /** What this host's servers have said so far, whichever host's step it was in. */
  readonly said: TranscriptLine[] = [];
  /** Settles only when the agent ended without being asked to. */
  readonly died: Promise<Error>;
  /** Settles when the agent can say nothing more, which may be long before the runtime knows why. */
  readonly silent: Promise<void>;
  readonly #process: LabProcess;
  /** Settles when the agent ended, asked or not: nobody waits for an answer any longer. */
  readonly #ended: Promise<RunError>;
  readonly #connection: MessageConnection;
  #log = '';
  #stopping = false;

  constructor(host: string, process: LabProcess) {
    this.host = host;
    this.#process = process;
    this.silent = new Promise((resolve) => {
      process.stdout.once('close', resolve);
    });
    const reader = new StreamMessageReader(process.stdout);
    // An agent that is killed in the middle of a message would leave this timer running for ever.
    reader.partialMessageTimeout = 0;
    this.#connection = createMessageConnection(reader, new StreamMessageWriter(process.stdin));
    process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log = (this.#log + text).slice(-MAX_LOG_CHARS);
    });
    this.#ended = process.exited.then(({ code, signal }) => {
      this.#connection.dispose();
      return new RunError(fillIn(DIED, { host, how: howEnded(code, signal) }), {
        hint: lastWords(this.#log) || NO_WORDS,
      });
    });
    this.died = this.#ended.then((error) => (this.#stopping ? new Promise<never>(() => undefined) : error));
    // A death is told to whoever waits for an answer; without one, it must not end the controller.
    this.#connection.onError(() => undefined);
    this.#connection.listen();
  }

  /** What the agent wrote to its standard error so far. */
  get log(): string {
    return this.#log;
  }

  /** Asks the agent; throws `RunError` when it can't do it, when it dies meanwhile, or after `timeoutMs`. */
  async call<M extends keyof AgentMethods>(
    method: M,
    params: AgentMethods[M]['params'],
    timeoutMs: number,
  ): Promise<AgentMethods[M]['result']> {
    const answer = this.#connection
      .sendRequest<AgentMethods[M]['result']>(method, params)
      .catch(async (error: unknown) => {
        // A connection that was lost because the agent died tells less than the death does.
        throw answerOf(error) ?? (await this.#ended);
      });
    return Promise.race([answer, this.#ended.then(raise), timeout(timeoutMs, this.host)]);
  }

  async act(action: AgentMethods['act']['params'], timeoutMs: number): Promise<ActionResult> {
    const result = await this.call(METHOD.act, action, timeoutMs);
    this.said.push(...result.background);
    return result;
  }

  /** Lets servers and clients close, then the agent exit. Never throws: the runtime ends what does not stop. */
  async stop(): Promise<void> {
    this.#stopping = true;
    try {
      this.said.push(...(await this.call(METHOD.stop, {}, STOP_TIMEOUT_MS)).background);
    } catch {
      // The runtime's own end is as good.
    }
    this.#process.stdin.end();
  }
}

const DIED = { en: 'the host "{host}" died ({how})', zh: '主机“{host}”意外结束（{how}）' };
const NO_WORDS = { en: 'it left no message', zh: '它没有留下任何信息' };
const SILENT = {
  en: 'the host "{host}" did not answer within {seconds} s',
  zh: '主机“{host}”在 {seconds} 秒内没有应答',
};

/** What the agent itself said; null where it said nothing. */
function answerOf(error: unknown): RunError | null {
  if (!(error instanceof ResponseError) || error.code === ErrorCodes.PendingResponseRejected) return null;
  const failure = error.data as Failure | undefined;
  return new RunError(failure?.message ?? error.message, { cause: error });
}

function raise(error: Error): never {
  throw error;
}

async function timeout(ms: number, host: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new RunError(fillIn(SILENT, { host, seconds: ms / 1000 }))), ms).unref();
  });
}

/** What a program that died says of it: its last line that names an error, else its last line. */
function lastWords(text: string): string {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
}
