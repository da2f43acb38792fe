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
  const start = rows[0]?.time ?? 0;
  const segments: Segment[] = [];
  const acks: Sample[] = [];
  const sacks: { ms: number; left: number; right: number }[] = [];
  const rtts: Sample[] = [];
  const window: Sample[] = [];
  const inFlight: Sample[] = [];
  let waiting: Waiting[] = [];
  let top = 0;
  let acked = 0;
  let bytes = 0;
  for (const row of rows) {
    const { frame } = row;
    const ms = (row.time - start) / 1e6;
    if (row.fromClient === fromClient) {
      if (row.length === 0) continue;
      const end = row.seq + row.length;
      const again = row.seq < top;
      segments.push({ ms, seq: row.seq, end, frame, again });
      bytes += row.length;
      // RFC 6298 §3: no sample from a retransmitted segment.
      if (again) waiting = waiting.filter((segment) => segment.end <= row.seq || segment.end > end);
      else if (waiting.length < MAX_WAITING) waiting.push({ end, ms });
      top = Math.max(top, end);
    } else {
      if ((row.flags & FLAG.ack) === 0) continue;
      window.push({ ms, value: row.window, frame });
      sacks.push(...sackedBy(row, ms));
      if (row.ack <= acked) continue;
      acked = row.ack;
      // The FIN takes a number, too: its acknowledgment is none of data.
      if (top > 0 && (acks.at(-1)?.value ?? 0) < top) acks.push({ ms, value: Math.min(acked, top), frame });
      const exact = waiting.find((segment) => segment.end === acked);
      if (exact) rtts.push({ ms, value: ms - exact.ms, frame });
      waiting = waiting.filter((segment) => segment.end > acked);
    }
    if (top > 0) inFlight.push({ ms, value: Math.max(0, top - Math.max(acked, 1)), frame });
  }
  const first = segments[0]?.ms ?? 0;
  const last = Math.max(first, segments.at(-1)?.ms ?? first, acks.at(-1)?.ms ?? first);
  const room = Math.max((last - first) * ROOM, 0.001);
  const fromMs = Math.max(0, first - room);
  const toMs = last + room;
  const inside = ({ ms }: Sample) => ms >= fromMs && ms <= toMs;
  return {
    fromClient,
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
