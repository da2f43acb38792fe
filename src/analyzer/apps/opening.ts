/** Listens to the first words of a connection, then hands it, words and all, to the analyzer of its protocol. */
import type { Direction } from '../model.ts';
import type { AppAnalyzer, AppConnection, EndOfDirection, WirePosition } from './app.ts';
import type { DataConnection } from './ftp/data-connection.ts';
import { type Recognized, recognize, SNIFF_BYTES, type Verdict } from './sniff.ts';

/** Segments and gaps that are kept until the protocol is told. */
const MAX_EVENTS = 256;
/** Bytes that are kept until the protocol is told, both sides together. */
const MAX_KEPT_BYTES = 16 * 1024;

type Event =
  | { kind: 'data'; direction: Direction; bytes: Uint8Array; at: WirePosition }
  | { kind: 'gap'; direction: Direction; length: number; at: WirePosition }
  | { kind: 'end'; direction: Direction; how: EndOfDirection; at: WirePosition };

/** Who knows the analyzers. */
export interface Reception {
  /** The analyzer of a protocol that was told, or null when only its name is of interest. */
  start(connection: AppConnection, recognized: Recognized): AppAnalyzer | null;
}

const NOTHING = new Uint8Array();

export class Opening implements AppAnalyzer {
  readonly #connection: AppConnection;
  readonly #reception: Reception;
  readonly #candidate: DataConnection | null;
  #events: Event[] | null = null;
  #kept = 0;
  readonly #heard: Record<Direction, Uint8Array> = { client: NOTHING, server: NOTHING };
  #ended = 0;
  #next: AppAnalyzer | null = null;
  #turned = false;
  #listening = true;

  /** `candidate`: it may be a data connection whose agreement is not known yet. */
  constructor(connection: AppConnection, reception: Reception, candidate: DataConnection | null) {
    this.#connection = connection;
    this.#reception = reception;
    this.#candidate = candidate;
  }

  get done(): boolean {
    return !this.#listening && (this.#next === null || (this.#next.done ?? false));
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (!this.#listening) {
      this.#next?.onData(this.#side(direction), bytes, at);
      return;
    }
    this.#candidate?.onData(direction, bytes, at);
    this.#kept += bytes.length;
    this.#heard[direction] = hear(this.#heard[direction], bytes);
    // Most connections are told, or given up, by their first segment: nothing of it needs to be copied.
    this.#consider({ kind: 'data', direction, bytes, at });
  }

  onGap(direction: Direction, length: number, at: WirePosition): void {
    if (!this.#listening) {
      this.#next?.onGap(this.#side(direction), length, at);
      return;
    }
    this.#candidate?.onGap(direction, length, at);
    this.#consider({ kind: 'gap', direction, length, at });
  }

  onEnd(direction: Direction, how: EndOfDirection, at: WirePosition): void {
    if (!this.#listening) {
      this.#next?.onEnd(this.#side(direction), how, at);
      return;
    }
    this.#candidate?.onEnd(direction, how, at);
    this.#ended++;
    this.#consider({ kind: 'end', direction, how, at });
  }

  #consider(latest: Event): void {
    const connection = this.#connection;
    const candidate = this.#candidate;
    // Agreed on in the meantime: it is a data connection, whatever it carries.
    if (candidate?.agreement) {
      this.#settle(candidate);
      return;
    }
    const verdict = this.#ask(connection);
    if (verdict === 'wait') {
      this.#events ??= [];
      this.#events.push(keepable(latest));
      if (latest.kind === 'data') this.#heard[latest.direction] = this.#heard[latest.direction].slice();
    } else if (verdict === 'unknown') this.#settle(candidate);
    else {
      candidate?.dismiss();
      this.#turned = verdict.swapped === true;
      const events = this.#events ?? [];
      this.#settle(this.#reception.start(connection, verdict));
      for (const event of events) this.#replay(event);
      this.#replay(latest);
    }
  }

  #ask({ clientPort, serverPort, fromStart }: AppConnection): Verdict {
    const events = this.#events?.length ?? 0;
    const final = this.#ended >= 2 || this.#kept >= MAX_KEPT_BYTES || events >= MAX_EVENTS;
    const { client, server } = this.#heard;
    const verdict = recognize({ client, server, clientPort, serverPort, rolesKnown: fromStart, final });
    return verdict === 'wait' && final ? 'unknown' : verdict;
  }

  #settle(next: AppAnalyzer | null): void {
    this.#listening = false;
    this.#next = next;
    this.#events = null;
  }

  #replay(event: Event): void {
    const direction = this.#side(event.direction);
    if (event.kind === 'data') this.#next?.onData(direction, event.bytes, event.at);
    else if (event.kind === 'gap') this.#next?.onGap(direction, event.length, event.at);
    else this.#next?.onEnd(direction, event.how, event.at);
  }

  #side(direction: Direction): Direction {
    if (!this.#turned) return direction;
    return direction === 'client' ? 'server' : 'client';
  }
}

/** What was heard so far, and the new bytes; a view of them as long as they are all there is. */
function hear(heard: Uint8Array, bytes: Uint8Array): Uint8Array {
  const room = SNIFF_BYTES - heard.length;
  if (heard.length === 0) return bytes.subarray(0, room);
  if (room <= 0) return heard;
  const longer = new Uint8Array(heard.length + Math.min(room, bytes.length));
  longer.set(heard);
  longer.set(bytes.subarray(0, room), heard.length);
  return longer;
}

function keepable(event: Event): Event {
  const at = { ...event.at };
  return event.kind === 'data' ? { ...event, bytes: event.bytes.slice(), at } : { ...event, at };
}
