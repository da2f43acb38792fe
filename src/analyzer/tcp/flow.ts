/** One connection being followed: its key, its two sides and what happened so far, as those see it who are in no hurry. */
import type { AppAnalyzer } from '../apps/app.ts';
import { ANALYSIS_FLAGS } from './analysis-flags.ts';
import {
  FLOW,
  FLOW_DOUBLE,
  FLOW_DOUBLES,
  FLOW_NUMBERS,
  type FlowRows,
  ROLES_FROM,
  type RolesFrom,
} from './flow-rows.ts';
import { lettersIn } from './history.ts';
import { Side } from './side.ts';

const ROLE_SOURCES = Object.keys(ROLES_FROM) as RolesFrom[];

export interface ResetFacts {
  frame: number;
  seq: number;
  side: number;
  withData: boolean;
}

export class Flow {
  /** Its row in the columns. */
  row: number;
  readonly low: Side;
  readonly high: Side;
  /** All eight words of a pair of IPv6 addresses, the lower one first. */
  words: Int32Array | null = null;
  retryFrames: number[] | null = null;
  /** RSTs in order, bounded. */
  resets: ResetFacts[] | null = null;
  /** The stream that Wireshark counts the connection's earlier packets to, or -1; and whether its later ones are another stream. */
  continues = -1;
  continued = false;
  /** Another connection took its ports. */
  replaced = false;
  /** Zeek's letters beyond those in the row. */
  laterHistory = '';
  readonly #rows: FlowRows;
  #app: AppAnalyzer | null = null;
  #verdicts: Uint32Array | null = null;

  constructor(rows: FlowRows, row: number) {
    this.#rows = rows;
    this.row = row;
    this.low = new Side(rows, row * 2);
    this.high = new Side(rows, row * 2 + 1);
  }

