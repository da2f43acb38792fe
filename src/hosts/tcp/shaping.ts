/** Holds this host's segments back, so that two can cross: a token bucket with room for one small packet. */
import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { labInterface } from '../network.ts';

const run = promisify(execFile);

/** A SYN takes 74 bytes on Ethernet, a FIN 66: the first packet passes, the next would wait for several seconds. */
const HELD = ['rate', '100bit', 'burst', '80'];
const FREE = ['rate', '100mbit', 'burst', '10000'];
const LIMIT = ['limit', '10000'];

/** RFC 863: whatever comes there is thrown away. */
const DISCARD_PORT = 9;

/** From now on one small packet leaves, and then hardly any. */
export async function hold(): Promise<void> {
  await run('tc', ['qdisc', 'replace', 'dev', labInterface(), 'root', 'tbf', ...HELD, ...LIMIT]);
}

/** Lets go of what waits, in its order. */
export async function release(peer: string): Promise<void> {
  const device = ['dev', labInterface(), 'root'];
  await run('tc', ['qdisc', 'change', ...device, 'tbf', ...FREE, ...LIMIT]);
  // A new packet makes the kernel look at its queue now, and not when the old rate would have let one go.
  await sendNothing(peer);
  await run('tc', ['qdisc', 'del', ...device]);
}

/** A datagram that means nothing: it uses up the room for one packet. */
export async function sendNothing(peer: string): Promise<void> {
  const socket = createSocket(peer.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => {}); // Nobody listens there.
  await new Promise<void>((resolve) => socket.send(Buffer.alloc(32), DISCARD_PORT, peer, () => resolve()));
  socket.close();
}

export async function setLink(up: boolean): Promise<void> {
  await run('ip', ['link', 'set', labInterface(), up ? 'up' : 'down']);
}
