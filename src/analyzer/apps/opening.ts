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
  private events: Event[] = [];
  private kept = 0;
  private readonly words: Record<Direction, string> = { client: '', server: '' };
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
    this.events.push({ kind: 'data', direction, bytes: bytes.slice(), at: { ...at } });
    this.kept += bytes.length;
    const heard = this.words[direction];
    if (heard.length < SNIFF_BYTES) {
      this.words[direction] = heard + decodeLatin1(bytes.subarray(0, SNIFF_BYTES - heard.length));
    }
    this.consider();
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (!this.listening) {
      this.next?.onGap(this.side(direction), length, at);
      return;
    }
    this.options.candidate?.onGap(direction, length, at);
    this.events.push({ kind: 'gap', direction, length, at: { ...at } });
    this.consider();
  }

  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void {
    if (!this.listening) {
      this.next?.onEnd(this.side(direction), how, at);
      return;
    }
    this.options.candidate?.onEnd(direction, how, at);
    this.events.push({ kind: 'end', direction, how, at: { ...at } });
    this.ended++;
    this.consider();
  }

  private consider(): void {
    const { connection, candidate } = this.options;
    // Agreed on in the meantime: it is a data connection, whatever it carries.
    if (candidate?.agreement) {
      this.settle(candidate);
      return;
    }
    const verdict = this.ask(connection);
    if (verdict === 'wait') return;
    if (verdict === 'unknown') {
      this.settle(candidate);
      return;
    }
    candidate?.dismiss();
    this.turned = verdict.swapped === true;
    const analyzer = this.options.onRecognized(verdict);
    const events = this.events;
    this.settle(analyzer);
    for (const event of events) this.replay(event);
  }

  private ask({ client, server, fromStart }: AppConnection): Verdict {
    const final = this.ended >= 2 || this.kept >= MAX_KEPT_BYTES || this.events.length >= MAX_EVENTS;
    const ports = { clientPort: client.port, serverPort: server.port };
    const verdict = recognize({ ...this.words, ...ports, rolesKnown: fromStart, final });
    return verdict === 'wait' && final ? 'unknown' : verdict;
  }

  private settle(next: AppAnalyzer | null): void {
    this.listening = false;
    this.next = next;
    this.events = [];
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
