/** The SYN floods of a capture (RFC 4987 §2): very many connections to one port that are begun and never finished. */
import { MAX_FRAMES } from '../evidence.ts';
import { ANSWER } from './probe.ts';
import { type LoggedProbe, type ProbeLog, probesBy } from './probe-log.ts';

/** Attempts to one port before they are a flood, and how many a second. */
export const MIN_ATTEMPTS = 200;
export const MIN_RATE = 50;
/** Of all connections to the port, at most one in so many came to be. */
const ATTEMPTS_FOR_ONE = 10;
/** Fewer, of the connections that are looked at together, make nobody suspect a flood. */
export const SUSPICIOUS = 50;
/** Ports that are watched. */
const MAX_VICTIMS = 100;
/** Addresses told apart in one flood. */
export const MAX_SOURCES = 10_000;

export class Flood {
  readonly host: number;
  readonly port: number;
  readonly frames: number[] = [];
  /** Attempts beyond those in `frames`. */
  more = 0;
  /** Attempts by their answers. */
  silent = 0;
  refused = 0;
  pending = 0;
  abandoned = 0;
  /** Connections that came to be. */
  completed = 0;
  /** Seconds since the epoch. */
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  readonly #sources = new Set<number>();
  #tooManySources = false;

  constructor(host: number, port: number) {
    this.host = host;
    this.port = port;
  }

  get attempts(): number {
    return this.silent + this.refused + this.pending + this.abandoned;
  }

  /** Addresses that took part, and whether there may be more. */
  get sources(): { count: number; more: boolean } {
    return { count: this.#sources.size, more: this.#tooManySources };
  }

  get isFlood(): boolean {
    const rate = this.attempts / Math.max(1, this.last - this.first);
    return this.attempts >= MIN_ATTEMPTS && rate >= MIN_RATE && this.completed * ATTEMPTS_FOR_ONE <= this.attempts;
  }

  take({ answer, source, frame, time }: LoggedProbe): void {
    if (answer >= ANSWER.completed) {
      this.completed++;
      return;
    }
    if (answer === ANSWER.none) this.silent++;
    else if (answer === ANSWER.reset) this.refused++;
    else if (answer === ANSWER.pending) this.pending++;
    else this.abandoned++;
    if (time < this.first) this.first = time;
    if (time > this.last) this.last = time;
    if (source >= 0 && (this.#sources.size < MAX_SOURCES || this.#sources.has(source))) this.#sources.add(source);
    else this.#tooManySources = true;
    if (this.frames.length < MAX_FRAMES) this.frames.push(frame);
    else this.more++;
  }
}

export class Floods {
  readonly #byVictim = new Map<number, Flood>();

  /** Some port is watched. */
  get suspected(): boolean {
    return this.#byVictim.size > 0;
  }

  take(log: ProbeLog): void {
    const isKnown = (victim: number) => this.#byVictim.has(victim);
    const victims = probesBy(log, (at) => log.victimAt(at), { least: SUSPICIOUS, isKnown });
    for (const [victim, probes] of victims) {
      const { target, port } = probes[0]!;
      if (!isKnown(victim) && this.#byVictim.size >= MAX_VICTIMS) continue;
      const flood = this.#byVictim.get(victim) ?? new Flood(target, port);
      this.#byVictim.set(victim, flood);
      for (const probe of probes) if (probe.kind === 'syn') flood.take(probe);
    }
  }

  /** In order of their first frames. */
  list(): Flood[] {
    return [...this.#byVictim.values()].filter(({ isFlood }) => isFlood).sort((a, b) => a.frames[0]! - b.frames[0]!);
  }
}
