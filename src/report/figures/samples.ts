/** What the curves show, computed from one connection's packets. Times in milliseconds since its first packet. */
import { Bytes } from '../packets/dissect/field.ts';
import { sackBlocks, tcpOptions } from '../packets/dissect/tcp.ts';
import { layoutOf } from '../packets/payload.ts';
import type { PacketRow } from '../packets/table.ts';
import { FLAG } from './states.ts';

export interface StreamSamples {
  /** The side that sent more payload; every other member is about its data. */
  readonly fromClient: boolean;
  /** When data began to move and when the last of it was acknowledged, with a little room on both sides. */
  readonly fromMs: number;
  readonly toMs: number;
  /** From the first data segment to the last acknowledgment. */
  readonly spanMs: number;
  readonly segments: readonly { ms: number; seq: number; end: number; frame: number; again: boolean }[];
  readonly acks: readonly (readonly [number, number])[];
  readonly sacks: readonly { ms: number; left: number; right: number }[];
  readonly rtts: readonly { ms: number; rtt: number; frame: number }[];
  readonly window: readonly (readonly [number, number])[];
  readonly inFlight: readonly (readonly [number, number])[];
  readonly bytes: number;
}

/** A segment whose acknowledgment would be a clean round trip. */
interface Waiting {
  end: number;
  ms: number;
  frame: number;
}

const MAX_WAITING = 20_000;
/** Part of the span that is left free at both ends. */
const ROOM = 0.08;

export function sampleStream(rows: readonly PacketRow[]): StreamSamples {
  const sent = (fromClient: boolean) =>
    rows.reduce((sum, row) => (row.fromClient === fromClient ? sum + row.length : sum), 0);
  const fromClient = sent(true) >= sent(false);
  const start = rows[0]?.time ?? 0;
  const segments: { ms: number; seq: number; end: number; frame: number; again: boolean }[] = [];
  const acks: [number, number][] = [];
  const sacks: { ms: number; left: number; right: number }[] = [];
  const rtts: { ms: number; rtt: number; frame: number }[] = [];
  const window: [number, number][] = [];
  const inFlight: [number, number][] = [];
  let waiting: Waiting[] = [];
  let top = 0;
  let acked = 0;
  let bytes = 0;
  for (const row of rows) {
    const ms = (row.time - start) / 1e6;
    if (row.fromClient === fromClient) {
      if (row.length === 0) continue;
      const end = row.seq + row.length;
      const again = row.seq < top;
      segments.push({ ms, seq: row.seq, end, frame: row.frame, again });
      bytes += row.length;
      // RFC 6298 §3: no sample from a retransmitted segment.
      if (again) waiting = waiting.filter((segment) => segment.end <= row.seq || segment.end > end);
      else if (waiting.length < MAX_WAITING) waiting.push({ end, ms, frame: row.frame });
      top = Math.max(top, end);
    } else {
      if ((row.flags & FLAG.ack) === 0) continue;
      window.push([ms, row.window]);
      sacks.push(...sackedBy(row, ms));
      if (row.ack <= acked) continue;
      acked = row.ack;
      // The FIN takes a number, too: its acknowledgment is none of data.
      if (top > 0 && (acks.at(-1)?.[1] ?? 0) < top) acks.push([ms, Math.min(acked, top)]);
      const exact = waiting.find((segment) => segment.end === acked);
      if (exact) rtts.push({ ms, rtt: ms - exact.ms, frame: row.frame });
      waiting = waiting.filter((segment) => segment.end > acked);
    }
    if (top > 0) inFlight.push([ms, Math.max(0, top - Math.max(acked, 1))]);
  }
  const first = segments[0]?.ms ?? 0;
  const last = Math.max(first, segments.at(-1)?.ms ?? first, acks.at(-1)?.[0] ?? first);
  const room = Math.max((last - first) * ROOM, 0.001);
  const fromMs = Math.max(0, first - room);
  const toMs = last + room;
  const inside = ([ms]: readonly [number, number]) => ms >= fromMs && ms <= toMs;
  return {
    fromClient,
    fromMs,
    toMs,
    spanMs: Math.max(last - first, 0.001),
    segments,
    acks: acks.filter(inside),
    sacks,
    rtts,
    window: fromEdge(window, fromMs).filter(inside),
    inFlight: inFlight.filter(inside),
    bytes,
  };
}

/** What held before the edge holds at the edge. */
function fromEdge(points: readonly (readonly [number, number])[], edge: number): [number, number][] {
  const before = points.findLast(([ms]) => ms < edge);
  const rest = points.filter(([ms]) => ms >= edge).map(([ms, value]): [number, number] => [ms, value]);
  return before === undefined ? rest : [[edge, before[1]], ...rest];
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

/** Keeps at most `limit` items, evenly, always the last one. */
export function thin<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  const step = items.length / limit;
  return Array.from({ length: limit }, (_, i) => items[Math.min(items.length - 1, Math.floor((i + 1) * step) - 1)]!);
}
