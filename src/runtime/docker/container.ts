/** A container whose only program talks to the controller on its standard streams, and which ends with the controller. */
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabProcess } from '../runtime.ts';
import { attach } from './attach.ts';
import { demultiplex } from './demultiplex.ts';
import { type Docker, isEngineLost } from './engine.ts';

/** The exit status comes with the end of the output or just after it; a lost engine never sends one. */
const STATUS_TIMEOUT_MS = 2_000;
/** How long the engine may take to remove a container that has ended. */
const REMOVAL_TIMEOUT_MS = 20_000;

/** An engine that is being stopped kills its containers first and goes silent within this time. */
const ENGINE_STOP_MS = 5_000;
const PING_PAUSE_MS = 100;
/** The loss of the engine is told before the deaths of its containers. */
const LOSS_FIRST_MS = 100;

/** Shells and the engine report death by a signal as 128 and its number. */
const SIGNAL_BASE = 128;
const SIGNALS: { readonly [number: number]: string } = {
  1: 'SIGHUP',
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

export interface ContainerOutputs {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/** What every container of wirelab has in common; the caller adds what it is for. */
export const CONTAINER_BASE = {
  AttachStdin: true,
  AttachStdout: true,
  AttachStderr: true,
  OpenStdin: true,
  // When the controller dies, however it dies, its connection ends, with it the program's standard input, and with
  // that the program; AutoRemove then lets the engine remove what is left of the container.
  StdinOnce: true,
  // Nothing in a container needs time to end: an engine that stops, or `docker stop`, need not wait.
  StopSignal: 'SIGKILL',
} as const;

export const HOST_BASE = {
  AutoRemove: true,
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges:true'],
  ReadonlyRootfs: true,
  // Standard output is the protocol or the capture: the engine must not keep a second copy of it on its disk.
  LogConfig: { Type: 'none', Config: {} },
  PidsLimit: 512,
} as const;

export class LabContainer implements AsyncDisposable {
  readonly #docker: Docker;
  /** Whoever disposes of a container kills it: no sign of anything. */
  readonly #disposed = new AbortController();
  /** Nothing more is expected of the engine: not every one ends the requests about a container that never ran. */
  readonly #released = new AbortController();
  readonly #container: Docker.Container;
  #removed: Promise<void> | null = null;

  private constructor(docker: Docker, container: Docker.Container) {
    this.#docker = docker;
    this.#container = container;
  }

  static async create(docker: Docker, options: Docker.ContainerCreateOptions): Promise<LabContainer> {
    return new LabContainer(docker, await docker.createContainer(options));
  }

  get id(): string {
    return this.#container.id;
  }

  /** Starts it; output goes to `outputs`, by default to the streams of the `LabProcess` that it returns. */
  async start(outputs?: ContainerOutputs): Promise<ContainerProcess> {
    const container = this.#container;
    const { signal: abortSignal } = this.#released;
    const connection = await attach(this.#docker, container.id, abortSignal);
    connection.on('error', () => undefined); // Told by the end of the output.
    abortSignal.addEventListener('abort', () => connection.destroy(), { once: true });
    const status = container.wait({ condition: 'next-exit', abortSignal }).then(
      ({ StatusCode }: { StatusCode: number }) => ({ code: StatusCode }),
      () => ({ code: null }),
    );
    this.#removed = container.wait({ condition: 'removed', abortSignal }).then(
      () => undefined,
      () => undefined,
    );
    await container.start();
    return new ContainerProcess(container, connection, {
      status,
      outputs,
      goesSilent: () => goesSilent(this.#docker, this.#disposed.signal),
    });
  }

  /** Ends and removes it; settles when the engine has nothing of it any more. Never throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#remove();
    this.#released.abort();
  }

  async #remove(): Promise<void> {
    if (this.#removed === null) {
      await this.#container.remove({ force: true, v: true }).catch(() => undefined);
      return;
    }
    try {
      // Killing it is enough, the engine removes it.
      await this.#container.kill();
    } catch (error) {
      if (isEngineLost(error)) return; // Its containers have ended with their connections; the engine removes them later.
      // One that had ended is gone or on its way; one that could not be started may still be there.
      await this.#container.remove({ force: true, v: true }).catch(() => undefined);
    }
    await within(REMOVAL_TIMEOUT_MS, this.#removed, undefined);
  }
}

/** The promise's value, or `otherwise` after so long: a request that was under way when the engine went never settles. */
async function within<T>(timeoutMs: number, promise: Promise<T>, otherwise: T): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, sleep(timeoutMs, otherwise, { signal: timer.signal }).catch(() => otherwise)]);
  } finally {
    timer.abort();
  }
}

/** Settles with true when the engine stops answering soon: what killed the container was the end of the engine. */
async function goesSilent(docker: Docker, disposed: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + ENGINE_STOP_MS;
  while (!disposed.aborted && performance.now() < deadline) {
    try {
      await docker.ping();
    } catch {
      return true;
    }
    await sleep(PING_PAUSE_MS);
  }
  return false;
}

interface Running {
  readonly status: Promise<Status>;
  readonly outputs: ContainerOutputs | undefined;
  readonly goesSilent: () => Promise<boolean>;
}

type Status = { readonly code: number | null };

export class ContainerProcess implements LabProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  /** Settles only when the engine went away while the container ran. */
  readonly engineLost: Promise<void>;
  readonly #container: Docker.Container;

  constructor(
    container: Docker.Container,
    connection: Readable & Writable,
    { status, outputs, goesSilent: engineGoesSilent }: Running,
  ) {
    this.#container = container;
    this.stdin = connection;
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    this.stdout = stdout;
    this.stderr = stderr;
    const ended = demultiplex(connection, outputs?.stdout ?? stdout, outputs?.stderr ?? stderr);
    const how = ended.then(() => exitOf(status));
    // A kill from outside may be the first sign of an engine that ends, which is what has to be told then.
    const lost = how.then(({ code }) => code === null && engineGoesSilent());
    this.exited = lost.then(async (isLost) => {
      if (isLost) await sleep(LOSS_FIRST_MS);
      return how;
    });
    this.engineLost = lost.then((isLost) => (isLost ? undefined : new Promise<never>(() => undefined)));
  }

  kill(): void {
    this.#container.kill().catch(() => undefined); // It may have ended by itself.
  }
}

async function exitOf(status: Promise<Status>): Promise<{ code: number | null; signal: string | null }> {
  const { code } = await within(STATUS_TIMEOUT_MS, status, { code: null });
  const signal = code === null ? null : SIGNALS[code - SIGNAL_BASE];
  return signal ? { code: null, signal } : { code, signal: null };
}
