/**
 * Streams that only ICMP errors have named so far. Wireshark numbers them as any other; ours become connections when a
 * segment of theirs comes by itself.
 */
import type { Frame } from '../wire/frame.ts';
import type { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';

/** When there are so many, all are forgotten: one that is named again then takes another number. */
export const MAX_QUOTED_STREAMS = 10_000;

export class QuotedStreams {
  /** Null while there are none, as in nearly every capture. */
  #table: FlowTable | null = null;

  find(frame: Frame): Flow | null {
    return this.#table?.find(frame) ?? null;
  }

  /** Makes the flow of a packet that `find` did not find. */
  open(frame: Frame, stream: number): Flow {
    if (this.#table === null || this.#table.size >= MAX_QUOTED_STREAMS) {
      this.#table = new FlowTable();
      this.#table.find(frame);
    }
    return this.#table.open(frame, stream, undefined);
  }

  /** Hands over the flow of the packet, if it is here. */
  take(frame: Frame): Flow | null {
    const flow = this.find(frame);
    if (flow !== null) this.#table!.remove(flow);
    return flow;
  }
}
