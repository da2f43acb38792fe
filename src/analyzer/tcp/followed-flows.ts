/** The connections that are followed. When there are too many, the oldest are let go. */
import { STATE } from '../fast-path/layout.ts';
import type { SharedColumns } from '../fast-path/shared-columns.ts';
import type { Frame } from '../wire/frame.ts';
import { Flows } from './flow.ts';
import {
  FACT,
  FACTS,
  FLOW,
  FLOW_DOUBLE,
  FLOW_DOUBLES,
  FLOW_NUMBERS,
  type FlowRows,
  ROWS_AT_ONCE,
  SIDE,
  SIDE_NUMBERS,
} from './flow-rows.ts';
import { FlowTable, NO_FLOW } from './flow-table.ts';
import { assignRoles } from './lifecycle.ts';
import { QuotedStreams } from './quoted-streams.ts';
import { COMPLETENESS } from './streams.ts';

/**
 * Connections kept at once, closed ones included, for their packets may still come. Beyond it the oldest are let go:
 * attempts that were never answered first (a SYN flood must not push out what is real), then closed ones, then any.
 */
export const MAX_CONNECTIONS = 50_000;
/** Attempts that were never answered, kept at once: beyond it the oldest of them are let go, whatever room there is. */
export const MAX_UNANSWERED = 10_000;
/** Connections that wait for their next segment, to be another stream; beyond it all are forgotten. */
const MAX_SPLIT = 10_000;
/** They are counted each time that so many connections were opened. */
const OPENED_BETWEEN_COUNTS = 5000;
/** How many are let go at a time. */
const LET_GO_AT_ONCE = 10_000;

const ATTEMPT = COMPLETENESS.syn | COMPLETENESS.rst;

export class FollowedFlows {
  readonly all: Flows;
  /** Their rows, in order of appearance. */
  list: number[] = [];
  /** How many were let go. */
  letGo = 0;
  readonly #table: FlowTable;
  /** Streams that only ICMP errors have named so far; they become connections when a segment of theirs comes by itself. */
  #quoted: QuotedStreams | null = null;
  /** Connections that Wireshark counts as another stream from their next segment on. */
  #split: FlowTable | null = null;
  readonly #release: (row: number) => void;
  /** Rows of those that were let go; nobody else has them any more. */
  readonly #spare: number[] = [];
  #streams = 0;
  #openedSinceCount = 0;
  /** Of those that are kept, no more than so many can be unanswered. */
  #unansweredAtMost = 0;

  /** `release` is told of each flow that is let go: from then on its row may become another connection's. */
  constructor(rows: FlowRows, release: (row: number) => void) {
    this.all = new Flows(rows);
    this.#table = new FlowTable(this.all);
    this.#release = release;
  }

  /** The number of the sender's side in the packet's flow, or `NO_FLOW`. */
  find(frame: Frame): number {
    return this.#table.find(frame);
  }

