/** Makes this host's sending slow enough for two segments to cross: a token bucket that holds one small packet. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { labInterface } from '../network.ts';

const run = promisify(execFile);

/** A SYN takes 74 bytes on Ethernet, a FIN 66: the first packet passes, the next waits about half a second. */
const RATE = '1kbit';
const BURST_BYTES = '80';

/** RFC 863: whatever comes there is thrown away. */
const DISCARD_PORT = 9;

export async function slowDown(): Promise<void> {
  const shape = ['tbf', 'rate', RATE, 'burst', BURST_BYTES, 'limit', '10000'];
  await run('tc', ['qdisc', 'replace', 'dev', labInterface(), 'root', ...shape]);
}

export async function speedUp(): Promise<void> {
  await run('tc', ['qdisc', 'del', 'dev', labInterface(), 'root']);
}

/** Uses up the bucket with a datagram that means nothing, so that the next packet has to wait. */
export async function drainBucket(host: string): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => {}); // Nobody listens there.
  await new Promise<void>((resolve) => socket.send(Buffer.alloc(32), DISCARD_PORT, host, () => resolve()));
  socket.close();
}

export async function setLink(up: boolean): Promise<void> {
  await run('ip', ['link', 'set', labInterface(), up ? 'up' : 'down']);
}
