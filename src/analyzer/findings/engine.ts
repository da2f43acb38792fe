/** Findings: what nobody else says of a capture, each with its frames and a filter that shows them. */
import type { SharedColumns } from '../fast-path/shared-columns.ts';
import type { Connection, Finding } from '../model.ts';
import type { Flow, Flows } from '../tcp/flow.ts';
import type { FlowRows } from '../tcp/flow-rows.ts';
import type { SegmentListener } from '../tcp/segment.ts';
import { closingOf } from './closing-hypotheses.ts';
import { type CaptureFacts, concludeCapture } from './conclude-capture.ts';
import { concludeClosing } from './conclude-closing.ts';
import { concludeEvidence } from './conclude-evidence.ts';
import { concludeOpening } from './conclude-opening.ts';
import { concludeReuse } from './conclude-reuse.ts';
import { ConnectionFindings } from './connection-findings.ts';
import { isOrdinary } from './ordinary.ts';
import { concludeFlood, concludeScan } from './scans/conclude-scans.ts';
import { ProbeTally } from './scans/tally.ts';
import { isStrayProbe } from './stray.ts';
import { Watcher } from './watcher.ts';

/** Unusual closings that are judged, in the order of the capture: more than anybody reads. */
const MAX_JUDGED_CLOSINGS = 1000;

const GRAVITY: Readonly<Record<Finding['severity'], number>> = { error: 0, warning: 1, note: 2, info: 3 };

export class FindingsEngine {
  readonly #watcher = new Watcher();
  readonly #findings: Finding[] = [];
  /** By addresses and ports: the last connection that had them. */
  readonly #earlier = new Map<string, Flow>();
  readonly #probes = new ProbeTally();
  #judged = 0;

  get onSegment(): SegmentListener {
    return this.#watcher.onSegment;
  }

  /** Goes on in other memory. */
  moveTo(columns: SharedColumns): void {
    this.#watcher.moveTo(columns);
  }

  /** The connection was let go: nothing will be said of it alone. */
  forget(flow: Flow): void {
    this.#probes.note(flow);
    this.#watcher.forget(flow);
  }

  /** Finds what many connections show together. Call once, with all that were not forgotten. */
  concludeAll(flows: Flows, rows: readonly number[]): void {
    const { hosts } = this.#probes;
    const { scans, floods } = this.#probes.conclude(flows, rows);
    for (const scan of scans) this.#findings.push(concludeScan(scan, hosts));
    for (const flood of floods) this.#findings.push(concludeFlood(flood, hosts));
  }

  /** What `conclude` is given has to last. */
  get keepsFlows(): boolean {
    return this.#watcher.portsReused;
  }

  /** True when nothing would be found in the connection of a row that is not ordinary (`info`). */
  isOrdinary(rows: FlowRows, row: number): boolean {
    return !this.#watcher.portsReused && isOrdinary(rows, row, this.#watcher.hasSpecialNotes(row));
  }

  /** Finds what is to be said of a connection, one after the other in the order of the capture. Sets its `closing`. */
  conclude(flow: Flow, connection: Connection, capture: CaptureFacts): void {
    const notes = this.#watcher.notesOf(flow);
    if (notes === null) return;
    const about = new ConnectionFindings({ connection, flow, notes, icmpSeen: capture.icmpSeen });
    concludeOpening(about, capture.end);
    concludeClosing(about, capture.end);
    concludeCapture(about, capture);
    concludeEvidence(about);
    if (this.#watcher.portsReused) this.#concludeReuse(about);
    // Of a connection in two streams neither part shows both how it opened and how it closed.
    const inOneStream = !flow.continued && flow.continues < 0;
    // Where the ports were used again, that connection's end is not in the capture, and nobody knows how it was.
    const endUnseen = flow.replaced && connection.teardown.kind === 'open';
    const stood = !endUnseen && !isStrayProbe(flow);
    if (inOneStream && stood && this.#judged < MAX_JUDGED_CLOSINGS) connection.closing = closingOf(about.case, capture);
    if (connection.closing !== null) this.#judged++;
    for (const finding of about.list) this.#findings.push(finding);
  }

  /** Of the connections that were concluded: the gravest first, then in order of the capture. */
  list(): Finding[] {
    return this.#findings.toSorted(
      (a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.frames[0] ?? 0) - (b.frames[0] ?? 0),
    );
  }

  #concludeReuse(about: ConnectionFindings): void {
    const { flow, notes, connection } = about.case;
    const key = keyOf(connection);
    const previous = this.#earlier.get(key);
    this.#earlier.set(key, flow);
    if (!notes.reusedPorts || previous === undefined) return;
    concludeReuse(about, previous);
  }
}

/** The same for both directions. */
function keyOf({ client, server }: Connection): string {
  return [`${client.address} ${client.port}`, `${server.address} ${server.port}`].sort().join(' ');
}
