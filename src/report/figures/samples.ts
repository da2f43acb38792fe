/** What the curves show, computed from one connection's packets. Times in milliseconds since its first packet. */
import { Bytes } from '../packets/dissect/field.ts';
import { sackBlocks, tcpOptions } from '../packets/dissect/tcp.ts';
import { layoutOf } from '../packets/payload.ts';
import type { PacketRow } from '../packets/table.ts';
import { FLAG } from './states.ts';

/** A value that a packet tells. */
export interface Sample {
  readonly ms: number;
  readonly value: number;
  readonly frame: number;
}

/** Payload from the relative number `seq` to before `end`; `again` when its first byte had been sent already. */
export interface Segment {
  readonly ms: number;
  readonly seq: number;
  readonly end: number;
  readonly frame: number;
  readonly again: boolean;
}

export interface StreamSamples {
  /** The side that sent more payload; every other member is about its data. */
  readonly fromClient: boolean;
  /** When data began to move and when the last of it was acknowledged, with a little room on both sides. */
  readonly fromMs: number;
  readonly toMs: number;
  /** From the first data segment to the last acknowledgment. */
  readonly spanMs: number;
  readonly segments: readonly Segment[];
  /** `frame` 0 where nothing had been acknowledged yet. */
  readonly acks: readonly Sample[];
  readonly sacks: readonly { ms: number; left: number; right: number }[];
  /** Values in milliseconds. */
  readonly rtts: readonly Sample[];
  readonly window: readonly Sample[];
  readonly inFlight: readonly Sample[];
  readonly bytes: number;
}

/** A segment whose acknowledgment would be a clean round trip. */
interface Waiting {
  end: number;
  ms: number;
}

const MAX_WAITING = 20_000;
/** Part of the span that is left free at both ends. */
const ROOM = 0.08;

export function sampleStream(rows: readonly PacketRow[]): StreamSamples {
  const sent = (fromClient: boolean) =>
    rows.reduce((sum, row) => (row.fromClient === fromClient ? sum + row.length : sum), 0);
  const fromClient = sent(true) >= sent(false);
  const sampler = new Sampler();
  const start = rows[0]?.time ?? 0;
  for (const row of rows) {
    const ms = (row.time - start) / 1e6;
    if (row.fromClient === fromClient) sampler.addSent(row, ms);
    else sampler.addAnswer(row, ms);
  }
  return { fromClient, ...within(sampler) };
}

/** Gathers what the packets of a stream say, in their order, of the direction that carried more. */
class Sampler {
  readonly segments: Segment[] = [];
  readonly acks: Sample[] = [];
  readonly sacks: { ms: number; left: number; right: number }[] = [];
  readonly rtts: Sample[] = [];
  readonly window: Sample[] = [];
  readonly inFlight: Sample[] = [];
  bytes = 0;
  #waiting: Waiting[] = [];
  /** Highest number sent. */
  #top = 0;
  /** Highest number acknowledged. */
  #acked = 0;

  addSent({ frame, seq, length }: PacketRow, ms: number): void {
    if (length === 0) return;
    const end = seq + length;
    const again = seq < this.#top;
    this.segments.push({ ms, seq, end, frame, again });
    this.bytes += length;
    // RFC 6298 §3: no sample from a retransmitted segment.
    if (again) this.#waiting = this.#waiting.filter((segment) => segment.end <= seq || segment.end > end);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push({ end, ms });
    this.#top = Math.max(this.#top, end);
    this.#addInFlight(frame, ms);
  }

  addAnswer(row: PacketRow, ms: number): void {
    const { frame, ack } = row;
    if ((row.flags & FLAG.ack) === 0) return;
    this.window.push({ ms, value: row.window, frame });
    this.sacks.push(...sackedBy(row, ms));
    if (ack <= this.#acked) return;
    this.#acked = ack;
    // The FIN takes a number, too: its acknowledgment is none of data.
    if (this.#top > 0 && (this.acks.at(-1)?.value ?? 0) < this.#top) {
      this.acks.push({ ms, value: Math.min(ack, this.#top), frame });
    }
    const exact = this.#waiting.find((segment) => segment.end === ack);
    if (exact) this.rtts.push({ ms, value: ms - exact.ms, frame });
    this.#waiting = this.#waiting.filter((segment) => segment.end > ack);
    this.#addInFlight(frame, ms);
  }

  #addInFlight(frame: number, ms: number): void {
    if (this.#top === 0) return;
    this.inFlight.push({ ms, value: Math.max(0, this.#top - Math.max(this.#acked, 1)), frame });
  }
}

/** The span from the first segment to the last or its acknowledgment, and what lies within it. */
function within({ segments, acks, sacks, rtts, window, inFlight, bytes }: Sampler): Omit<StreamSamples, 'fromClient'> {
  const first = segments[0]?.ms ?? 0;
  const last = Math.max(first, segments.at(-1)?.ms ?? first, acks.at(-1)?.ms ?? first);
  const room = Math.max((last - first) * ROOM, 0.001);
  const fromMs = Math.max(0, first - room);
  const toMs = last + room;
  const inside = ({ ms }: Sample) => ms >= fromMs && ms <= toMs;
  return {
    fromMs,
    toMs,
    spanMs: Math.max(last - first, 0.001),
    segments,
    // The stairs begin at the bottom: before the first ACK nothing is acknowledged.
    acks: segments.length === 0 ? [] : [{ ms: fromMs, value: segments[0]!.seq, frame: 0 }, ...acks.filter(inside)],
    sacks,
    rtts,
    window: fromEdge(window, fromMs).filter(inside),
    inFlight: inFlight.filter(inside),
    bytes,
  };
}

/** What held before the edge holds at the edge. */
function fromEdge(samples: readonly Sample[], edge: number): Sample[] {
  const before = samples.findLast(({ ms }) => ms < edge);
  const rest = samples.filter(({ ms }) => ms >= edge);
  return before === undefined ? rest : [{ ...before, ms: edge }, ...rest];
}

/** SACK edges are raw on the wire; the ACK's raw number tells what to subtract. */
function sackedBy(row: PacketRow, ms: number): { ms: number; left: number; right: number }[] {
  const layout = layoutOf(row.bytes, row.linkType);
  if (layout === null) return [];
  const bytes = new Bytes(row.bytes);
  const base = bytes.u32(layout.tcp + 8) - row.ack;
  return tcpOptions(bytes, layout.tcp + 20, layout.payload)
    .filter((option) => option.kind === 5)
    .flatMap((option) => sackBlocks(bytes, option))
    .map(([left, right]) => ({ ms, left: (left - base) >>> 0, right: (right - base) >>> 0 }));
}
