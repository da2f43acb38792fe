import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

/** This host's address on the lab network; the loopback address where there is no other (a test outside a lab). */
export function localAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = addresses.filter((entry) => !entry.internal && !isLinkLocal(entry.address));
  return (outside[0] ?? addresses[0])?.address ?? '127.0.0.1';
}

/** The interface on the lab network. Throws where there is none but loopback. */
export function labInterface(): string {
  // Not /sys/class/net: in a network namespace that shows the machine's own interfaces. This list has those that are down, too.
  const [, name] = /^\s*(eth\d+):/m.exec(readFileSync('/proc/self/net/dev', 'utf8')) ?? [];
  if (name === undefined) throw new Error('this host has no interface on a lab network');
  return name;
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
