/** Subnets for lab networks: the lab's own where it is free on the engine, else one of the same size beside it. */
import { BlockList, isIPv6 } from 'node:net';

/** So many labs fit on one engine; past that, something else is wrong. */
export const MAX_CANDIDATES = 200;

const IPV4_BITS = 32;

/**
 * Subnets to try, in order: the lab's own, then others of its kind and size. Where the second one begins is up to `start`
 * (any whole number), so that labs that begin at once don't all try the same ones.
 */
export function* candidateSubnets(own: string, start: number): Generator<string> {
  yield own;
  const count = own.includes(':') ? IPV6_COUNT : ipv4Count(own);
  for (let tried = 1; tried < Math.min(MAX_CANDIDATES, count); tried++) {
    const step = 1 + ((start + tried) % (count - 1));
    yield own.includes(':') ? ipv6Beside(own, step) : ipv4Beside(own, step);
  }
}

/** `fd21::/64`, `fd21:0:0:1::/64`, …: the fourth group numbers them. */
const IPV6_COUNT = 0x1000;

function ipv6Beside(own: string, step: number): string {
  return `${own.slice(0, own.indexOf('::'))}:0:0:${step.toString(16)}::/64`;
}

/** All of the same size within 10.0.0.0/8 for a lab in there; a private network of sixteen bits, else. */
function ipv4Count(own: string): number {
  return 2 ** (prefixOf(own) - spaceOf(own));
}

function ipv4Beside(own: string, step: number): string {
  const size = 2 ** (IPV4_BITS - prefixOf(own));
  const space = 2 ** (IPV4_BITS - spaceOf(own));
  const address = toNumber(own.slice(0, own.indexOf('/')));
  const first = address - (address % space);
  return `${toAddress(first + ((address - first + step * size) % space))}/${prefixOf(own)}`;
}

function spaceOf(own: string): number {
  return own.startsWith('10.') ? 8 : Math.min(16, prefixOf(own) - 1);
}

function prefixOf(subnet: string): number {
  return Number(subnet.slice(subnet.indexOf('/') + 1));
}

function toNumber(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0);
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number / 2 ** shift) & 0xff).join('.');
}

/** True when the two share an address: subnets overlap only where one holds the other's first address. */
export function overlap(one: string, other: string): boolean {
  return holds(one, other) || holds(other, one);
}

function holds(outer: string, inner: string): boolean {
  const [network = '', prefix] = outer.split('/');
  const [address = ''] = inner.split('/');
  if (isIPv6(network) !== isIPv6(address)) return false;
  const list = new BlockList();
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  list.addSubnet(network, Number(prefix), family);
  return list.check(address, family);
}
