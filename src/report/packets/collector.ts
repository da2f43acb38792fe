/** Collects the packets while the analyzer works; its views die with each call, so what lasts is copied here. */
import type { Analysis } from '../../analyzer/model.ts';
import type { AnalyzerObserver, FrameView, PacketView, StreamChunk } from '../../analyzer/observer.ts';
import { GrowingBytes, GrowingColumns } from './growing.ts';
import { layoutOf } from './payload.ts';
import { CHUNK_COLUMNS, COLUMNS, NO_STREAM, type PacketTable, TWO_32 } from './table.ts';

const ACK = 0x10;

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
