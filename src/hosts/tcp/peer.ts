/** Both ends of a scripted connection, within this process. */
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { runScript, type Tell } from './script.ts';

export interface ServeOptions {
  readonly address: string;
  readonly port: number;
  readonly backlog: number;
  readonly script: readonly string[];
}

export interface DialOptions {
  readonly host: string;
  readonly port: number;
  readonly localPort: number;
  readonly giveUpAfterMs: number;
  readonly script: readonly string[];
}

/** Listens, and runs the script on the first connection; later ones are accepted and left alone. */
export async function serve(options: ServeOptions, tell: Tell): Promise<{ server: Server; done: Promise<void> }> {
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true });
  const first = once(server, 'connection');
  first.catch(() => {}); // The server closes before anybody comes.
  server.on('connection', (socket: Socket) => socket.on('error', () => {}));
  server.listen({ host: options.address, port: options.port, backlog: options.backlog });
  await once(server, 'listening');
  const done = first.then(([socket]) => runScript(socket as Socket, options.script, tell));
  return { server, done };
}

/** Connects; rejects with the system's error, or `ETIMEDOUT` when the SYN goes unanswered for too long. */
export async function dial(options: DialOptions): Promise<Socket> {
  const { host, port, localPort, giveUpAfterMs } = options;
  const local = localPort === 0 ? {} : { localPort };
  const socket = createConnection({ host, port, ...local, allowHalfOpen: true, noDelay: true });
  socket.pause();
  const patience = setTimeout(() => {
    socket.destroy(Object.assign(new Error('nobody answered'), { code: 'ETIMEDOUT' }));
  }, giveUpAfterMs);
  try {
    await once(socket, 'connect');
    return socket;
  } finally {
    clearTimeout(patience);
  }
}
