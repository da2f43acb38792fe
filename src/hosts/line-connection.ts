/** A client's side of a line protocol over TCP, with its closing in the caller's hands. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import type { Journal } from './journal.ts';
import { LineSplitter } from './lines.ts';

const TIMEOUT_MS = 10_000;

/** How long the peer may take to close after it was asked to. */
const FIN_TIMEOUT_MS = 2_000;

export class LineConnection {
  readonly journal: Journal;
  readonly socket: Socket;
  readonly #lines: Buffer[] = [];
  readonly #waiting: { resolve(line: Buffer): void; reject(error: Error): void }[] = [];
  #ended: Error | undefined;

  private constructor(socket: Socket, splitter: LineSplitter, journal: Journal) {
    this.socket = socket;
    this.journal = journal;
    socket.on('data', (chunk: Buffer) => this.#take(splitter, chunk));
    socket.on('error', (error) => this.#end(error));
    socket.once('end', () => this.#end(new Error('the server closed the connection')));
    socket.once('close', () => this.#end(new Error('the connection is closed')));
  }

  static async open(
    { host, port, maxLineLength }: { host: string; port: number; maxLineLength: number },
    journal: Journal,
  ): Promise<LineConnection> {
    // Our FIN goes when we say so, not as soon as the peer's arrives.
    const socket = createConnection({ host, port, allowHalfOpen: true });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('timeout')));
    await once(socket, 'connect');
    return new LineConnection(socket, new LineSplitter(maxLineLength), journal);
  }

  send(line: string): void {
    this.journal.say('>', line);
    this.socket.write(`${line}\r\n`);
  }

  /** The next line without its end. Rejects when the connection ends first. */
  readLine(): Promise<Buffer> {
    const line = this.#lines.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Sends our FIN; settles when the connection has closed or the peer has had its time. */
  async close(): Promise<void> {
    this.socket.setTimeout(0);
    if (this.socket.destroyed) return;
    this.socket.end();
    await this.#closed();
  }

  /** Waits for the peer's FIN, then sends ours, perhaps after a while. */
  async closeAfterPeer(delayMs = 0): Promise<void> {
    this.socket.setTimeout(0);
    if (!this.socket.readableEnded && !this.socket.destroyed) {
      await Promise.race([once(this.socket, 'end'), pause(FIN_TIMEOUT_MS)]);
    }
    if (delayMs > 0) await pause(delayMs);
    await this.close();
  }

  async #closed(): Promise<void> {
    if (!this.socket.destroyed) await Promise.race([once(this.socket, 'close'), pause(FIN_TIMEOUT_MS)]);
  }

  #take(splitter: LineSplitter, chunk: Buffer): void {
    try {
      for (const line of splitter.push(chunk)) {
        const waiting = this.#waiting.shift();
        if (waiting) waiting.resolve(line);
        else this.#lines.push(line);
      }
    } catch (error) {
      this.socket.destroy(error as Error);
    }
  }

  #end(reason: Error): void {
    this.#ended ??= reason;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#ended);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
