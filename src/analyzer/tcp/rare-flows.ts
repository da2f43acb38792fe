/** Flows that few captures have, beside the table that every packet looks into. */
import type { Frame } from '../wire/frame.ts';
import type { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';

/** When there are so many, all are forgotten. */
export const MAX_RARE_FLOWS = 10_000;

export class RareFlows {
  #table = new FlowTable();

  find(frame: Frame): Flow | null {
    return this.#table.find(frame);
  }

  /** Makes the flow of a packet that `find` did not find. */
  open(frame: Frame, stream: number): Flow {
    this.#makeRoom();
    this.#table.find(frame);
    return this.#table.open(frame, stream, undefined);
  }

  adopt(flow: Flow): void {
    this.#makeRoom();
    this.#table.adopt(flow);
  }

  /** Hands over the flow of the packet, if it is here. */
  take(frame: Frame): Flow | null {
    const flow = this.find(frame);
    if (flow !== null) this.#table.remove(flow);
    return flow;
  }

  remove(flow: Flow): void {
    this.#table.remove(flow);
  }

  #makeRoom(): void {
    if (this.#table.size >= MAX_RARE_FLOWS) this.#table = new FlowTable();
  }
}
