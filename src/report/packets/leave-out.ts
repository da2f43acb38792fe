/** Above a size, bulk payload stays out of the page: headers and application dialogues are always kept. */
import type { Analysis } from '../../analyzer/model.ts';
import { layoutOf } from './payload.ts';
import { NO_STREAM, type PacketTable, rowAt } from './table.ts';

/** Captures up to this many bytes are embedded whole. */
const MAX_WHOLE_BYTES = 16 * 1024 * 1024;
/** What is kept of a frame that is no TCP segment. */
const OTHER_FRAME_BYTES = 128;

export function leaveOutBulk(table: PacketTable, analysis: Analysis, limit = MAX_WHOLE_BYTES): PacketTable {
  if (table.bytes.length <= limit) return table;
  const { ftp, smtp, pop3 } = analysis.apps;
  const dialogues = new Set([...ftp, ...smtp, ...pop3].map((session) => session.connection));
  const mails = new Set([...smtp, ...pop3].flatMap((s) => s.messages.flatMap((message) => message.frames)));
  const kept = new Uint32Array(table.count);
  let total = 0;
  for (let i = 0; i < table.count; i++) {
    const dialogue = dialogues.has(table.columns.stream[i]!) && !mails.has(table.columns.frame[i]!);
    kept[i] = dialogue ? table.columns.keptLength[i]! : headerBytes(table, i);
    total += kept[i]!;
  }
  const bytes = new Uint8Array(total);
  const offsets = new Float64Array(table.count);
  let at = 0;
  for (let i = 0; i < table.count; i++) {
    const start = table.offsets[i]!;
    bytes.set(table.bytes.subarray(start, start + kept[i]!), at);
    offsets[i] = at;
    at += kept[i]!;
  }
  return { ...table, bytes, offsets, columns: { ...table.columns, keptLength: kept } };
}

function headerBytes(table: PacketTable, index: number): number {
  const row = rowAt(table, index);
  if (row.stream === NO_STREAM) return Math.min(row.bytes.length, OTHER_FRAME_BYTES);
  return layoutOf(row.bytes, row.linkType)?.payload ?? Math.min(row.bytes.length, OTHER_FRAME_BYTES);
}