  /** Makes the flow of the packet that `find` was last asked about; returns what `find` would. `time` is in nanoseconds. */
  open(frame: Frame, time: number): number {
    this.#unansweredAtMost++;
    if (++this.#openedSinceCount >= OPENED_BETWEEN_COUNTS) this.#letGoUnanswered();
    if (this.list.length >= MAX_CONNECTIONS) this.#makeRoom();
    let row = this.#quoted === null ? NO_FLOW : this.#quoted.take(frame);
    if (row === NO_FLOW) row = this.#table.open(frame, this.#streams++, this.#spare.pop());
    else this.#table.adopt(row);
    this.list.push(row);
    const side = row * 2 + this.#table.senderIndex;
    this.#begin(side, frame, time);
    if (this.#split !== null) this.#continue(row, this.#split.find(frame) >> 1);
    return side;
  }

  /** Says how many connections may be opened without asking, so that each is the next in every respect. */
  offer(state: Int32Array): void {
    state[STATE.mayOpen] = this.#mayOpen();
    state[STATE.firstRow] = this.all.rows.used;
    state[STATE.firstStream] = this.#streams;
  }

  /** Takes those that were opened since. */
  takeOpened(state: Int32Array): void {
    const opened = state[STATE.opened]!;
    const first = this.all.rows.used;
    for (let row = first; row < first + opened; row++) this.list.push(row);
    this.all.noteAdded(opened);
    this.#table.noteAdded(opened);
    this.#streams += opened;
    this.#unansweredAtMost += opened;
    this.#openedSinceCount += opened;
  }

  #mayOpen(): number {
    if (this.#quoted !== null || this.#split !== null || this.#spare.length > 0) return 0;
    const untilCount = OPENED_BETWEEN_COUNTS - 1 - this.#openedSinceCount;
    return Math.min(untilCount, MAX_CONNECTIONS - this.list.length, ROWS_AT_ONCE - this.all.rows.used);
  }

  /** The flow of a segment that is quoted only, and no connection yet: Wireshark gives it a stream number. Its row. */
  quoted(frame: Frame): number {
    this.#quoted ??= new QuotedStreams(this.all);
    const row = this.#quoted.find(frame);
    return row === NO_FLOW ? this.#quoted.open(frame, this.#streams++, this.#spare) : row;
  }

  /** The table goes on in other memory. */
  moveTo({ slots, table }: SharedColumns): void {
    this.#table.moveTo(slots, table);
  }

  skipStream(): void {
    this.#streams++;
  }

  /** Its ports are used again: it stays in the list, but what comes belongs to another flow. */
  retire(row: number): void {
    this.#table.remove(row);
  }

  /** For Wireshark, what comes next is another stream. */
  split(row: number): void {
    this.retire(row);
    if (this.#split === null || this.#split.size >= MAX_SPLIT) this.#split = new FlowTable(this.all);
    this.#split.adopt(row);
  }

  #begin(side: number, frame: Frame, time: number): void {
    const { rows } = this.all;
    const { flows, flowDoubles } = rows;
    const at = (side >> 1) * FLOW_NUMBERS;
    flows[at + FLOW.firstFrame] = frame.number;
    flows[at + FLOW.firstFlags] = frame.flags;
    flows[at + FLOW.firstSender] = side & 1;
    const doubles = (side >> 1) * FLOW_DOUBLES;
    flowDoubles[doubles + FLOW_DOUBLE.firstSeconds] = frame.seconds;
    flowDoubles[doubles + FLOW_DOUBLE.firstNanoseconds] = frame.nanoseconds;
    flowDoubles[doubles + FLOW_DOUBLE.lastTime] = time;
    assignRoles(rows, side, frame);
  }

  #continue(row: number, rowBefore: number): void {
    if (rowBefore === NO_FLOW) return;
    this.#split!.remove(rowBefore);
    const flow = this.all.view(row);
    // With a SYN, it is another connection.
    if (flow.rolesFrom === 'syn') return;
    const before = this.all.view(rowBefore);
    flow.continues = before.stream;
    before.continued = true;
    flow.client = before.client;
    flow.rolesFrom = before.rolesFrom;
  }

  #makeRoom(): void {
    let surplus = LET_GO_AT_ONCE;
    for (const mayGo of [isUnanswered, isClosed, () => true]) {
      if (surplus > 0) surplus -= this.#letGoOldest(surplus, mayGo);
    }
  }

  #letGoUnanswered(): void {
    this.#openedSinceCount = 0;
    if (this.#unansweredAtMost <= MAX_UNANSWERED) return;
    let unanswered = 0;
    for (const row of this.list) if (isUnanswered(this.all.rows, row)) unanswered++;
    this.#unansweredAtMost = Math.min(unanswered, MAX_UNANSWERED);
    if (unanswered > MAX_UNANSWERED) this.#letGoOldest(unanswered - MAX_UNANSWERED, isUnanswered);
  }

  /** Returns how many were let go, `most` at most. */
  #letGoOldest(most: number, mayGo: (rows: FlowRows, row: number) => boolean): number {
    let count = 0;
    this.list = this.list.filter((row) => {
      if (count === most || !mayGo(this.all.rows, row)) return true;
      count++;
      this.#release(row);
      this.#table.remove(row);
      this.#split?.remove(row);
      this.#spare.push(row);
      return false;
    });
    this.letGo += count;
    return count;
  }
}

/** Nothing but SYNs, and the RSTs that give them up, from one side: where the capture shows one direction only, there is more. */
function isUnanswered({ flows, sides }: FlowRows, row: number): boolean {
  if ((flows[row * FLOW_NUMBERS + FLOW.completeness]! & ~ATTEMPT) !== 0) return false;
  const low = row * 2 * SIDE_NUMBERS + SIDE.packets;
  return sides[low] === 0 || sides[low + SIDE_NUMBERS] === 0;
}

function isClosed({ facts }: FlowRows, row: number): boolean {
  const low = row * 2 * FACTS;
  const high = low + FACTS;
  if (facts[low + FACT.rstCount]! > 0 || facts[high + FACT.rstCount]! > 0) return true;
  return facts[low + FACT.finAckFrame] !== 0 && facts[high + FACT.finAckFrame] !== 0;
}
