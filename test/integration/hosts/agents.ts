/** Agent programs as a runtime starts them, without a network of their own: their hosts share this machine's loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { ActionResult, SocketState, TruthEntry } from '../../../src/hosts/protocol.ts';
import type { JsonObject } from '../../../src/lab/plan.ts';

const AGENT = fileURLToPath(new URL('../../../dist/agent.mjs', import.meta.url));

export class TestHost implements AsyncDisposable {
  readonly directory: string;
  readonly process: ChildProcess;
  readonly #connection: MessageConnection;
  #log = '';

  private constructor(directory: string) {
    this.directory = directory;
    this.process = spawn(process.execPath, [AGENT], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.process.stderr!.on('data', (chunk: Buffer) => {
      this.#log += chunk.toString();
    });
    const { stdin, stdout } = this.process;
    this.#connection = createMessageConnection(new StreamMessageReader(stdout!), new StreamMessageWriter(stdin!));
    this.#connection.listen();
  }

  static async start(name: string): Promise<TestHost> {
    const host = new TestHost(await mkdtemp(join(tmpdir(), `wirelab-${name}-`)));
    await host.#connection.sendRequest('hello', { host: name, directory: host.directory, files: [] });
    return host;
  }

  /** What the agent printed for people. */
  get log(): string {
    return this.#log;
  }

  act(name: string, settings: JsonObject = {}): Promise<ActionResult> {
    return this.#connection.sendRequest('act', { do: name, with: settings });
  }

  async sockets(): Promise<SocketState[]> {
    const { sockets } = await this.#connection.sendRequest<{ sockets: SocketState[] }>('sockets', {});
    return sockets;
  }

  async stop(): Promise<TruthEntry[]> {
    const { truth } = await this.#connection.sendRequest<{ truth: TruthEntry[] }>('stop', {});
    return truth;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.dispose();
    this.process.stdin!.end();
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** The details of the only truth of this kind, without its time. */
export function truthOf(result: { truth: TruthEntry[] }, kind: string): JsonObject {
  const found = result.truth.filter((entry) => entry.kind === kind);
  if (found.length !== 1) throw new Error(`expected one ${kind}, found ${found.length}`);
  const { time: _time, kind: _kind, ...detail } = found[0]!;
  return detail;
}

export function said(result: ActionResult, mark: string): string[] {
  return result.transcript.filter((line) => line.mark === mark).map((line) => line.text);
}
