/** FTP's data connections: which were agreed on, which were seen, and what they carried. */
import type { Direction, RecoveredContent } from '../../model.ts';
import type { AppAnalyzer, AppConnection, EndOfDirection, WirePosition } from '../app.ts';
import { type ContentOutput, ContentRecorder } from '../content.ts';
import { FrameRange } from '../wire-position.ts';
import { canonicalAddress } from './address.ts';

/** Agreements that wait for their connection; the oldest give way. */
export const MAX_WAITING_AGREEMENTS = 4096;
/** Connections that wait for their agreement; the oldest give way. */
export const MAX_UNTIED_CONNECTIONS = 1024;
/** What one connection may hold back before its command is known, and all of them together. */
export const MAX_HELD_BYTES = 256 * 1024;
export const MAX_ALL_HELD_BYTES = 8 * 1024 * 1024;
/** Segments and gaps held back by one connection, however small. */
export const MAX_HELD_PARTS = 4096;

export type DataMode = 'active' | 'passive' | 'extended-active' | 'extended-passive' | 'unknown';

/** An address on which client and server agreed, and what came of it. */
export interface Agreement {
  readonly mode: DataMode;
  /** The address as it was named on the wire; null when only the port was. */
  readonly named: string | null;
  readonly port: number;
  /** The control connection's address of the side that listens, and of the side that connects. */
  readonly listener: string;
  readonly connector: string;
  /** The control connection is on port 21. */
  readonly onStandardPort: boolean;
  /** How to call the artifact; null while no command has used the agreement. */
  artifactName: string | null;
  /** A listing is shown, not saved. */
  isListing: boolean;
  connection: DataConnection | null;
}

/** One data connection. Until it is tied to an agreement that has a command it holds back its bytes, within bounds. */
export class DataConnection implements AppAnalyzer {
  readonly connection: AppConnection;
  readonly range = new FrameRange();
  firstAt: WirePosition | null = null;
  agreement: Agreement | null = null;
  private readonly held: { direction: Direction; bytes: Uint8Array | null; length: number }[] = [];
  private heldBytes = 0;
  private readonly recorders: Partial<Record<Direction, ContentRecorder>> = {};
  private readonly ended: Record<Direction, boolean> = { client: false, server: false };
  private started = false;
  private readonly board: DataBoard;

  constructor(connection: AppConnection, board: DataBoard) {
    this.connection = connection;
    this.board = board;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    this.firstAt ??= { ...at };
    this.range.add(at.frame);
    if (!this.started && this.hold(direction, bytes)) return;
    this.recorder(direction).write(bytes);
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    this.firstAt ??= { ...at };
    if (!this.started && this.held.length >= MAX_HELD_PARTS) this.start();
    if (this.started) this.recorder(direction).gap(length);
    else this.held.push({ direction, bytes: null, length });
  }

  /** RFC 959 §3.3: in stream mode the end of the connection is the end of the file; a reset is not. */
  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void {
    this.firstAt ??= { ...at };
    if (how === 'fin') this.ended[direction] = true;
    if (this.started) this.recorders[direction]?.close(this.ended[direction]);
  }

  /** The command is known: what was held back may go where it belongs. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.board.heldBytes -= this.heldBytes;
    this.heldBytes = 0;
    for (const part of this.held) {
      if (part.bytes) this.recorder(part.direction).write(part.bytes);
      else this.recorder(part.direction).gap(part.length);
    }
    this.held.length = 0;
  }

  /** It was no data connection after all: what was held back is let go. */
  dismiss(): void {
    this.board.remove(this);
    this.board.heldBytes -= this.heldBytes;
    this.heldBytes = 0;
    this.held.length = 0;
    this.started = true;
    for (const recorder of Object.values(this.recorders)) recorder.close(false);
  }

  /** Of the direction that carried more; an empty content when there was none. */
  content(): { content: RecoveredContent; text: string | null; textLetGo: boolean } {
    this.start();
    const { client, server } = this.recorders;
    const total = (recorder: ContentRecorder | undefined) => (recorder ? recorder.bytes + recorder.missingBytes : -1);
    client?.close(this.ended.client);
    server?.close(this.ended.server);
    const main = (total(client) >= total(server) ? client : server) ?? this.recorder('client');
    // Of an empty file nothing but its end can be seen, on whichever side.
    const content = main.close(this.ended.client || this.ended.server);
    return { content, text: main.text, textLetGo: main.textLetGo };
  }

  private hold(direction: Direction, bytes: Uint8Array): boolean {
    const fits =
      this.held.length < MAX_HELD_PARTS &&
      this.heldBytes + bytes.length <= MAX_HELD_BYTES &&
      this.board.heldBytes + bytes.length <= MAX_ALL_HELD_BYTES;
    if (!fits) {
      this.start();
      return false;
    }
    this.heldBytes += bytes.length;
    this.board.heldBytes += bytes.length;
    this.held.push({ direction, bytes: bytes.slice(), length: bytes.length });
    return true;
  }

  private recorder(direction: Direction): ContentRecorder {
    this.recorders[direction] ??= new ContentRecorder(this.board.output, this.artifact());
    return this.recorders[direction];
  }

