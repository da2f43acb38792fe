/** A server program of somebody else's, in the foreground, as a child of the agent; what it prints is in the host's log. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readSockets } from '../sockets.ts';

const run = promisify(execFile);

/** A server that does not listen by then never will; behind twenty labs that start at once it takes seconds. */
const START_TIMEOUT_MS = 20_000;
const POLL_MS = 5;

/** What a program printed last is kept for the error message. */
const MAX_LAST_WORDS = 1_000;

export class ServerProcess implements AsyncDisposable {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #lastWords = '';

  constructor(program: string, args: readonly string[]) {
    this.#name = program.slice(program.lastIndexOf('/') + 1);
    // vsftpd speaks to its standard input, which for inetd is the client.
    this.#child = spawn('sh', ['-c', 'exec "$@" 0>&1 2>&1', 'sh', program, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      process.stderr.write(text);
      this.#lastWords = (this.#lastWords + text).slice(-MAX_LAST_WORDS);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (code, signal) => resolve(signal ?? `exit status ${code}`));
    });
  }

  /** Settles once the kernel has a listening socket on each port; throws when the program ends before, or takes too long. */
  async listensOn(...ports: readonly number[]): Promise<void> {
    const ended = this.#ended.then((how) => {
      const said = this.#lastWords.trim().split('\n').at(-1);
      throw new Error(`${this.#name} ended (${how})${said ? `: ${said}` : ''}`);
    });
    ended.catch(() => undefined);
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await allListen(ports))) {
      if (performance.now() > deadline) throw new Error(`${this.#name} does not listen on port ${ports.join(', ')}`);
      await Promise.race([sleep(POLL_MS), ended]);
    }
  }

  /** SIGHUP: servers read their configuration again. */
  reload(): void {
    this.#child.kill('SIGHUP');
  }

  /** At once: by then every connection has closed, and what the program has started ends with the container. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

async function allListen(ports: readonly number[]): Promise<boolean> {
  const listening = (await readSockets()).filter(({ state }) => state === 'LISTEN').map(({ local }) => local);
  return ports.every((port) => listening.some((local) => local.endsWith(`:${port}`)));
}

/** The first match of `pattern` in what a program says of itself, wherever it says it. */
export async function askVersion(commandLine: readonly [string, ...string[]], pattern: RegExp): Promise<string> {
  const { stdout } = await run('sh', ['-c', 'exec "$@" 0>&1 2>&1', 'sh', ...commandLine]);
  return pattern.exec(stdout)?.[0] ?? stdout.trim();
}
