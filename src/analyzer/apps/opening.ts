/** Listens to the first words of a connection, then hands it, words and all, to the analyzer of its protocol. */
import type { Direction } from '../model.ts';
import type { AppAnalyzer, AppConnection, EndOfDirection, WirePosition } from './app.ts';
import type { DataConnection } from './ftp/data-connections.ts';
import { type Recognized, recognize, SNIFF_BYTES, type Verdict } from './sniff.ts';
import { decodeLatin1 } from './text.ts';

/** Segments and gaps that are kept until the protocol is told. */
const MAX_EVENTS = 256;
/** Bytes that are kept until the protocol is told, both sides together. */
const MAX_KEPT_BYTES = 16 * 1024;

type Event =
  | { kind: 'data'; direction: Direction; bytes: Uint8Array; at: WirePosition }
  | { kind: 'gap'; direction: Direction; length: number; at: WirePosition }
  | { kind: 'end'; direction: Direction; how: EndOfDirection; at: WirePosition };

export interface OpeningOptions {
  connection: AppConnection;
  /** May be a data connection whose agreement is not known yet. */
  candidate: DataConnection | null;
  /** The analyzer of a protocol that was told, or null when only its name is of interest. */
  onRecognized(recognized: Recognized): AppAnalyzer | null;
}

export class Opening implements AppAnalyzer {
  private readonly options: OpeningOptions;
  private events: Event[] | null = null;
  private kept = 0;
  private client = '';
  private server = '';
  private ended = 0;
  private next: AppAnalyzer | null = null;
  private turned = false;
  private listening = true;

  constructor(options: OpeningOptions) {
    this.options = options;
  }

  get done(): boolean {
    return !this.listening && (this.next === null || (this.next.done ?? false));
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (!this.listening) {
      this.next?.onData(this.side(direction), bytes, at);
      return;
    }
    this.options.candidate?.onData(direction, bytes, at);
    this.kept += bytes.length;
    this[direction] = hear(this[direction], bytes);
    // Most connections are told, or given up, by their first segment: nothing of it needs to be copied.
    this.consider({ kind: 'data', direction, bytes, at });
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (!this.listening) {
      this.next?.onGap(this.side(direction), length, at);
      return;
    }
    this.options.candidate?.onGap(direction, length, at);
    this.consider({ kind: 'gap', direction, length, at });
  }

  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void {
    if (!this.listening) {
      this.next?.onEnd(this.side(direction), how, at);
      return;
    }
    this.options.candidate?.onEnd(direction, how, at);
    this.ended++;
    this.consider({ kind: 'end', direction, how, at });
  }

  private consider(latest: Event): void {
    const { connection, candidate } = this.options;
    // Agreed on in the meantime: it is a data connection, whatever it carries.
    if (candidate?.agreement) {
      this.settle(candidate);
      return;
    }
    const verdict = this.ask(connection);
    if (verdict === 'wait') {
      this.events ??= [];
      this.events.push(keepable(latest));
    } else if (verdict === 'unknown') this.settle(candidate);
    else {
      candidate?.dismiss();
      this.turned = verdict.swapped === true;
      const events = this.events ?? [];
      this.settle(this.options.onRecognized(verdict));
      for (const event of events) this.replay(event);
      this.replay(latest);
    }
  }

  private ask({ client, server, fromStart }: AppConnection): Verdict {
    const events = this.events?.length ?? 0;
    const final = this.ended >= 2 || this.kept >= MAX_KEPT_BYTES || events >= MAX_EVENTS;
    const ports = { clientPort: client.port, serverPort: server.port };
    const words = { client: this.client, server: this.server, ...ports };
    const verdict = recognize({ ...words, rolesKnown: fromStart, final });
    return verdict === 'wait' && final ? 'unknown' : verdict;
  }

  private settle(next: AppAnalyzer | null): void {
    this.listening = false;
    this.next = next;
    this.events = null;
  }

  private replay(event: Event): void {
    const direction = this.side(event.direction);
    if (event.kind === 'data') this.next?.onData(direction, event.bytes, event.at);
    else if (event.kind === 'gap') this.next?.onGap(direction, event.length, event.at);
    else this.next?.onEnd(direction, event.how, event.at);
  }

  private side(direction: Direction): Direction {
    if (!this.turned) return direction;
    return direction === 'client' ? 'server' : 'client';
  }
}

function hear(heard: string, bytes: Uint8Array): string {
  return heard.length < SNIFF_BYTES ? heard + decodeLatin1(bytes.subarray(0, SNIFF_BYTES - heard.length)) : heard;
}

function keepable(event: Event): Event {
  const at = { ...event.at };
  return event.kind === 'data' ? { ...event, bytes: event.bytes.slice(), at } : { ...event, at };
}
