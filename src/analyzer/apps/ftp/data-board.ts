/** FTP's data connections and what was agreed on them find each other here, whichever comes first. */
import type { AppConnection } from '../app.ts';
import type { ContentOutput } from '../content.ts';
import { canonicalAddress } from './address.ts';
import { type Agreement, DataConnection, type DataConnections } from './data-connection.ts';

/** Agreements that wait for their connection; the oldest give way. */
export const MAX_WAITING_AGREEMENTS = 4096;
/** Connections that wait for their agreement; the oldest give way. */
export const MAX_UNTIED_CONNECTIONS = 1024;
/** Streams that are remembered as data connections. */
export const MAX_TIED_STREAMS = 1_000_000;

export class DataBoard implements DataConnections {
  readonly output: ContentOutput;
  heldBytes = 0;
  readonly #waiting = new Map<number, Agreement[]>();
  #waitingCount = 0;
  #untied: DataConnection[] = [];
  readonly #tied = new Map<number, Agreement>();
  readonly #sessionHosts = new Set<string>();

  constructor(output: ContentOutput) {
    this.output = output;
  }

  /** A control connection between these hosts exists, so that data connections between them may. */
  addSession(connection: AppConnection): void {
    if (this.#sessionHosts.size < MAX_WAITING_AGREEMENTS) this.#sessionHosts.add(hostsKey(connection));
  }

  agree(agreement: Agreement): void {
    const early = this.#untied.find((data) => fits(agreement, data.connection));
    if (early) {
      this.remove(early);
      this.#tie(agreement, early);
      return;
    }
    if (this.#waitingCount >= MAX_WAITING_AGREEMENTS) this.#forgetOldest();
    const ofPort = this.#waiting.get(agreement.port);
    if (ofPort) ofPort.push(agreement);
    else this.#waiting.set(agreement.port, [agreement]);
    this.#waitingCount++;
  }

  /** Nothing was agreed on, and nobody speaks FTP: any connection is no data connection, but for those of port 20. */
  get isIdle(): boolean {
    return this.#waitingCount === 0 && this.#sessionHosts.size === 0;
  }

  /** The analyzer of a connection that was agreed on, or null. */
  claim(connection: AppConnection): DataConnection | null {
    if (this.#waitingCount === 0) return null;
    for (const port of [connection.serverPort, connection.clientPort]) {
      const agreement = this.#waiting.get(port)?.findLast((candidate) => fits(candidate, connection));
      if (!agreement) continue;
      const data = new DataConnection(connection, this);
      for (const one of [agreement, ...this.#thirdParties(agreement, connection)]) {
        this.#stopWaiting(one);
        this.#tie(one, data);
      }
      return data;
    }
    return null;
  }

  /** RFC 959 §5.2, figure 3: a client has two servers send to each other; the connection is a transfer of both sessions. */
  #thirdParties(agreement: Agreement, connection: AppConnection): Agreement[] {
    if (isOfHosts(agreement, connection)) return [];
    const others = this.#waiting.get(agreement.port) ?? [];
    return others.filter(
      (other) => other.listener !== agreement.listener && !isOfHosts(other, connection) && fits(other, connection),
    );
  }

  /** RFC 959 §5.2: the server's own data port, which nothing else uses. */
  isDataPort({ clientPort, serverPort }: Pick<AppConnection, 'clientPort' | 'serverPort'>): boolean {
    return clientPort === FTP_DATA_PORT || serverPort === FTP_DATA_PORT;
  }

  /** True when a connection may be a data connection whose agreement is not known (yet): both hosts speak FTP. */
  isCandidate(connection: AppConnection): boolean {
    const { clientPort, serverPort } = connection;
    return (
      this.#sessionHosts.size > 0 &&
      clientPort > 1023 &&
      serverPort > 1023 &&
      this.#sessionHosts.has(hostsKey(connection))
    );
  }

  addUntied(connection: AppConnection): DataConnection {
    const data = new DataConnection(connection, this);
    if (this.#untied.length >= MAX_UNTIED_CONNECTIONS) this.#untied.shift()?.start();
    this.#untied.push(data);
    return data;
  }

  /** Connections between the hosts of `session` that no agreement was found for, in the order in which they came. */
  untiedBetween(session: AppConnection): DataConnection[] {
    const key = hostsKey(session);
    return this.#untied.filter((data) => hostsKey(data.connection) === key);
  }

  tieByTime(agreement: Agreement, data: DataConnection): void {
    this.remove(data);
    this.#tie(agreement, data);
  }

  remove(data: DataConnection): void {
    this.#untied = this.#untied.filter((other) => other !== data);
  }

  isTied(stream: number): boolean {
    return this.#tied.has(stream);
  }

  /** Tied to a control connection that Wireshark, too, takes for one. */
  isShown(stream: number): boolean {
    return this.#tied.get(stream)?.onStandardPort ?? false;
  }

  /** What came from the data port is kept although its command is unknown; the rest was only a guess. */
  finish(): void {
    for (const data of this.#untied) {
      if (this.isDataPort(data.connection)) data.content();
      else data.dismiss();
    }
  }

  #tie(agreement: Agreement, data: DataConnection): void {
    agreement.connection = data;
    data.agreement = agreement;
    if (this.#tied.size < MAX_TIED_STREAMS) this.#tied.set(data.connection.stream, agreement);
    if (agreement.artifactName !== null || agreement.isListing) data.start();
  }

  #stopWaiting(agreement: Agreement): void {
    const rest = (this.#waiting.get(agreement.port) ?? []).filter((other) => other !== agreement);
    if (rest.length > 0) this.#waiting.set(agreement.port, rest);
    else this.#waiting.delete(agreement.port);
    this.#waitingCount--;
  }

  #forgetOldest(): void {
    const oldest = this.#waiting.values().next().value?.[0];
    if (oldest) this.#stopWaiting(oldest);
  }
}

const FTP_DATA_PORT = 20;

/**
 * RFC 959 §3.3 and everyday NAT: the port must be the one agreed on; then either the address is the one named, or
 * both hosts are those of the control connection.
 */
function fits(agreement: Agreement, connection: AppConnection): boolean {
  const { client, server } = connection;
  const sides = [
    { listener: server, connector: client },
    { listener: client, connector: server },
  ];
  return sides.some(
    ({ listener, connector }) =>
      listener.port === agreement.port &&
      ((agreement.named !== null && canonicalAddress(agreement.named) === canonicalAddress(listener.address)) ||
        isBetween(agreement, listener.address, connector.address)),
  );
}

/** Both hosts are those of the control connection. */
function isOfHosts(agreement: Agreement, { client, server }: AppConnection): boolean {
  return isBetween(agreement, server.address, client.address) || isBetween(agreement, client.address, server.address);
}

function isBetween(agreement: Agreement, listener: string, connector: string): boolean {
  return (
    canonicalAddress(listener) === canonicalAddress(agreement.listener) &&
    canonicalAddress(connector) === canonicalAddress(agreement.connector)
  );
}

function hostsKey({ client, server }: AppConnection): string {
  return [canonicalAddress(client.address), canonicalAddress(server.address)].sort().join(' ');
}
