/**
 * Streams that only ICMP errors have named so far. Wireshark numbers them as any other; they become connections when a segment
 * of theirs comes by itself.
 */
import type { Frame } from '../wire/frame.ts';
import type { Flows } from './flow.ts';
import { FlowTable, NO_FLOW } from './flow-table.ts';

/** Beyond it the oldest is forgotten: one that is named again then takes another number. */
export const MAX_QUOTED_STREAMS = 10_000;

export class QuotedStreams {
  readonly #table: FlowTable;
  /** Rows in order of appearance, as a ring; those that became connections are among them. */
  readonly #ring: number[] = [];
  #oldest = 0;

  constructor(flows: Flows) {
    this.#table = new FlowTable(flows);
  }

  /** The row of the packet's flow, or `NO_FLOW`. */
  find(frame: Frame): number {
    return this.#table.find(frame);
  }

  /** Makes the flow of the packet that `find` was last asked about; returns its row. */
  open(frame: Frame, stream: number): number {
    if (this.#ring.length < MAX_QUOTED_STREAMS) {
      const row = this.#table.open(frame, stream, undefined);
      this.#ring.push(row);
      return row;
    }
    const oldest = this.#ring[this.#oldest]!;
    // What became a connection belongs to others.
    const spare = this.#table.remove(oldest) ? oldest : undefined;
    const row = this.#table.open(frame, stream, spare);
    this.#ring[this.#oldest] = row;
    this.#oldest = (this.#oldest + 1) % MAX_QUOTED_STREAMS;
    return row;
  }

  /** Hands over the flow of the packet, if it is here: its row, or `NO_FLOW`. */
  take(frame: Frame): number {
    const row = this.find(frame);
    if (row !== NO_FLOW) this.#table.remove(row);
    return row;
  }
}
