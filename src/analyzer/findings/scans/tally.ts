/** Takes every connection once, when nothing more comes of it, and finds what many of them show together. */
import type { Flow, Flows } from '../../tcp/flow.ts';
import { FLOW, FLOW_NUMBERS, type FlowRows, SIDE_DOUBLE, SIDE_DOUBLES } from '../../tcp/flow-rows.ts';
import { type Flood, Floods, SUSPICIOUS } from './floods.ts';
import { Hosts } from './hosts.ts';
import { answerTo, probeKindOf } from './probe.ts';
import { ProbeLog } from './probe-log.ts';
import { FEWEST_PROBES, type Scan } from './scan.ts';
import { Scans } from './scans.ts';

export class ProbeTally {
  readonly hosts: Hosts = new Hosts();
  readonly #scans = new Scans();
  readonly #floods = new Floods();
  #log: ProbeLog | null = null;
  /** Some connection shows both directions: the capture does not hold requests only. */
  #answersSeen = false;

  note(flow: Flow): void {
    if (flow.low.packets > 0 && flow.high.packets > 0) this.#answersSeen = true;
    const kind = probeKindOf(flow);
    if (kind === null) return;
    const { firstSender, firstFrame: frame } = flow;
    const target = this.hosts.idOf(flow, 1 - firstSender);
    if (target < 0) return;
    const source = this.hosts.idOf(flow, firstSender);
    const port = firstSender === 0 ? flow.highPort : flow.lowPort;
    const { sackPermitted, windowScale } = flow.side(firstSender);
    const bare = !sackPermitted && windowScale < 0;
    const time = flow.firstSeconds + flow.firstNanoseconds / 1e9;
    this.#log ??= new ProbeLog();
    this.#log.add({ source, target, port, kind, answer: answerTo(flow, kind), bare, frame, time });
    if (this.#log.isFull) this.#look(this.#log);
  }

  /** With the connections that were not noted yet; both in order of their first frames. Call once. */
  conclude(flows: Flows, rows: readonly number[]): { scans: Scan[]; floods: Flood[] } {
    // Of ordinary connections, tens of thousands may be here.
    if (this.#log !== null || mayHoldScan(flows.rows, rows)) for (const row of rows) this.note(flows.glance(row));
    if (this.#log !== null) this.#look(this.#log);
    return { scans: this.#scans.list(), floods: this.#floods.list() };
  }

  /** What is neither scan nor flood by now is forgotten; ordinary connections to a flooded port count all the same. */
  #look(log: ProbeLog): void {
    if (log.count - log.talks >= FEWEST_PROBES) this.#scans.take(log, this.#answersSeen);
    if (log.count - log.talks >= SUSPICIOUS || this.#floods.suspected) this.#floods.take(log);
    log.clear();
  }
}

/** Who sends data scans nothing. */
function mayHoldScan({ flows, sideDoubles }: FlowRows, rows: readonly number[]): boolean {
  let silent = 0;
  for (const row of rows) {
    const side = row * 2 + flows[row * FLOW_NUMBERS + FLOW.firstSender]!;
    if (sideDoubles[side * SIDE_DOUBLES + SIDE_DOUBLE.bytes] === 0) silent++;
  }
  return silent >= FEWEST_PROBES;
}
