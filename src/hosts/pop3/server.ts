/** POP3 over TCP: carries lines to a session and its replies back. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { LineSplitter } from '../lines.ts';
import type { MailStore } from '../mail/mailbox.ts';
import { MAX_COMMAND_LENGTH } from './command.ts';
import { type Pop3Observer, type Pop3Reply, Pop3Session } from './session.ts';

/** RFC 1939 §3: an autologout timer must be of at least 10 minutes. */
const AUTOLOGOUT_MS = 10 * 60_000;

export class Pop3Server implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(store: MailStore, observer: Pop3Observer) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      serve(socket, new Pop3Session(store, observer));
    });
  }

  static async start(
    options: { address: string; port: number; store: MailStore },
    observer: Pop3Observer = {},
  ): Promise<Pop3Server> {
    const pop3 = new Pop3Server(options.store, observer);
    pop3.#server.listen(options.port, options.address);
    await once(pop3.#server, 'listening');
    return pop3;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroySoon();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function serve(socket: Socket, session: Pop3Session): void {
  const lines = new LineSplitter(MAX_COMMAND_LENGTH);
  socket.setTimeout(AUTOLOGOUT_MS, () => socket.end());
  socket.on('error', () => {}); // 'close' follows, and ends the session.
  socket.once('close', () => session.end());
  send(socket, session.greeting());
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const line of lines.push(chunk)) {
        if (socket.writableEnded) return; // Nothing after QUIT is a command.
        send(socket, session.handle(line.toString('latin1')));
      }
    } catch {
      send(socket, { status: '-ERR line too long', close: true });
    }
  });
}

/** One write for each reply: status and content travel together. */
function send(socket: Socket, { status, body, close }: Pop3Reply): void {
  const line = Buffer.from(`${status}\r\n`, 'latin1');
  socket.write(body === undefined ? line : Buffer.concat([line, body]));
  if (close) socket.end();
}
