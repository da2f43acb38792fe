/**
 * A data connection that the other side will open. RFC 959 §3.2 lets the server do so when it gets the transfer's command,
 * long after `PORT`; what is written until then waits.
 */
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { Duplex } from 'node:stream';

export class AwaitedConnection extends Duplex {
  readonly #server: Server;
  readonly #connected: Promise<Socket>;
  #socket: Socket | null = null;

  /** Takes the first connection of a server that listens, made with `pauseOnConnect`, and then closes the server. */
  constructor(server: Server) {
    super({ allowHalfOpen: false });
    this.#server = server;
    this.#connected = once(server, 'connection').then(([socket]) => this.#take(socket as Socket));
    this.#connected.catch((error: Error) => this.destroy(error));
  }

  #take(socket: Socket): Socket {
    this.#socket = socket;
    this.#server.close();
    socket.on('data', (bytes) => {
      if (!this.push(bytes)) socket.pause();
    });
    socket.once('end', () => this.push(null));
    socket.once('error', (error) => this.destroy(error));
    if (this.destroyed) socket.destroy();
    return socket;
  }

  override _read(): void {
    void this.#connected.then((socket) => socket.resume());
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    void this.#connected.then((socket) => socket.write(bytes, done));
  }

  override _final(done: (error?: Error | null) => void): void {
    void this.#connected.then((socket) => socket.end(done));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket?.destroy();
    this.#server.close();
    done(error);
  }

  /** The rest is what basic-ftp asks of a socket; it watches the time by itself. */
  setTimeout(): this {
    return this;
  }

  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  get bytesWritten(): number {
    return this.#socket?.bytesWritten ?? 0;
  }

  get remoteFamily(): string | undefined {
    return this.#socket?.remoteFamily;
  }

  get remoteAddress(): string {
    return this.#socket?.remoteAddress ?? 'the server';
  }

  get remotePort(): number {
    return this.#socket?.remotePort ?? 0;
  }
}
