/** The port scans of a capture. */
import { type ProbeLog, probesBy } from './probe-log.ts';
import { FEWEST_PROBES, Scan } from './scan.ts';

/** Scanners and kinds of scan told apart. */
const MAX_SCANS = 100;

export class Scans {
  readonly #bySuspect = new Map<number, Scan>();

  take(log: ProbeLog, answersSeen: boolean): void {
    const isKnown = (suspect: number) => this.#bySuspect.has(suspect);
    const suspects = probesBy(log, (at) => log.suspectAt(at), { least: FEWEST_PROBES, isKnown });
    for (const [suspect, probes] of suspects) {
      const { source, kind } = probes[0]!;
      if (source < 0) continue;
      const known = this.#bySuspect.get(suspect);
      const scan = known ?? new Scan(source, kind);
      const isScan = scan.take(probes, answersSeen);
      if (known === undefined && isScan && this.#bySuspect.size < MAX_SCANS) this.#bySuspect.set(suspect, scan);
    }
  }

  /** In order of their first frames. */
  list(): Scan[] {
    return [...this.#bySuspect.values()].sort((a, b) => a.frames[0]! - b.frames[0]!);
  }
}
