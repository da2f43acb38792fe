/** Which frames fell into a span of time: hosts and capture share one clock, so each step knows its frames. */
import type { PacketView } from '../analyzer/observer.ts';
import { parseEpoch } from '../base/clock.ts';

const NS_PER_SECOND = 1_000_000_000;

export interface FrameRange {
  first: number;
  last: number;
  count: number;
}

/** Collects the time of every TCP packet during the analysis; memory is 12 bytes a packet. */
export class FrameClock {
  readonly #frames: number[] = [];
  /** Nanoseconds since the first packet's second: exact in a double for a hundred days. */
  readonly #times: number[] = [];
  #baseSeconds: number | undefined;

  add(packet: PacketView): void {
    this.#baseSeconds ??= packet.seconds;
    this.#frames.push(packet.frame);
    this.#times.push((packet.seconds - this.#baseSeconds) * NS_PER_SECOND + packet.nanoseconds);
  }

  /** The frames with `from` <= time < `until` (`seconds.nanoseconds` texts; null for no end); null when there are none. */
  between(from: string, until: string | null): FrameRange | null {
    const start = this.#relative(from);
    const end = until === null ? Number.POSITIVE_INFINITY : this.#relative(until);
    let range: FrameRange | null = null;
    for (const [index, time] of this.#times.entries()) {
      if (time < start || time >= end) continue;
      const frame = this.#frames[index]!;
      range ??= { first: frame, last: frame, count: 0 };
      range.last = frame;
      range.count++;
    }
    return range;
  }

  #relative(epoch: string): number {
    const ns = parseEpoch(epoch) ?? 0n;
    return Number(ns - BigInt(this.#baseSeconds ?? 0) * BigInt(NS_PER_SECOND));
  }
}
