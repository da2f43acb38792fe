/** A host's agent: answers the controller's JSON-RPC requests by carrying out actions on this host. */
import { mkdir, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { ErrorCodes, type MessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import { messageOf, messagesOf } from '../base/errors.ts';
import { isActionName } from '../lab/actions/catalogue.ts';
import { perform } from './actions/registry.ts';
import { Journal } from './journal.ts';
import { type ActionResult, type AgentMethods, type Failure, METHOD } from './protocol.ts';
import { Services } from './services.ts';
import { readSockets } from './sockets.ts';

type Params<M extends keyof AgentMethods> = AgentMethods[M]['params'];
type Result<M extends keyof AgentMethods> = AgentMethods[M]['result'];

export class Agent implements AsyncDisposable {
  readonly #services = new Services();
  /** What servers do while no action of this host runs; handed over with the next answer. */
  readonly #background = new Journal();
  #place = { host: 'host', directory: process.cwd() };

  /** Answers on this connection from now on; `onStop` is called once the last answer is on its way. */
  serve(connection: MessageConnection, onStop: () => void): void {
    connection.onRequest(METHOD.hello, (params: Params<'hello'>) => this.hello(params).catch(explain));
    connection.onRequest(METHOD.act, (params: Params<'act'>) => this.act(params).catch(explain));
    connection.onRequest(METHOD.sockets, async (): Promise<Result<'sockets'>> => ({ sockets: await readSockets() }));
    connection.onRequest(METHOD.settled, async (): Promise<Result<'settled'>> => {
      await this.#services.settled();
      return null;
    });
    connection.onRequest(METHOD.stop, async () => {
      const result = await this.stop();
      setImmediate(onStop);
      return result;
    });
  }

  async hello({ host, directory, files }: Params<'hello'>): Promise<Result<'hello'>> {
    await mkdir(directory, { recursive: true });
    for (const { path, text } of files) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    this.#place = { host, directory };
    return { version: '1', node: process.version, kernel: release() };
  }

  async act({ do: name, with: settings }: Params<'act'>): Promise<ActionResult> {
    if (!isActionName(name)) throw new Error(`this agent knows no action "${name}"`);
    const journal = new Journal();
    const context = { ...this.#place, journal, background: this.#background, services: this.#services };
    const { outcome, result } = await perform(name, settings, context);
    const truth = [...this.#background.takeTruth(), ...journal.takeTruth()];
    const background = this.#background.takeTranscript();
    return { outcome, result, truth, background, transcript: journal.takeTranscript() };
  }

  async stop(): Promise<Result<'stop'>> {
    await this[Symbol.asyncDispose]();
    return { background: this.#background.takeTranscript(), truth: this.#background.takeTruth() };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#services[Symbol.asyncDispose]();
  }
}

/** Says why in every language; the library would say in English that the request failed. */
function explain(error: unknown): never {
  throw new ResponseError<Failure>(ErrorCodes.InternalError, messageOf(error), { message: messagesOf(error) });
}
