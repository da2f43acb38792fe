/**
 * Streams that only ICMP errors have named so far. Wireshark numbers them as any other; they become connections when a segment
 * of theirs comes by itself.
 */
import type { Frame } from '../wire/frame.ts';
import type { Flows } from './flow.ts';
import { FLOW, FLOW_NUMBERS, type FlowRows } from './flow-rows.ts';
import { FlowTable, NO_FLOW } from './flow-table.ts';

/** Beyond it the oldest is forgotten: one that is named again then takes another number. */
export const MAX_QUOTED_STREAMS = 10_000;

export class QuotedStreams {
  readonly #table: FlowTable;
  readonly #rows: FlowRows;
  /** Rows and stream numbers in order of appearance, as a ring; those that became connections are among them. */
  readonly #ring: { row: number; stream: number }[] = [];
  #oldest = 0;

  constructor(flows: Flows) {
    this.#rows = flows.rows;
    this.#table = new FlowTable(flows);
  }

  /** The row of the packet's flow, or `NO_FLOW`. */
  find(frame: Frame): number {
    return this.#table.find(frame) >> 1;
  }

  /** Makes the flow of the packet that `find` was last asked about, in a spare row if there is one; returns its row. */
  open(frame: Frame, stream: number, spare: number[]): number {
    const isFull = this.#ring.length === MAX_QUOTED_STREAMS;
    const row = this.#table.open(frame, stream, isFull ? (this.#forgetOldest() ?? spare.pop()) : spare.pop());
    this.#ring[isFull ? this.#oldest : this.#ring.length] = { row, stream };
    if (isFull) this.#oldest = (this.#oldest + 1) % MAX_QUOTED_STREAMS;
    return row;
  }

  /** Returns its row, unless that became a connection's: then it belongs to others, and may even be here anew. */
  #forgetOldest(): number | undefined {
    const { row, stream } = this.#ring[this.#oldest]!;
    const isSame = this.#rows.flows[row * FLOW_NUMBERS + FLOW.stream] === stream;
    return isSame && this.#table.remove(row) ? row : undefined;
  }

  /** Hands over the flow of the packet, if it is here: its row, or `NO_FLOW`. */
  take(frame: Frame): number {
    const row = this.find(frame);
    if (row !== NO_FLOW) this.#table.remove(row);
    return row;
  }
}
