/**
 * Streams that only ICMP errors have named so far. Wireshark numbers them as any other; they become connections when a segment
 * of theirs comes by itself.
 */
import type { Frame } from '../wire/frame.ts';
import type { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';

/** Beyond it the oldest is forgotten: one that is named again then takes another number. */
export const MAX_QUOTED_STREAMS = 10_000;

export class QuotedStreams {
  readonly #table = new FlowTable();
  /** In order of appearance, as a ring; those that became connections are among them. */
  readonly #ring: Flow[] = [];
  #oldest = 0;

  find(frame: Frame): Flow | null {
    return this.#table.find(frame);
  }

  /** Makes the flow of the packet that `find` was last asked about. */
  open(frame: Frame, stream: number): Flow {
    if (this.#ring.length < MAX_QUOTED_STREAMS) {
      const flow = this.#table.open(frame, stream, undefined);
      this.#ring.push(flow);
      return flow;
    }
    const oldest = this.#ring[this.#oldest]!;
    // What became a connection belongs to others.
    const spare = this.#table.remove(oldest) ? oldest : undefined;
    const flow = this.#table.open(frame, stream, spare);
    this.#ring[this.#oldest] = flow;
    this.#oldest = (this.#oldest + 1) % MAX_QUOTED_STREAMS;
    return flow;
  }

  /** Hands over the flow of the packet, if it is here. */
  take(frame: Frame): Flow | null {
    const flow = this.find(frame);
    if (flow !== null) this.#table.remove(flow);
    return flow;
  }
}
