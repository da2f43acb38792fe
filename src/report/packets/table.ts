/**
 * The packets of a capture as the report needs them: columns of numbers, and the captured bytes in one piece.
 */
/** One packet; row `i` of {@link PacketTable}. */
export interface PacketRow {
  readonly frame: number;
  /** Nanoseconds since the first packet of the table. */
  readonly time: number;
  readonly stream: number;
  /** True when the client of the stream sent it. */
  readonly fromClient: boolean;
  readonly seq: number;
  readonly ack: number;
  readonly length: number;
  readonly flags: number;
  readonly window: number;
  readonly analysis: number;
  readonly originalLength: number;
  readonly capturedLength: number;
  readonly linkType: number;
  /** What is kept of the captured bytes. */
  readonly bytes: Uint8Array;
}

/**
 * The columns that are kept; each is a Uint32Array with one entry a packet. `keptLength` is what the table holds of the
 * `capturedLength` bytes that the capture holds: less where bulk payload was left out.
 */
export const COLUMNS = [
  'frame',
  'timeHigh',
  'timeLow',
  'stream',
  'fromClient',
  'seq',
  'ack',
  'length',
  'flags',
  'window',
  'analysis',
  'originalLength',
  'capturedLength',
  'keptLength',
  'linkType',
] as const;

export type ColumnName = (typeof COLUMNS)[number];
export type Columns = Readonly<Record<ColumnName, Uint32Array>>;

/** A piece of a stream in the order of its bytes: `length` bytes from `offset` of the frame's payload. */
export const CHUNK_COLUMNS = ['stream', 'fromClient', 'frame', 'offset', 'length'] as const;
export type ChunkColumnName = (typeof CHUNK_COLUMNS)[number];
/** `frame` 0 marks a gap of `length` bytes. */
export type ChunkColumns = Readonly<Record<ChunkColumnName, Uint32Array>>;

export interface PacketTable {
  readonly count: number;
  /** Nanoseconds since the epoch of the first packet. */
  readonly startNs: bigint;
  readonly columns: Columns;
  /** Captured bytes of all rows, one after the other; `offsets[i]` is where row `i` starts. */
  readonly bytes: Uint8Array;
  readonly offsets: Float64Array;
  readonly chunks: ChunkColumns;
  readonly chunkCount: number;
}

/** Times are kept in two halves of 32 bits. */
export const TWO_32 = 0x1_0000_0000;

/** The `stream` of a frame that is no TCP segment. */
export const NO_STREAM = 0xffff_ffff;

export function rowAt(table: PacketTable, index: number): PacketRow {
  const { columns, offsets } = table;
  const start = offsets[index]!;
  return {
    frame: columns.frame[index]!,
    time: timeOf(table, index),
    stream: columns.stream[index]!,
    fromClient: columns.fromClient[index] === 1,
    seq: columns.seq[index]!,
    ack: columns.ack[index]!,
    length: columns.length[index]!,
    flags: columns.flags[index]!,
    window: columns.window[index]!,
    analysis: columns.analysis[index]!,
    originalLength: columns.originalLength[index]!,
    capturedLength: columns.capturedLength[index]!,
    linkType: columns.linkType[index]!,
    bytes: table.bytes.subarray(start, start + columns.keptLength[index]!),
  };
}

/** Nanoseconds since the first packet; negative where a packet's clock ran backwards. */
export function timeOf(table: PacketTable, index: number): number {
  return (table.columns.timeHigh[index]! | 0) * TWO_32 + table.columns.timeLow[index]!;
}

/** The row that holds a frame, or -1. Frames rise with rows. */
export function indexOfFrame(table: PacketTable, frame: number): number {
  const column = table.columns.frame;
  let low = 0;
  let high = table.count - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = column[middle]!;
    if (found === frame) return middle;
    if (found < frame) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** The rows of one stream, in order. `limit` bounds the work for figures. */
export function rowsOfStream(table: PacketTable, stream: number, limit = Number.POSITIVE_INFINITY): PacketRow[] {
  const rows: PacketRow[] = [];
  for (let i = 0; i < table.count && rows.length < limit; i++) {
    if (table.columns.stream[i] === stream) rows.push(rowAt(table, i));
  }
  return rows;
}
