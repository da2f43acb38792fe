/**
 * The packets of a capture as the report needs them: columns of numbers, and the captured bytes in one piece.
 * Collected while the analyzer works; the analyzer's views die with each call, so what lasts is copied here.
 */
import type { Analysis } from '../../analyzer/model.ts';
import type { AnalyzerObserver, FrameView, PacketView, StreamChunk } from '../../analyzer/observer.ts';
import { layoutOf } from './payload.ts';

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

const TWO_32 = 0x1_0000_0000;

const ACK = 0x10;

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

class GrowingColumns<Name extends string> {
  #capacity = 1024;
  count = 0;
  readonly #names: readonly Name[];
  readonly #columns: Record<Name, Uint32Array>;

  constructor(names: readonly Name[]) {
    this.#names = names;
    this.#columns = Object.fromEntries(names.map((name) => [name, new Uint32Array(this.#capacity)])) as Record<
      Name,
      Uint32Array
    >;
  }

  push(row: Record<Name, number>): void {
    if (this.count === this.#capacity) this.#grow();
    for (const name of this.#names) this.#columns[name][this.count] = row[name];
    this.count += 1;
  }

  finish(): Record<Name, Uint32Array> {
    for (const name of this.#names) this.#columns[name] = this.#columns[name].slice(0, this.count);
    return this.#columns;
  }

  get(name: Name): Uint32Array {
    return this.#columns[name];
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const name of this.#names) {
      const larger = new Uint32Array(this.#capacity);
      larger.set(this.#columns[name]);
      this.#columns[name] = larger;
    }
  }
}

class GrowingBytes {
  #bytes = new Uint8Array(1 << 16);
  length = 0;

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + bytes.length));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  view(start: number, end: number): Uint8Array {
    return this.#bytes.subarray(start, end);
  }

  finish(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}

/** Beyond this many bytes only the headers of further frames are kept, so that memory does not grow with the capture. */
export const MAX_KEPT_BYTES = 512 * 1024 * 1024;
/** Enough for every header that is read here, options included. */
export const HEADER_BYTES = 192;

/** Listens to the analyzer and keeps the packets; `finish` once the analysis (which knows who is client) is there. */
export class PacketCollector implements AnalyzerObserver {
  readonly #rows = new GrowingColumns(COLUMNS);
  readonly #chunks = new GrowingColumns(CHUNK_COLUMNS);
  readonly #bytes = new GrowingBytes();
  /** Who sent the first packet of each stream; a row's `fromClient` says until `finish`: the same side sent this one. */
  readonly #firstSenders = new Map<number, { address: string; port: number }>();
  readonly #starts: number[] = [];
  #startNs: bigint | null = null;
  readonly #maxBytes: number;

  constructor(maxBytes = MAX_KEPT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  onPacket(packet: PacketView): void {
    this.#rows.push({
      frame: packet.frame,
      ...this.#keep(packet),
      stream: packet.stream,
      fromClient: this.#isFirstSender(packet) ? 1 : 0,
      seq: packet.seq >>> 0,
      ack: (packet.flags & ACK) === 0 ? 0 : packet.ack >>> 0,
      length: packet.length,
      flags: packet.flags,
      window: packet.windowSize,
      analysis: packet.analysis,
    });
  }

  onOtherFrame(frame: FrameView): void {
    this.#rows.push({
      frame: frame.number,
      ...this.#keep(frame),
      stream: NO_STREAM,
      fromClient: 0,
      seq: 0,
      ack: 0,
      length: 0,
      flags: 0,
      window: 0,
      analysis: 0,
    });
  }

  onStreamData(chunk: StreamChunk): void {
    const row = this.#rowOf(chunk.frame);
    const offset = row < 0 ? 0 : this.#offsetInPayload(row, chunk.bytes);
    this.#chunks.push({
      stream: chunk.stream,
      fromClient: chunk.direction === 'client' ? 1 : 0,
      frame: chunk.frame,
      offset,
      length: chunk.bytes.length,
    });
  }

  onStreamGap(gap: { stream: number; direction: 'client' | 'server'; length: number }): void {
    const fromClient = gap.direction === 'client' ? 1 : 0;
    this.#chunks.push({ stream: gap.stream, fromClient, frame: 0, offset: 0, length: gap.length });
  }

  finish(analysis: Analysis): PacketTable {
    const columns = this.#rows.finish();
    const swapped = new Set<number>();
    for (const { id, client } of analysis.connections) {
      const first = this.#firstSenders.get(id);
      if (first && (first.port !== client.port || first.address !== client.address)) swapped.add(id);
    }
    for (let i = 0; i < columns.frame.length; i++) {
      if (swapped.has(columns.stream[i]!)) columns.fromClient[i] = 1 - columns.fromClient[i]!;
    }
    return {
      count: columns.frame.length,
      startNs: this.#startNs ?? 0n,
      columns,
      bytes: this.#bytes.finish(),
      offsets: Float64Array.from(this.#starts),
      chunks: this.#chunks.finish(),
      chunkCount: this.#chunks.count,
    };
  }

  /** Copies the bytes, and tells the columns that every frame has. */
  #keep(frame: Pick<PacketView, 'seconds' | 'nanoseconds' | 'bytes' | 'originalLength' | 'linkType'>) {
    const now = BigInt(frame.seconds) * 1_000_000_000n + BigInt(frame.nanoseconds);
    this.#startNs ??= now;
    const time = Number(now - this.#startNs);
    const kept = this.#bytes.length < this.#maxBytes ? frame.bytes : frame.bytes.subarray(0, HEADER_BYTES);
    this.#starts.push(this.#bytes.length);
    this.#bytes.append(kept);
    return {
      timeHigh: Math.floor(time / TWO_32) >>> 0,
      timeLow: time - Math.floor(time / TWO_32) * TWO_32,
      originalLength: frame.originalLength,
      capturedLength: frame.bytes.length,
      keptLength: kept.length,
      linkType: frame.linkType,
    };
  }

  #isFirstSender(packet: PacketView): boolean {
    const first = this.#firstSenders.get(packet.stream);
    if (first === undefined) {
      this.#firstSenders.set(packet.stream, { address: packet.source(), port: packet.sourcePort });
      return true;
    }
    // Text forms are dear; ports tell unless both ends use the same one.
    if (packet.sourcePort !== packet.destinationPort) return packet.sourcePort === first.port;
    return packet.source() === first.address;
  }

  /** Chunks mostly belong to a recent packet, so look from the end. */
  #rowOf(frame: number): number {
    const column = this.#rows.get('frame');
    for (let i = this.#rows.count - 1; i >= 0 && column[i]! >= frame; i--) if (column[i] === frame) return i;
    return -1;
  }

  /** Where in its frame's payload a chunk starts: what came twice was cut off at its front or at its end. */
  #offsetInPayload(row: number, chunk: Uint8Array): number {
    const tail = this.#rows.get('length')[row]! - chunk.length;
    if (tail <= 0) return 0;
    const start = this.#starts[row]!;
    const frame = this.#bytes.view(start, start + this.#rows.get('keptLength')[row]!);
    const layout = layoutOf(frame, this.#rows.get('linkType')[row]!);
    if (layout === null) return 0;
    const kept = frame.subarray(layout.payload + tail, layout.payload + tail + chunk.length);
    return kept.every((byte, i) => byte === chunk[i]) ? tail : 0;
  }
}
