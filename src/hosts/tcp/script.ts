/** Carries out a script on one connection. Its reading side is stopped except while an instruction reads. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setCork, setQuickAck, startReading, stopReading } from '../socket-options.ts';
import { hold, release, setLink } from './shaping.ts';

/** What a script tells; a process of its own sends it to its parent. */
export type Tell = (line: string) => void;

/** What scripts write, again and again. */
const FILLER = 'wirelab ';

export async function runScript(socket: Socket, script: readonly string[], tell: Tell): Promise<void> {
  socket.on('error', () => {}); // The instruction that is running reports it.
  const peer = socket.remoteAddress ?? ''; // Known only while the socket is open.
  for (const instruction of script) {
    if (instruction === 'leave') return;
    tell(instruction);
    try {
      await carryOut(socket, peer, instruction);
    } catch (error) {
      tell(`${instruction}: ${(error as Error).message}`);
      socket.destroy();
      return;
    }
  }
}

async function carryOut(socket: Socket, peer: string, instruction: string): Promise<void> {
  const count = Number(/\d+/.exec(instruction)?.[0]);
  switch (instruction.replace(/\d+/, 'N')) {
    case 'write N':
      return write(socket, count);
    case 'write N with fin':
      setCork(socket, true);
      await write(socket, count);
      return shutDown(socket);
    case 'read N':
      return read(socket, count);
    case 'read end':
      return read(socket, Number.POSITIVE_INFINITY);
    case 'lazy acks':
      return setQuickAck(socket, false);
    case 'shutdown':
      return shutDown(socket);
    case 'close':
      return close(socket, () => socket.destroy());
    case 'reset':
      return close(socket, () => socket.resetAndDestroy());
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'wait N':
      return pause(count);
    case 'hold on':
      return hold();
    case 'hold off':
      return release(peer);
    case 'link down':
      return setLink(false);
    case 'link up':
      return setLink(true);
    default:
      throw new Error('no such instruction');
  }
}

async function write(socket: Socket, count: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.write(Buffer.alloc(count, FILLER), (error) => (error ? reject(error) : resolve()));
  });
}

async function shutDown(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.end(() => resolve());
  });
}

async function close(socket: Socket, how: () => void): Promise<void> {
  if (socket.destroyed) return;
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  how();
  await closed;
}

/** Reads until so many bytes or the other side's FIN; throws when the connection breaks first. */
async function read(socket: Socket, count: number): Promise<void> {
  if (socket.readableEnded) return;
  if (socket.destroyed) throw new Error('the connection is closed');
  let left = count;
  const stop = new AbortController();
  const onData = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left <= 0) stop.abort();
  };
  socket.on('data', onData);
  startReading(socket);
  try {
    await once(socket, 'end', { signal: stop.signal });
  } catch (error) {
    if (left > 0) throw error;
  } finally {
    socket.off('data', onData);
    if (!socket.destroyed) stopReading(socket);
  }
}
