/**
 * Packets as few bytes as a general compressor can make of them: each column as differences to the packet before it
 * (for sequence numbers: before it in the same direction of the same stream), written plane by plane.
 * Layout, little-endian: count u32, chunk count u32, start ns i64, then the columns, then the chunk columns; each column
 * is four planes of one byte a row, lowest byte first.
 */
import { CHUNK_COLUMNS, type ChunkColumns, COLUMNS, type ColumnName, type Columns, type PacketTable } from './table.ts';

const HEADER = { count: 0, chunkCount: 4, start: 8, size: 16 } as const;

/** `plain` as it stands, `step` less the row before, `flow` less the row before in the same direction of the stream. */
const CODING: Readonly<Record<ColumnName, 'plain' | 'step' | 'flow'>> = {
  frame: 'step',
  timeHigh: 'step',
  timeLow: 'step',
  stream: 'plain',
  fromClient: 'plain',
  seq: 'flow',
  ack: 'flow',
  length: 'plain',
  flags: 'plain',
  window: 'flow',
  analysis: 'plain',
  originalLength: 'plain',
  capturedLength: 'plain',
  keptLength: 'plain',
  linkType: 'plain',
};

export function encodePackets(table: PacketTable): { columns: Uint8Array; bytes: Uint8Array } {
  const size = HEADER.size + 4 * (COLUMNS.length * table.count + CHUNK_COLUMNS.length * table.chunkCount);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  view.setUint32(HEADER.count, table.count, true);
  view.setUint32(HEADER.chunkCount, table.chunkCount, true);
  view.setBigInt64(HEADER.start, table.startNs, true);
  const flow = previousInFlow(table.columns, table.count);
  let at: number = HEADER.size;
  for (const name of COLUMNS) at = writePlanes(out, at, differences(table.columns[name], CODING[name], flow));
  for (const name of CHUNK_COLUMNS) {
    at = writePlanes(out, at, differences(table.chunks[name], name === 'frame' ? 'step' : 'plain', flow));
  }
  return { columns: out, bytes: table.bytes };
}

/** The inverse; `bytes` are the kept bytes of all rows. */
export function decodePackets(encoded: Uint8Array, bytes: Uint8Array): PacketTable {
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.byteLength);
  const count = view.getUint32(HEADER.count, true);
  const chunkCount = view.getUint32(HEADER.chunkCount, true);
  let at: number = HEADER.size;
  const read = (length: number) => {
    const column = readPlanes(encoded, at, length);
    at += 4 * length;
    return column;
  };
  const columns = Object.fromEntries(COLUMNS.map((name) => [name, read(count)])) as Record<ColumnName, Uint32Array>;
  const flow = previousInFlow(columns, count);
  for (const name of COLUMNS) sum(columns[name], CODING[name], flow);
  const chunks = Object.fromEntries(CHUNK_COLUMNS.map((name) => [name, read(chunkCount)])) as ChunkColumns;
  sum(chunks.frame, 'step', flow);
  const offsets = new Float64Array(count);
  for (let i = 1; i < count; i++) offsets[i] = offsets[i - 1]! + columns.keptLength[i - 1]!;
  return { count, startNs: view.getBigInt64(HEADER.start, true), columns, bytes, offsets, chunks, chunkCount };
}

/** For each row the row before it in the same direction of the same stream, or -1. */
function previousInFlow(columns: Columns, count: number): Int32Array {
  const previous = new Int32Array(count);
  const last = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const key = columns.stream[i]! * 2 + columns.fromClient[i]!;
    previous[i] = last.get(key) ?? -1;
    last.set(key, i);
  }
  return previous;
}

function differences(column: Uint32Array, coding: 'plain' | 'step' | 'flow', flow: Int32Array): Uint32Array {
  if (coding === 'plain') return column;
  const out = new Uint32Array(column.length);
  for (let i = 0; i < column.length; i++) {
    const before = coding === 'step' ? i - 1 : flow[i]!;
    out[i] = column[i]! - (before < 0 ? 0 : column[before]!);
  }
  return out;
}

function sum(column: Uint32Array, coding: 'plain' | 'step' | 'flow', flow: Int32Array): void {
  if (coding === 'plain') return;
  for (let i = 0; i < column.length; i++) {
    const before = coding === 'step' ? i - 1 : flow[i]!;
    if (before >= 0) column[i] = column[i]! + column[before]!;
  }
}

function writePlanes(out: Uint8Array, at: number, column: Uint32Array): number {
  const n = column.length;
  for (let i = 0; i < n; i++) {
    const value = column[i]!;
    out[at + i] = value;
    out[at + n + i] = value >>> 8;
    out[at + 2 * n + i] = value >>> 16;
    out[at + 3 * n + i] = value >>> 24;
  }
  return at + 4 * n;
}

function readPlanes(bytes: Uint8Array, at: number, n: number): Uint32Array {
  const column = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    column[i] =
      (bytes[at + i]! | (bytes[at + n + i]! << 8) | (bytes[at + 2 * n + i]! << 16) | (bytes[at + 3 * n + i]! << 24)) >>>
      0;
  }
  return column;
}
