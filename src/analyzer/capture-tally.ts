/** What is counted and timed of the capture as a whole, packet by packet. */
import { linkTypeName } from './capture-file/link-types.ts';
import { epochText } from './tcp/connection-model.ts';
import { NO_TIME } from './tcp/segment.ts';
import type { Frame } from './wire/frame.ts';

/** A file that claims to have been captured for longer after its last packet is not believed. */
const MAX_QUIET_END_NS = 86_400e9;

export interface Instant {
  /** Whole seconds since the epoch, and the nanoseconds within that second. */
  seconds: number;
  nanoseconds: number;
}

export class CaptureTally {
  packets = 0;
  tcpPackets = 0;
  /** Packets that the snapshot cut. */
  truncated = 0;
  /** Packets that the capture engine lost; null when it does not tell. */
  dropped: number | null = null;
  icmpSeen = false;
  /** When the capture stopped, where the file says so. */
  end: Instant | null = null;
  readonly #linkTypes = new Set<number>();
  #lastLinkType = -1;
  #firstSeconds: number = NO_TIME;
  #firstNanoseconds: number = NO_TIME;
  #lastSeconds = 0;
  #lastNanoseconds = 0;

  note(frame: Frame): void {
    this.packets++;
    if (this.packets === 1) {
      this.#firstSeconds = frame.seconds;
      this.#firstNanoseconds = frame.nanoseconds;
    }
    this.#lastSeconds = frame.seconds;
    this.#lastNanoseconds = frame.nanoseconds;
    if (frame.capturedLength < frame.originalLength) this.truncated++;
    if (frame.linkType !== this.#lastLinkType) {
      this.#lastLinkType = frame.linkType;
      this.#linkTypes.add(frame.linkType);
    }
  }

  /** Packets that were taken together, all TCP and of the link type that came last: how many, how many were cut, when the last came. */
  noteTaken(packets: number, truncated: number, { seconds, nanoseconds }: Instant): void {
    this.packets += packets;
    this.tcpPackets += packets;
    this.truncated += truncated;
    this.#lastSeconds = seconds;
    this.#lastNanoseconds = nanoseconds;
  }

  /** When the first packet came. */
  get first(): Instant {
    return { seconds: this.#firstSeconds, nanoseconds: this.#firstNanoseconds };
  }

  /** In nanoseconds since the capture's first packet. */
  sinceFirst({ seconds, nanoseconds }: Instant): number {
    return (seconds - this.#firstSeconds) * 1e9 + (nanoseconds - this.#firstNanoseconds);
  }

  /** From the first packet to the end of the capture in nanoseconds; `told` is when somebody says that it stopped. */
  lengthUntil(told: Instant | null): number {
    const last = this.sinceFirst({ seconds: this.#lastSeconds, nanoseconds: this.#lastNanoseconds });
    const end = told === null ? last : this.sinceFirst(told);
    return end > last && end - last <= MAX_QUIET_END_NS ? end : last;
  }

  /** Null before the first packet. */
  get firstTime(): string | null {
    return this.packets > 0 ? epochText(this.#firstSeconds, this.#firstNanoseconds) : null;
  }
  get lastTime(): string | null {
    return this.packets > 0 ? epochText(this.#lastSeconds, this.#lastNanoseconds) : null;
  }

  /** In order of appearance. */
  get linkTypes(): string[] {
    return [...this.#linkTypes].map(linkTypeName);
  }
}
