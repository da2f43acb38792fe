/** TCP options that Node has no call for, set on a connected socket by the C library. Linux only, as labs are. */
import type { Socket } from 'node:net';
import koffi from 'koffi';

/** Values from Linux' `include/uapi/linux/tcp.h`. */
const IPPROTO_TCP = 6;
const OPTION = { cork: 3, quickAck: 12 } as const;

/** `FIONREAD` and `TIOCOUTQ` of Linux' `include/uapi/asm-generic/ioctls.h`; for sockets the latter is `SIOCOUTQ`, tcp(7). */
const FIONREAD = 0x541b;
const SIOCOUTQ = 0x5411;

const libc = koffi.load('libc.so.6');
const setsockopt = libc.func('int setsockopt(int fd, int level, int option, const int *value, uint32_t length)');
const ioctl = libc.func('int ioctl(int fd, ulong request, _Out_ int *value)');

/** tcp(7), TCP_CORK: partial segments wait; what is written last goes out together with the FIN of a `shutdown`. */
export function setCork(socket: Socket, on: boolean): void {
  setOption(socket, OPTION.cork, on);
}

/** tcp(7), TCP_QUICKACK: acknowledge at once (until the kernel thinks otherwise) or wait for data to ride on. */
export function setQuickAck(socket: Socket, on: boolean): void {
  setOption(socket, OPTION.quickAck, on);
}

/** The kernel's number of a socket; undefined once it is closed. */
export function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle: { readonly fd?: number } | null };
  return handle?.fd !== undefined && handle.fd >= 0 ? handle.fd : undefined;
}

/** How many bytes have arrived that nobody has read. */
export function unreadBytes(socket: Socket): number {
  return countBytes(socket, FIONREAD);
}

/** How many bytes that were written the other side has not acknowledged. */
export function unacknowledgedBytes(socket: Socket): number {
  return countBytes(socket, SIOCOUTQ);
}

function countBytes(socket: Socket, request: number): number {
  const descriptor = descriptorOf(socket);
  const count = [0];
  return descriptor !== undefined && ioctl(descriptor, request, count) === 0 ? (count[0] ?? 0) : 0;
}

interface Handle {
  reading: boolean;
  readStart(): void;
  readStop(): void;
}

/** Stops reading at once: what arrives from now on stays in the kernel, unread. */
export function stopReading(socket: Socket): void {
  const { _handle: handle } = socket as unknown as { readonly _handle: Handle | null };
  socket.pause();
  if (handle === null) return;
  handle.reading = false;
  handle.readStop();
}

/** Reads again. The stream believes that a read is under way since before {@link stopReading}, so the handle is told. */
export function startReading(socket: Socket): void {
  const { _handle: handle } = socket as unknown as { readonly _handle: Handle | null };
  socket.resume();
  if (handle === null || handle.reading) return;
  handle.reading = true;
  handle.readStart();
}

function setOption(socket: Socket, option: number, on: boolean): void {
  const descriptor = descriptorOf(socket);
  if (descriptor === undefined) throw new Error('the socket is closed');
  const status: number = setsockopt(descriptor, IPPROTO_TCP, option, [on ? 1 : 0], 4);
  if (status !== 0) throw new Error(`the kernel refused TCP option ${option}`);
}
