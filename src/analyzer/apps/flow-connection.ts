/** A followed connection as the applications see it: addresses become text only when somebody asks for them. */
import type { Endpoint } from '../model.ts';
import { endpointOf, type FlowKey } from '../tcp/connection-model.ts';
import type { Flow } from '../tcp/flow.ts';
import type { AppConnection } from './app.ts';

export class FlowConnection implements AppConnection {
  readonly stream: number;
  readonly fromStart: boolean;
  readonly #key: FlowKey;
  readonly #client: number;
  readonly #names: ReadonlyMap<string, string>;
  #ends: { client: Endpoint; server: Endpoint } | null = null;

  /** With the roles as they are known now. What it needs is copied: the flow may be let go while its dialogue is kept. */
  constructor(flow: Flow, names: ReadonlyMap<string, string>) {
    const { stream, lowPort, highPort, lowWord, highWord, words } = flow;
    this.stream = stream;
    this.#key = { lowPort, highPort, lowWord, highWord, words };
    this.#client = flow.client;
    this.#names = names;
    this.fromStart = flow.synFrame !== 0 || flow.synAckFrame !== 0;
  }

  get clientPort(): number {
    return this.#client === 0 ? this.#key.lowPort : this.#key.highPort;
  }
  get serverPort(): number {
    return this.#client === 0 ? this.#key.highPort : this.#key.lowPort;
  }
  get client(): Endpoint {
    return this.#endpoints().client;
  }
  get server(): Endpoint {
    return this.#endpoints().server;
  }

  #endpoints(): { client: Endpoint; server: Endpoint } {
    this.#ends ??= {
      client: endpointOf(this.#key, this.#client, this.#names),
      server: endpointOf(this.#key, 1 - this.#client, this.#names),
    };
    return this.#ends;
  }
}
