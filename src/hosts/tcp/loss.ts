/** Loses packets on their way to this host, where a capture on the bridge has seen them already. */
import { execFile } from 'node:child_process';
import { networkInterfaces } from 'node:os';
import { promisify } from 'node:util';
import { labInterface } from '../network.ts';

const run = promisify(execFile);

/** RFC 9293 §3.7.1: headers of IPv4 and TCP, without options. */
const HEADERS = 40;

/**
 * A virtual Ethernet device drops what is larger than its MTU. The route keeps announcing the old MSS, so that peers go on
 * sending segments of that size. Returns what undoes it.
 */
export async function loseLargePackets(largerThan: number): Promise<() => Promise<void>> {
  const device = labInterface();
  const mtu = await mtuOf(device);
  const route = await routeOf(device);
  await run('ip', ['route', 'change', ...route, 'advmss', String(mtu - HEADERS)]);
  await run('ip', ['link', 'set', device, 'mtu', String(largerThan)]);
  return async () => {
    await run('ip', ['link', 'set', device, 'mtu', String(mtu)]);
    await run('ip', ['route', 'change', ...route]);
  };
}

async function mtuOf(device: string): Promise<number> {
  const { stdout } = await run('ip', ['link', 'show', 'dev', device]);
  const [, mtu] = /\bmtu (\d+)/.exec(stdout) ?? [];
  if (mtu === undefined) throw new Error(`nothing tells the MTU of ${device}`);
  return Number(mtu);
}

/** The route to the lab network, as the kernel made it. */
async function routeOf(device: string): Promise<string[]> {
  const address = networkInterfaces()[device]?.find(({ family }) => family === 'IPv4')?.address;
  if (address === undefined) throw new Error('this host has no IPv4 address on the lab network');
  const { stdout } = await run('ip', ['-4', 'route', 'show', 'dev', device, 'scope', 'link']);
  const subnet = /^\S+/.exec(stdout)?.[0];
  if (subnet === undefined) throw new Error('this host has no route to the lab network');
  return [subnet, 'dev', device, 'proto', 'kernel', 'scope', 'link', 'src', address];
}
