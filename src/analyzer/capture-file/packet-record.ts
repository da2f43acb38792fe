import type { CaptureOption, OptionOwner } from './options.ts';

/** The longest piece of a file that a handler is given to place. */
export const MAX_PIECE_BYTES = 2 * 1024 * 1024;

/** One packet as a capture file stores it. The instance is reused for the next one: copy what must last. */
export class PacketRecord {
  /** Counts from 1, as Wireshark's `frame.number`. */
  number = 0;
  /** Whole seconds since the epoch (negative before it), and the nanoseconds within that second. */
  seconds = 0;
  nanoseconds = 0;
  /** The LINKTYPE_ value of the interface it was captured on. */
  linkType = 0;
  /** Bytes on the wire, and how many of them the snapshot kept: `bytes[start]` to `bytes[start + capturedLength - 1]`. */
  originalLength = 0;
  capturedLength = 0;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Which interface of the file it was captured on, of all its sections; 0 where the format tells no interfaces apart. */
  interfaceNumber = 0;
  /** Bytes of frame check sequence at the end of the packet, as far as the file tells. */
  fcsLength = 0;
}

/** Records of a pcap file, from `bytes[from]` up to `bytes[to - 1]`; the last one may be cut. One object for a piece of the file. */
export interface PcapRecords {
  readonly bytes: Uint8Array;
  from: number;
  readonly to: number;
  readonly littleEndian: boolean;
  readonly headerLength: number;
  readonly nanosecondsPerUnit: number;
}

/** Who listens to a capture file being read. */
export interface CaptureHandler {
  /** A section of the file begins; formats without sections never say so. */
  onSection?(): void;
  /** The record holds a new packet. */
  onPacket(): void;
  /** Takes as many records as it likes to, all of the link type in the record; returns where the first one begins that is left. */
  takeRecords?(records: PcapRecords): number;
  /** Puts a piece of the file, no longer than `MAX_PIECE_BYTES`, where it would rather have it, until the next one comes. */
  place?(bytes: Uint8Array): Uint8Array;
  /** A name of an address, from a name resolution block. */
  onName(address: string, name: string): void;
  /** Packets that the capturing side says it lost: a total for the file up to here; a later call replaces it. */
  onDropped(packets: number): void;
  /** The capturing side says that it stopped then. */
  onCaptureEnd(seconds: number, nanoseconds: number): void;
  /**
   * Options that go along when the capture is written again: of a section, of the interface with this number, or of the
   * packet that comes next.
   */
  onOptions?(owner: OptionOwner, options: readonly CaptureOption[], interfaceNumber: number): void;
  onWarning(code: string, message: string, offset: number): void;
}

/** Reads whole records out of a buffer; what is left over is offered again with more bytes after it. */
export interface RecordParser {
  readonly format: 'pcap' | 'pcapng';
  /** Bytes needed from the position that `consume` returned to make progress. */
  readonly wanted: number;
  /** The file contradicts its format from here on; nothing more will be read. */
  readonly damaged: boolean;
  /** Reads records from `bytes[from]` up to `bytes[to - 1]`; returns where it stopped. `offset` is `from`'s place in the file. */
  consume(bytes: Uint8Array, from: number, to: number, offset: number): number;
}
