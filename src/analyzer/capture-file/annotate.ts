/**
 * Writes a capture again as pcapng that explains itself in Wireshark: host names, comments on packets, the interface's
 * drop counters, nanosecond times. Streaming: bytes of the old file in, bytes of the new one out.
 */
import { BlockWriter } from './block-writer.ts';
import type { CaptureOption, OptionOwner } from './options.ts';
import { type CaptureHandler, PacketRecord } from './packet-record.ts';
import { CaptureReader } from './reader.ts';
import { type SectionAnnotations, type SectionStatistics, SectionWriter } from './section-writer.ts';

const WRITE_AT = 128 * 1024;
/** A broken file can hold any number of contradictions; nobody reads more of them. */
const MAX_PROBLEMS = 100;

/** Of the file, and of its first section. */
export interface Annotations extends SectionAnnotations {
  /** Frame number to the comments that Wireshark shows on that packet, in order. */
  comments?: ReadonlyMap<number, readonly string[]>;
  /** Packets received and lost as the capturing side counted them; without it, what the old file says of losses. */
  statistics?: {
    received: number | null;
    dropped: number | null;
    /** When the capture stopped; without it, what the old file says, or the time of the last packet. */
    ended?: { seconds: number; nanoseconds: number } | null;
  };
}

export interface Annotated {
  packets: number;
  /** What was wrong with the old file; what could be read of it was written. */
  problems: string[];
}

/**
 * Keeps the old file's sections, names, comments and options. What the annotations say as well, they say instead;
 * comments are added up. Losses that the annotations tell stand in the last section.
 *
 * Pushes the old file's bytes in any pieces; `write` gets the new file's, each time valid only during the call.
 */
export class CaptureAnnotator implements CaptureHandler {
  readonly #annotations: Annotations;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #record = new PacketRecord();
  readonly #reader = new CaptureReader(this.#record, this);
  readonly #blocks = new BlockWriter();
  #section: SectionWriter | null = null;
  #packets = 0;
  readonly #problems: string[] = [];
  /** What the old file says of the whole of it, and of that what earlier sections' statistics hold. */
  #dropped: number | null = null;
  #droppedBefore = 0;
  #ended: { seconds: number; nanoseconds: number } | null = null;

  constructor(annotations: Annotations, write: (bytes: Uint8Array) => void) {
    this.#annotations = annotations;
    this.#write = write;
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  finish(): Annotated {
    this.#reader.finish();
    const { statistics } = this.#annotations;
    const found = this.#foundStatistics();
    this.#current().end({
      received: statistics?.received ?? null,
      dropped: statistics?.dropped ?? found.dropped,
      ended: statistics?.ended ?? found.ended,
    });
    this.#flush();
    return { packets: this.#packets, problems: this.#problems };
  }

  onSection(): void {
    const before = this.#section;
    if (before === null) return;
    const found = this.#foundStatistics();
    before.end(this.#annotations.statistics?.dropped === undefined ? found : { ...found, dropped: null });
    this.#droppedBefore = this.#dropped ?? this.#droppedBefore;
    this.#dropped = null;
    this.#ended = null;
    this.#section = new SectionWriter(this.#blocks, {});
    this.#flushWhenFull();
  }

  onPacket(): void {
    this.#packets++;
    this.#current().packet(this.#record, this.#annotations.comments?.get(this.#record.number));
    this.#flushWhenFull();
  }

  onName(address: string, name: string): void {
    this.#current().noteName(address, name);
  }

  onDropped(packets: number): void {
    this.#dropped = packets;
  }

  onOptions(owner: OptionOwner, options: readonly CaptureOption[], interfaceNumber: number): void {
    this.#current().noteOptions(owner, options, interfaceNumber);
  }

  onCaptureEnd(seconds: number, nanoseconds: number): void {
    this.#ended = { seconds, nanoseconds };
  }

  onWarning(_code: string, message: string, offset: number): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(`${message} (at byte ${offset})`);
  }

  /** A file without sections becomes one. */
  #current(): SectionWriter {
    this.#section ??= new SectionWriter(this.#blocks, this.#annotations);
    return this.#section;
  }

  /** What the old file says of the section that ends here. */
  #foundStatistics(): SectionStatistics {
    const dropped = this.#dropped === null ? null : this.#dropped - this.#droppedBefore;
    return { received: null, dropped, ended: this.#ended };
  }

  #flushWhenFull(): void {
    if (this.#blocks.length >= WRITE_AT) this.#flush();
  }

  #flush(): void {
    if (this.#blocks.length > 0) this.#write(this.#blocks.take());
  }
}

/** The whole of a capture in memory, annotated. */
export function annotateCapture(input: Uint8Array, annotations: Annotations): Uint8Array {
  const pieces: Uint8Array[] = [];
  const annotator = new CaptureAnnotator(annotations, (bytes) => pieces.push(bytes.slice()));
  annotator.push(input);
  annotator.finish();
  const whole = new Uint8Array(pieces.reduce((total, piece) => total + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
