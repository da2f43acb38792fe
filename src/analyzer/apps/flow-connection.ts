/** A followed connection as the applications see it: addresses become text only when somebody asks for them. */
import type { Endpoint } from '../model.ts';
import { endpointOf } from '../tcp/connection-model.ts';
import type { Flow } from '../tcp/flow.ts';
import type { AppConnection } from './app.ts';

export class FlowConnection implements AppConnection {
  readonly fromStart: boolean;
  readonly #flow: Flow;
  readonly #client: number;
  readonly #names: ReadonlyMap<string, string>;
  #ends: { client: Endpoint; server: Endpoint } | null = null;

  /** With the roles as they are known now. */
  constructor(flow: Flow, names: ReadonlyMap<string, string>) {
    this.#flow = flow;
    this.#client = flow.client;
    this.#names = names;
    this.fromStart = flow.synFrame !== 0 || flow.synAckFrame !== 0;
  }

  get stream(): number {
    return this.#flow.stream;
  }
  get clientPort(): number {
    return this.#client === 0 ? this.#flow.lowPort : this.#flow.highPort;
  }
  get serverPort(): number {
    return this.#client === 0 ? this.#flow.highPort : this.#flow.lowPort;
  }
  get client(): Endpoint {
    return this.#endpoints().client;
  }
  get server(): Endpoint {
    return this.#endpoints().server;
  }

  #endpoints(): { client: Endpoint; server: Endpoint } {
    this.#ends ??= {
      client: endpointOf(this.#flow, this.#client, this.#names),
      server: endpointOf(this.#flow, 1 - this.#client, this.#names),
    };
    return this.#ends;
  }
}
