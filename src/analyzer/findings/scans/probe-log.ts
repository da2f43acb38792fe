/** Connections as far as a search for scans needs them, in flat columns, until there are enough to be looked at together. */
import { ANSWER, type Answer, PROBE_KINDS, type ProbeKind } from './probe.ts';

/** Connections looked at together: enough to see a scan in, and so few that looking leaves no large garbage. */
export const LOG_ENTRIES = 2048;
const BARE = 1 << 24;
/** More than there are. */
const KINDS = 16;

export interface LoggedProbe {
  /** By their numbers in `Hosts`; the source may be one of too many, -1. */
  source: number;
  target: number;
  port: number;
  kind: ProbeKind;
  answer: Answer;
  /** Its SYN offers nothing that every operating system offers: a tool has made it. */
  bare: boolean;
  frame: number;
  /** Seconds since the epoch. */
  time: number;
}

export class ProbeLog {
  count = 0;
  /** Those of them that are more than a probe. */
  talks = 0;
  readonly #sources = new Int32Array(LOG_ENTRIES);
  readonly #targets = new Int32Array(LOG_ENTRIES);
  /** Port, kind, answer and bareness in one number. */
  readonly #what = new Int32Array(LOG_ENTRIES);
  readonly #frames = new Int32Array(LOG_ENTRIES);
  readonly #times = new Float64Array(LOG_ENTRIES);

  get isFull(): boolean {
    return this.count === LOG_ENTRIES;
  }

  clear(): void {
    this.count = 0;
    this.talks = 0;
  }

  add({ source, target, port, kind, answer, bare, frame, time }: LoggedProbe): void {
    const at = this.count++;
    if (answer === ANSWER.talk) this.talks++;
    this.#sources[at] = source;
    this.#targets[at] = target;
    this.#what[at] = port | (PROBE_KINDS.indexOf(kind) << 16) | (answer << 20) | (bare ? BARE : 0);
    this.#frames[at] = frame;
    this.#times[at] = time;
  }

  at(at: number): LoggedProbe {
    const what = this.#what[at]!;
    return {
      source: this.#sources[at]!,
      target: this.#targets[at]!,
      port: what & 0xffff,
      kind: PROBE_KINDS[(what >> 16) & 0xf]!,
      answer: ((what >> 20) & 0xf) as Answer,
      bare: (what & BARE) !== 0,
      frame: this.#frames[at]!,
      time: this.#times[at]!,
    };
  }

  /** The same number for all probes of one kind from one host; negative for one of too many hosts. */
  suspectAt(at: number): number {
    return this.#sources[at]! * KINDS + ((this.#what[at]! >> 16) & 0xf);
  }

  /** The same 32-bit number for all probes of one port of one host; `MAX_HOSTS` leaves 16 bits for the port. */
  victimAt(at: number): number {
    return (this.#targets[at]! << 16) | (this.#what[at]! & 0xffff);
  }
}

/** The probes that share a number of `keyAt`, where there are at least `least`, or where the number is known. */
export function probesBy(
  log: ProbeLog,
  keyAt: (at: number) => number,
  { least, isKnown }: { least: number; isKnown: (key: number) => boolean },
): Map<number, LoggedProbe[]> {
  const counts = new Map<number, number>();
  for (let at = 0; at < log.count; at++) {
    const key = keyAt(at);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const groups = new Map<number, LoggedProbe[]>();
  for (let at = 0; at < log.count; at++) {
    const key = keyAt(at);
    if (counts.get(key)! < least && !isKnown(key)) continue;
    const probes = groups.get(key);
    if (probes === undefined) groups.set(key, [log.at(at)]);
    else probes.push(log.at(at));
  }
  return groups;
}
