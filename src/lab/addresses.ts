/** Addresses by place: the first host of a lab is `.10`, the second `.20`; they are the same in every run. */

/** The distance between two hosts' numbers, which leaves room and reads well. */
const STEP = 10;

/** More hosts than this would run out of numbers in one byte. */
export const MAX_HOSTS = 20;

export function hostAddress(subnet: string, index: number): string {
  const number = (index + 1) * STEP;
  const base = subnet.slice(0, subnet.indexOf('/'));
  if (base.includes(':')) return `${base}${number}`; // `fd21::` and `10`, read as hexadecimal by the network.
  const [first, second, third] = base.split('.');
  return `${first}.${second}.${third}.${number}`;
}

/** Locally administered (the 02 bit), with `WL` in the middle. */
export function hostMac(index: number): string {
  return `02:57:4c:00:00:${(index + 1).toString(16).padStart(2, '0')}`;
}

export function prefixLength(subnet: string): number {
  return Number(subnet.slice(subnet.indexOf('/') + 1));
}

const UNITS: { readonly [unit: string]: number } = { kbit: 1e3, mbit: 1e6, gbit: 1e9 };

/** `10mbit` in bits per second. */
export function parseRate(rate: string): number {
  const match = /^(\d+)([kmg]bit)$/.exec(rate);
  return match ? Number(match[1]) * UNITS[match[2]!]! : 0;
}
