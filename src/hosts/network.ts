import { networkInterfaces } from 'node:os';

/** This host's address on the lab network; the loopback address where there is no other (a test outside a lab). */
export function localAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const outside = addresses.filter((entry) => !entry.internal && !isLinkLocal(entry.address));
  return (outside[0] ?? addresses[0])?.address ?? '127.0.0.1';
}

function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/i.test(address);
}
