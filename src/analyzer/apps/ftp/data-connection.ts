/** One of FTP's data connections: the address it was agreed on, and what it carried. */
import type { Direction, RecoveredContent } from '../../model.ts';
import type { AppAnalyzer, AppConnection, EndOfDirection, WirePosition } from '../app.ts';
import { type ContentOutput, ContentRecorder } from '../content.ts';
import { isTlsRecord } from '../tls.ts';
import { FrameRange } from '../wire-position.ts';

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

/** What all data connections share. */
export interface DataConnections {
  readonly output: ContentOutput;
  /** Bytes that untied connections hold back, all together. */
  heldBytes: number;
  /** It waits for no agreement any more. */
  remove(data: DataConnection): void;
}

/** One data connection. Until it is tied to an agreement that has a command it holds back its bytes, within bounds. */
export class DataConnection implements AppAnalyzer {
  readonly connection: AppConnection;
  readonly range = new FrameRange();
  firstAt: WirePosition | null = null;
  agreement: Agreement | null = null;
  readonly #begunWithTls: Record<Direction, boolean | null> = { client: null, server: null };
  readonly #held: { direction: Direction; bytes: Uint8Array | null; length: number }[] = [];
  #heldBytes = 0;
  readonly #recorders: Partial<Record<Direction, ContentRecorder>> = {};
  readonly #ended: Record<Direction, boolean> = { client: false, server: false };
  #started = false;
  readonly #all: DataConnections;

  constructor(connection: AppConnection, all: DataConnections) {
    this.connection = connection;
    this.#all = all;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    this.firstAt ??= { ...at };
    this.range.add(at.frame);
    this.#begunWithTls[direction] ??= isTlsRecord(bytes.subarray(0, 3));
    if (!this.#started && this.#hold(direction, bytes)) return;
    this.#recorder(direction).write(bytes);
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    this.firstAt ??= { ...at };
    if (!this.#started && this.#held.length >= MAX_HELD_PARTS) this.start();
    if (this.#started) this.#recorder(direction).gap(length);
    else this.#held.push({ direction, bytes: null, length });
  }

  /** RFC 959 §3.3: in stream mode the end of the connection is the end of the file; a reset is not. */
  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void {
    this.firstAt ??= { ...at };
    if (how === 'fin') this.#ended[direction] = true;
    if (this.#started) this.#recorders[direction]?.close(this.#ended[direction]);
  }

  /** The command is known: what was held back may go where it belongs. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    this.#all.heldBytes -= this.#heldBytes;
    this.#heldBytes = 0;
    for (const part of this.#held) {
      if (part.bytes) this.#recorder(part.direction).write(part.bytes);
      else this.#recorder(part.direction).gap(part.length);
    }
    this.#held.length = 0;
  }

  /** It was no data connection after all: what was held back is let go. */
  dismiss(): void {
    this.#all.remove(this);
    this.#all.heldBytes -= this.#heldBytes;
    this.#heldBytes = 0;
    this.#held.length = 0;
    this.#started = true;
    for (const recorder of Object.values(this.#recorders)) recorder.close(false);
  }

  /** Both sides begin with a TLS record (RFC 4217 §9): what it carried is not what the file holds. */
  get isEncrypted(): boolean {
    return this.#begunWithTls.client === true && this.#begunWithTls.server === true;
  }

  /** Of the direction that carried more; an empty content when there was none. */
  content(): { content: RecoveredContent; text: string | null; textLetGo: boolean } {
    this.start();
    const { client, server } = this.#recorders;
    const total = (recorder: ContentRecorder | undefined) => (recorder ? recorder.bytes + recorder.missingBytes : -1);
    client?.close(this.#ended.client);
    server?.close(this.#ended.server);
    const main = (total(client) >= total(server) ? client : server) ?? this.#recorder('client');
    // Of an empty file nothing but its end can be seen, on whichever side.
    const content = main.close(this.#ended.client || this.#ended.server);
    return { content, text: main.text, textLetGo: main.textLetGo };
  }

  #hold(direction: Direction, bytes: Uint8Array): boolean {
    const fits =
      this.#held.length < MAX_HELD_PARTS &&
      this.#heldBytes + bytes.length <= MAX_HELD_BYTES &&
      this.#all.heldBytes + bytes.length <= MAX_ALL_HELD_BYTES;
    if (!fits) {
      this.start();
      return false;
    }
    this.#heldBytes += bytes.length;
    this.#all.heldBytes += bytes.length;
    this.#held.push({ direction, bytes: bytes.slice(), length: bytes.length });
    return true;
  }

  #recorder(direction: Direction): ContentRecorder {
    this.#recorders[direction] ??= new ContentRecorder(this.#all.output, this.#artifact());
    return this.#recorders[direction];
  }

  #artifact(): { kind: 'ftp'; name: string } | null {
    if (this.agreement?.isListing) return null;
    return { kind: 'ftp', name: this.agreement?.artifactName ?? `ftp-data-${this.connection.stream}` };
  }
}