  /** Wireshark's `tcp.stream`. */
  get stream(): number {
    return this.#number(FLOW.stream);
  }
  get ipVersion(): number {
    return this.#number(FLOW.ipVersion);
  }
  /** The last 32 bits of the addresses of side 0 (the lower) and side 1: for IPv4, all of them. */
  get lowWord(): number {
    return this.#number(FLOW.lowWord);
  }
  get highWord(): number {
    return this.#number(FLOW.highWord);
  }
  get lowPort(): number {
    return this.#number(FLOW.ports) >>> 16;
  }
  get highPort(): number {
    return this.#number(FLOW.ports) & 0xffff;
  }
  get packets(): number {
    return this.#number(FLOW.packets);
  }
  get firstFrame(): number {
    return this.#number(FLOW.firstFrame);
  }
  /** Of its first segment. */
  get firstFlags(): number {
    return this.#number(FLOW.firstFlags);
  }
  get firstSeconds(): number {
    return this.#double(FLOW_DOUBLE.firstSeconds);
  }
  get firstNanoseconds(): number {
    return this.#double(FLOW_DOUBLE.firstNanoseconds);
  }
  get lastFrame(): number {
    return this.#number(FLOW.lastFrame);
  }
  get lastSeconds(): number {
    return this.#double(FLOW_DOUBLE.lastSeconds);
  }
  get lastNanoseconds(): number {
    return this.#double(FLOW_DOUBLE.lastNanoseconds);
  }
  get lastTime(): number {
    return this.#double(FLOW_DOUBLE.lastTime);
  }
  get longestIdle(): number {
    return this.#double(FLOW_DOUBLE.longestIdle);
  }
  get completeness(): number {
    return this.#number(FLOW.completeness);
  }
  get synFrame(): number {
    return this.#number(FLOW.synFrame);
  }
  get synAckFrame(): number {
    return this.#number(FLOW.synAckFrame);
  }
  get ackFrame(): number {
    return this.#number(FLOW.ackFrame);
  }
  get retries(): number {
    return this.#number(FLOW.retries);
  }
  /** A FIN was seen. */
  get closing(): boolean {
    return this.#number(FLOW.closing) !== 0;
  }
  /** Initial round trip in nanoseconds; 0 while unknown, as in Wireshark. */
  get initialRoundTrip(): number {
    return this.#double(FLOW_DOUBLE.initialRoundTrip);
  }
  // Round trips, in nanoseconds.
  get rttCount(): number {
    return this.#number(FLOW.rttCount);
  }
  get rttSum(): number {
    return this.#double(FLOW_DOUBLE.rttSum);
  }
  get rttMin(): number {
    return this.#double(FLOW_DOUBLE.rttMin);
  }
  get rttMax(): number {
    return this.#double(FLOW_DOUBLE.rttMax);
  }
  /** Index of the side that spoke first. */
  get firstSender(): number {
    return this.#number(FLOW.firstSender);
  }
  /** Index of the client's side; `rolesFrom` says how it was told. */
  get client(): number {
    return this.#number(FLOW.client);
  }
  set client(index: number) {
    this.#rows.flows[this.row * FLOW_NUMBERS + FLOW.client] = index;
  }
  get rolesFrom(): RolesFrom {
    return ROLE_SOURCES[this.#number(FLOW.rolesFrom)]!;
  }
  set rolesFrom(from: RolesFrom) {
    this.#rows.flows[this.row * FLOW_NUMBERS + FLOW.rolesFrom] = ROLES_FROM[from];
  }
  /** Packets that carry each of ANALYSIS_FLAGS; null while none does. */
  get analysis(): Uint32Array | null {
    const duplicateAcks = this.#number(FLOW.duplicateAcks);
    if (duplicateAcks === 0) return this.#verdicts;
    const counts = this.#verdicts?.slice() ?? new Uint32Array(ANALYSIS_FLAGS.length);
    counts[ANALYSIS_FLAGS.indexOf('duplicate_ack')]! += duplicateAcks;
    return counts;
  }
  /** Counts a packet with these ANALYSIS bits. */
  countVerdicts(bits: number): void {
    this.#verdicts ??= new Uint32Array(ANALYSIS_FLAGS.length);
    for (let rest = bits; rest !== 0; rest &= rest - 1) this.#verdicts[31 - Math.clz32(rest & -rest)]!++;
  }
  /** Zeek's letters; `historyOf` shows them by the roles. */
  get history(): string {
    return lettersIn(this.#rows.flows, this.row * FLOW_NUMBERS) + this.laterHistory;
  }
  get app(): AppAnalyzer | null {
    return this.#app;
  }
  set app(app: AppAnalyzer | null) {
    this.#app = app;
    this.#rows.flows[this.row * FLOW_NUMBERS + FLOW.listened] = app === null ? 0 : 1;
  }

  side(index: number): Side {
    return index === 0 ? this.low : this.high;
  }

  /** `client` or `server`, by the roles as they are known now. */
  directionOf(side: Side): 'client' | 'server' {
    return side.index === this.client ? 'client' : 'server';
  }

  /** Shows another connection, of which there is nothing but its row. */
  show(row: number): this {
    this.row = row;
    this.low.show(row * 2);
    this.high.show(row * 2 + 1);
    return this;
  }

  #number(place: number): number {
    return this.#rows.flows[this.row * FLOW_NUMBERS + place]!;
  }

  #double(place: number): number {
    return this.#rows.flowDoubles[this.row * FLOW_DOUBLES + place]!;
  }
}

/** Every connection's row, and the views of those that have more than a row holds, or that somebody asked for. */
export class Flows {
  readonly rows: FlowRows;
  readonly #views: (Flow | undefined)[] = [];
  #passing: Flow | null = null;

  constructor(rows: FlowRows) {
    this.rows = rows;
  }

  /** The connection's own view. */
  view(row: number): Flow {
    this.#views[row] ??= new Flow(this.rows, row);
    return this.#views[row]!;
  }

  /** The connection for a look in passing: the object may show another one from the next call on. */
  glance(row: number): Flow {
    const own = this.#views[row];
    if (own !== undefined) return own;
    this.#passing ??= new Flow(this.rows, row);
    return this.#passing.show(row);
  }

  /** Those that have a view of their own. */
  *viewed(): Generator<Flow> {
    for (const flow of this.#views) if (flow !== undefined) yield flow;
  }

  /** A row for a new connection. */
  add(): number {
    this.#views.push(undefined);
    return this.rows.add();
  }

  /** The next rows are new connections' already. */
  noteAdded(count: number): void {
    for (let added = 0; added < count; added++) this.#views.push(undefined);
    this.rows.noteAdded(count);
  }

  /** As in a new row: one that was let go is used again, so that a flood of connections leaves no garbage. */
  clear(row: number): void {
    this.rows.clear(row);
    this.forget(row);
  }

  /** Forgets the connection's view: who has it may go on looking at it until the row is used again. */
  forget(row: number): void {
    this.#views[row] = undefined;
  }
}
