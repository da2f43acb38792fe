/** A kind of thing that lives on from one action to the next: a server, a session. */
export class ServiceKind<T extends AsyncDisposable> {
  /** For messages, such as `FTP session`. */
  readonly title: string;
  /** Finds out whether something is of this kind. */
  readonly is: (service: AsyncDisposable) => service is T;

  constructor(title: string, is: (service: AsyncDisposable) => service is T) {
    this.title = title;
    this.is = is;
  }
}

/** What runs on this host, by kind and name; disposing it stops everything, the newest first. */
export class Services implements AsyncDisposable {
  readonly #services = new Map<string, AsyncDisposable>();

  add<T extends AsyncDisposable>(kind: ServiceKind<T>, name: string, service: T): void {
    const key = keyOf(kind, name);
    if (this.#services.has(key)) throw new Error(`${kind.title} "${name}" is there already`);
    this.#services.set(key, service);
  }

  has<T extends AsyncDisposable>(kind: ServiceKind<T>, name: string): boolean {
    return this.#services.has(keyOf(kind, name));
  }

  get<T extends AsyncDisposable>(kind: ServiceKind<T>, name: string): T {
    const service = this.#services.get(keyOf(kind, name));
    if (service === undefined || !kind.is(service)) throw new Error(`there is no ${kind.title} "${name}" on this host`);
    return service;
  }

  /** Forgets a service without stopping it. */
  remove<T extends AsyncDisposable>(kind: ServiceKind<T>, name: string): void {
    this.#services.delete(keyOf(kind, name));
  }

  /** Settles once no service is still at work on what a client believes done, such as a mail queue. */
  async settled(): Promise<void> {
    for (const service of this.#services.values()) if (isSettling(service)) await service.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const newestFirst = [...this.#services.values()].reverse();
    this.#services.clear();
    for (const service of newestFirst) await service[Symbol.asyncDispose]();
  }
}

interface Settling extends AsyncDisposable {
  settled(): Promise<void>;
}

function isSettling(service: AsyncDisposable): service is Settling {
  return 'settled' in service;
}

function keyOf<T extends AsyncDisposable>(kind: ServiceKind<T>, name: string): string {
  return `${kind.title}\0${name}`;
}