  private artifact(): { kind: 'ftp'; name: string } | null {
    if (this.agreement?.isListing) return null;
    return { kind: 'ftp', name: this.agreement?.artifactName ?? `ftp-data-${this.connection.stream}` };
  }
}

/** Where agreements and connections find each other, whichever comes first. */
export class DataBoard {
  readonly output: ContentOutput;
  /** Bytes that untied connections hold back, all together. */
  heldBytes = 0;
  private readonly waiting = new Map<number, Agreement[]>();
  private waitingCount = 0;
  private untied: DataConnection[] = [];
  private readonly tied = new Map<number, Agreement>();
  private readonly sessionHosts = new Set<string>();

  constructor(output: ContentOutput) {
    this.output = output;
  }

  /** A control connection between these hosts exists, so that data connections between them may. */
  addSession(connection: AppConnection): void {
    if (this.sessionHosts.size < MAX_WAITING_AGREEMENTS) this.sessionHosts.add(hostsKey(connection));
  }

  agree(agreement: Agreement): void {
    const early = this.untied.find((data) => fits(agreement, data.connection));
    if (early) {
      this.remove(early);
      this.tie(agreement, early);
      return;
    }
    if (this.waitingCount >= MAX_WAITING_AGREEMENTS) this.forgetOldest();
    const ofPort = this.waiting.get(agreement.port);
    if (ofPort) ofPort.push(agreement);
    else this.waiting.set(agreement.port, [agreement]);
    this.waitingCount++;
  }

  /** The analyzer of a connection that was agreed on, or null. */
  claim(connection: AppConnection): DataConnection | null {
    if (this.waitingCount === 0) return null;
    for (const port of [connection.serverPort, connection.clientPort]) {
      const agreement = this.waiting.get(port)?.findLast((candidate) => fits(candidate, connection));
      if (!agreement) continue;
      this.stopWaiting(agreement);
      const data = new DataConnection(connection, this);
      this.tie(agreement, data);
      return data;
    }
    return null;
  }

  /** RFC 959 §5.2: the server's own data port, which nothing else uses. */
  isDataPort({ clientPort, serverPort }: AppConnection): boolean {
    return clientPort === FTP_DATA_PORT || serverPort === FTP_DATA_PORT;
  }

  /** True when a connection may be a data connection whose agreement is not known (yet): both hosts speak FTP. */
  isCandidate(connection: AppConnection): boolean {
    const { clientPort, serverPort } = connection;
    return (
      this.sessionHosts.size > 0 &&
      clientPort > 1023 &&
      serverPort > 1023 &&
      this.sessionHosts.has(hostsKey(connection))
    );
  }

  addUntied(connection: AppConnection): DataConnection {
    const data = new DataConnection(connection, this);
    if (this.untied.length >= MAX_UNTIED_CONNECTIONS) this.untied.shift()?.start();
    this.untied.push(data);
    return data;
  }

  /** Connections between the hosts of `session` that no agreement was found for, in the order in which they came. */
  untiedBetween(session: AppConnection): DataConnection[] {
    const key = hostsKey(session);
    return this.untied.filter((data) => hostsKey(data.connection) === key);
  }

  tieByTime(agreement: Agreement, data: DataConnection): void {
    this.remove(data);
    this.tie(agreement, data);
  }

  remove(data: DataConnection): void {
    this.untied = this.untied.filter((other) => other !== data);
  }

  isTied(stream: number): boolean {
    return this.tied.has(stream);
  }

  /** Tied to a control connection that Wireshark, too, takes for one. */
  isShown(stream: number): boolean {
    return this.tied.get(stream)?.onStandardPort ?? false;
  }

  /** What came from the data port is kept although its command is unknown; the rest was only a guess. */
  finish(): void {
    for (const data of this.untied) {
      if (this.isDataPort(data.connection)) data.content();
      else data.dismiss();
    }
  }

  private tie(agreement: Agreement, data: DataConnection): void {
    agreement.connection = data;
    data.agreement = agreement;
    this.tied.set(data.connection.stream, agreement);
    if (agreement.artifactName !== null || agreement.isListing) data.start();
  }

  private stopWaiting(agreement: Agreement): void {
    const rest = (this.waiting.get(agreement.port) ?? []).filter((other) => other !== agreement);
    if (rest.length > 0) this.waiting.set(agreement.port, rest);
    else this.waiting.delete(agreement.port);
    this.waitingCount--;
  }

  private forgetOldest(): void {
    const oldest = this.waiting.values().next().value?.[0];
    if (oldest) this.stopWaiting(oldest);
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
  return sides.some(({ listener, connector }) => {
    if (listener.port !== agreement.port) return false;
    const address = canonicalAddress(listener.address);
    if (agreement.named !== null && canonicalAddress(agreement.named) === address) return true;
    return (
      address === canonicalAddress(agreement.listener) &&
      canonicalAddress(connector.address) === canonicalAddress(agreement.connector)
    );
  });
}

function hostsKey({ client, server }: AppConnection): string {
  return [canonicalAddress(client.address), canonicalAddress(server.address)].sort().join(' ');
}
