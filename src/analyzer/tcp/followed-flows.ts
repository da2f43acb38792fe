/** The connections that are followed. When there are too many, the oldest are let go. */
import type { Frame } from '../wire/frame.ts';
import type { Flow } from './flow.ts';
import { FlowTable } from './flow-table.ts';
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
  /** In order of appearance. */
  list: Flow[] = [];
  /** How many were let go. */
  letGo = 0;
  readonly #table = new FlowTable();
  /** Streams that only ICMP errors have named so far; they become connections when a segment of theirs comes by itself. */
  #quoted: QuotedStreams | null = null;
  /** Connections that Wireshark counts as another stream from their next segment on. */
  #split: FlowTable | null = null;
  readonly #release: (flow: Flow) => void;
  /** Let go; nobody else has them any more. */
  readonly #spare: Flow[] = [];
  #streams = 0;
  #openedSinceCount = 0;

  /** `release` is told of each flow that is let go: from then on it may become another connection. */
  constructor(release: (flow: Flow) => void) {
    this.#release = release;
  }

  /** Index of the sender's side in the flow that `find` returned. */
  get senderIndex(): number {
    return this.#table.senderIndex;
  }

  /** The flow of the packet, or null. Sets `senderIndex` either way. */
  find(frame: Frame): Flow | null {
    return this.#table.find(frame);
  }

  /** Makes the flow of the packet that `find` was last asked about. `time` is in nanoseconds. */
  open(frame: Frame, time: number): Flow {
    if (++this.#openedSinceCount >= OPENED_BETWEEN_COUNTS) this.#letGoUnanswered();
    if (this.list.length >= MAX_CONNECTIONS) this.#makeRoom();
    const quoted = this.#quoted === null ? null : this.#quoted.take(frame);
    const flow =
      quoted === null ? this.#table.open(frame, this.#streams++, this.#spare.pop()) : this.#table.adopt(quoted);
    this.list.push(flow);
    flow.firstFrame = frame.number;
    flow.firstFlags = frame.flags;
    flow.firstSeconds = frame.seconds;
    flow.firstNanoseconds = frame.nanoseconds;
    flow.lastTime = time;
    flow.firstSender = this.#table.senderIndex;
    assignRoles(flow, flow.side(this.#table.senderIndex), frame.flags, frame.sourcePort, frame.destinationPort);
    if (this.#split !== null) this.#continue(flow, this.#split.find(frame));
    return flow;
  }

  /** The flow of a segment that is quoted only, and no connection yet: Wireshark gives it a stream number. */
  quoted(frame: Frame): Flow {
    this.#quoted ??= new QuotedStreams();
    return this.#quoted.find(frame) ?? this.#quoted.open(frame, this.#streams++);
  }

  skipStream(): void {
    this.#streams++;
  }

  /** Its ports are used again: it stays in the list, but what comes belongs to another flow. */
  retire(flow: Flow): void {
    this.#table.remove(flow);
  }

  /** For Wireshark, what comes next is another stream. */
  split(flow: Flow): void {
    this.retire(flow);
    if (this.#split === null || this.#split.size >= MAX_SPLIT) this.#split = new FlowTable();
    this.#split.adopt(flow);
  }

  #continue(flow: Flow, before: Flow | null): void {
    if (before === null) return;
    this.#split!.remove(before);
    // With a SYN, it is another connection.
    if (flow.rolesFrom === 'syn') return;
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
    if (this.list.length <= MAX_UNANSWERED) return;
    let unanswered = 0;
    for (const flow of this.list) if (isUnanswered(flow)) unanswered++;
    if (unanswered > MAX_UNANSWERED) this.#letGoOldest(unanswered - MAX_UNANSWERED, isUnanswered);
  }

  /** Returns how many were let go, `most` at most. */
  #letGoOldest(most: number, mayGo: (flow: Flow) => boolean): number {
    let count = 0;
    this.list = this.list.filter((flow) => {
      if (count === most || !mayGo(flow)) return true;
      count++;
      this.#release(flow);
      this.#table.remove(flow);
      this.#split?.remove(flow);
      this.#spare.push(flow);
      return false;
    });
    this.letGo += count;
    return count;
  }
}

/** Nothing but SYNs, and the RSTs that give them up, from one side: where the capture shows one direction only, there is more. */
function isUnanswered({ low, high, completeness }: Flow): boolean {
  return (low.packets === 0 || high.packets === 0) && (completeness & ~ATTEMPT) === 0;
}

function isClosed({ low, high, resets }: Flow): boolean {
  return (
    resets !== null || (low.fin !== null && low.fin.ackFrame !== 0 && high.fin !== null && high.fin.ackFrame !== 0)
  );
}
