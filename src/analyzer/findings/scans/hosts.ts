/** Hosts by small numbers, so that tables of them can be keyed by numbers alone. */
import { addressOf } from '../../tcp/connection-model.ts';
import type { Flow } from '../../tcp/flow.ts';
import { formatIpv4 } from '../../wire/address.ts';

/** A flood may come from any number of forged addresses: those beyond are not told apart. */
export const MAX_HOSTS = 65_536;

export class Hosts {
  readonly #ids = new Map<number | string, number>();
  readonly #keys: (number | string)[] = [];

  /** -1 for a new host when there is no more room. */
  idOf(flow: Flow, sideIndex: number): number {
    const key = hostKey(flow, sideIndex);
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    if (this.#keys.length >= MAX_HOSTS) return -1;
    this.#ids.set(key, this.#keys.length);
    return this.#keys.push(key) - 1;
  }

  addressOf(id: number): string {
    const key = this.#keys[id] ?? '';
    return typeof key === 'number' ? formatIpv4(key) : key;
  }
}

/** The address as a number for IPv4, as text for IPv6. */
function hostKey(flow: Flow, sideIndex: number): number | string {
  if (flow.words !== null) return addressOf(flow, sideIndex);
  return sideIndex === 0 ? flow.lowWord : flow.highWord;
}
