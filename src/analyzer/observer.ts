/** What a caller of the analyzer may listen to while it works. Everything handed over is valid only during the call. */
import type { Direction } from './model.ts';

/** One TCP packet and its verdicts. The object is reused for the next packet: copy what must last. */
export interface PacketView {
  frame: number;
  /** Whole seconds since the epoch, and the nanoseconds within that second. */
  seconds: number;
  nanoseconds: number;
  /** Wireshark's `tcp.stream`. */
  stream: number;
  /** Text forms are made only when asked for. */
  source(): string;
  destination(): string;
  sourcePort: number;
  destinationPort: number;
  /** Relative, as Wireshark shows them; without the ACK flag, `ack` is what the header holds. */
  seq: number;
  ack: number;
  /** Payload bytes as the headers promise. */
  length: number;
  /** The TCP flag bits, NS (AE) to FIN: 0x000 to 0x1ff. */
  flags: number;
  /** Scaled, as Wireshark's `tcp.window_size`. */
  windowSize: number;
  /** Verdicts as a bit set; `ANALYSIS_FLAGS` names the bits. */
  analysis: number;
  /** Bytes on the wire, and the bytes that the capture kept, as a view into the caller's buffer. */
  originalLength: number;
  bytes: Uint8Array;
  linkType: number;
}

/** Payload put back in order; `frame` is the frame that carried these bytes. */
export interface StreamChunk {
  stream: number;
  direction: Direction;
  frame: number;
  bytes: Uint8Array;
}

/** A frame that is no TCP segment: ARP, UDP, a fragment that waits for the rest, or one that can't be read. */
export interface FrameView {
  readonly number: number;
  readonly seconds: number;
  readonly nanoseconds: number;
  readonly originalLength: number;
  readonly linkType: number;
  readonly bytes: Uint8Array;
}

export interface AnalyzerObserver {
  onPacket?(packet: PacketView): void;
  onOtherFrame?(frame: FrameView): void;
  onStreamData?(chunk: StreamChunk): void;
  /** `length` bytes of this direction are not in the capture. */
  onStreamGap?(gap: { stream: number; direction: Direction; length: number }): void;
}

/** Where recovered files go. The analyzer suggests a name that came from the wire; the sink makes it safe. */
export interface ArtifactSink {
  create(kind: 'ftp' | 'mail' | 'attachment', suggestedName: string): ArtifactWriter;
}

export interface ArtifactWriter {
  write(bytes: Uint8Array): void;
  /** Returns the path under which the artifact can be found, relative to the run directory. */
  close(): string | null;
}

/** An incremental SHA-256; `digest()` returns lower-case hexadecimal. */
export interface Hasher {
  update(bytes: Uint8Array): void;
  digest(): string;
}

export interface AnalyzerOptions {
  /** The name to show for the capture. */
  file?: string | null;
  observer?: AnalyzerObserver;
  artifacts?: ArtifactSink;
  /**
   * How many connections the analysis lists at most whatever they are: the first ones. Of the others it lists those that
   * are not ordinary, and tells the findings that are more than `info`; a warning counts what it does not list.
   */
  maxConnections?: number;
  /** False leaves `capture.sha256` null: hashing costs more time than all the rest. */
  hashFile?: boolean;
  /** False leaves Zeek's `c` out of histories: summing up every payload takes as long as all the rest. */
  verifyChecksums?: boolean;
  /** Whether ordinary segments are taken by WebAssembly, which pays off in large captures; the analysis is the same. */
  fastPath?: 'always' | 'large' | 'never';
  /** A faster SHA-256 where there is one; pure JavaScript otherwise. */
  createHasher?: () => Hasher;
  /** When the capture stopped, where the caller knows; else what the file says of it, or the time of its last packet. */
  captureEnd?: { seconds: number; nanoseconds: number } | null;
  /** Names of addresses beyond those in the capture. */
  names?: ReadonlyMap<string, string>;
}
