/** Which rows tell a round trip: they acknowledge, to its very end, a segment that was still unacknowledged. */
import { NO_STREAM, type PacketTable } from './table.ts';

const FLAG = { fin: 0x01, syn: 0x02, ack: 0x10 } as const;
/** Segments of one direction that may wait for their ACK. */
const MAX_WAITING = 10_000;

/** Wireshark's `tcp.analysis.ack_rtt`, as row indices. */
export function roundTripRows(table: PacketTable): ReadonlySet<number> {
  const { stream, fromClient, seq, ack, length, flags } = table.columns;
  const waiting = new Map<number, Set<number>>();
  const rows = new Set<number>();
  for (let i = 0; i < table.count; i++) {
    if (stream[i] === NO_STREAM) continue;
    const own = stream[i]! * 2 + fromClient[i]!;
    const theirs = waiting.get(stream[i]! * 2 + 1 - fromClient[i]!);
    if ((flags[i]! & FLAG.ack) !== 0 && theirs?.has(ack[i]!)) {
      rows.add(i);
      for (const end of theirs) if (end <= ack[i]!) theirs.delete(end);
    }
    const span = length[i]! + ((flags[i]! & (FLAG.syn | FLAG.fin)) === 0 ? 0 : 1);
    if (span === 0) continue;
    const sent = waiting.get(own) ?? new Set();
    waiting.set(own, sent);
    if (sent.size < MAX_WAITING) sent.add(seq[i]! + span);
  }
  return rows;
}
