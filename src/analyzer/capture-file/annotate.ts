/**
 * Writes a capture again as pcapng that explains itself in Wireshark: host names, comments on packets, the interface's
 * drop counters, nanosecond times. Streaming: bytes of the old file in, bytes of the new one out.
 */
import { parseAddress } from '../wire/address.ts';
import { BlockWriter, encodeBounded } from './block-writer.ts';
import { linkTypeName } from './link-types.ts';
import { type CaptureHandler, PacketRecord } from './packet-record.ts';
import { BLOCK, BYTE_ORDER_MAGIC, NAME_RECORD, OPTION } from './pcapng-format.ts';
import { CaptureReader } from './reader.ts';

const SNAP_LENGTH = 262_144;
const NANOSECOND_RESOLUTION = 9;
const WRITE_AT = 128 * 1024;
/** RFC 1035 §2.3.4 allows 255 bytes for a name. */
const MAX_NAME_BYTES = 255;
const UNKNOWN_LENGTH = 0xffff_ffff;

export interface Annotations {
  /** Address to name. */
  names?: ReadonlyMap<string, string>;
  /** Frame number to the comments that Wireshark shows on that packet, in order. */
  comments?: ReadonlyMap<number, readonly string[]>;
  interfaceName?: string;
  /** Packets received and lost as the capturing side counted them; without it, what the old file says of losses. */
  statistics?: {
    received: number | null;
    dropped: number | null;
    /** When the capture stopped; without it, what the old file says, or the time of the last packet. */
    ended?: { seconds: number; nanoseconds: number } | null;
  };
  hardware?: string;
  os?: string;
  application?: string;
  /** A comment on the file as a whole. */
  comment?: string;
}

export interface Annotated {
  packets: number;
  /** What was wrong with the old file; what could be read of it was written. */
  problems: string[];
}

/** Pushes the old file's bytes in any pieces; `write` gets the new file's, each time valid only during the call. */
export class CaptureAnnotator implements CaptureHandler {
  readonly #annotations: Annotations;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #record = new PacketRecord();
  readonly #reader = new CaptureReader(this.#record, this);
  readonly #blocks = new BlockWriter();
  readonly #interfaces = new Map<string, number>();
  readonly #foundNames = new Map<string, string>();
  readonly #dropped = new Map<string, number>();
  readonly #problems: string[] = [];
  #ended: { seconds: number; nanoseconds: number } | null = null;
  #first: [number, number] | null = null;
  #last: [number, number] = [0, 0];
  readonly #stamp: [number, number] = [0, 0];

  constructor(annotations: Annotations, write: (bytes: Uint8Array) => void) {
    this.#annotations = annotations;
    this.#write = write;
    this.#sectionHeader();
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  finish(): Annotated {
    this.#reader.finish();
    if (this.#interfaces.size === 0) this.#nameResolution(this.#annotations.names ?? new Map());
    this.#nameResolution(this.#foundNames);
    this.#statistics();
    this.#flush();
    return { packets: this.#record.number, problems: this.#problems };
  }

  onPacket(): void {
    const record = this.#record;
    const port = this.#interfaceOf(record.linkType, record.fcsLength);
    const stamp = timestamp(record.seconds, record.nanoseconds, this.#stamp);
    this.#first ??= [stamp[0], stamp[1]];
    this.#last[0] = stamp[0];
    this.#last[1] = stamp[1];
    const blocks = this.#blocks;
    blocks.start(BLOCK.enhancedPacket);
    blocks.uint32(port);
    blocks.uint32(stamp[0]);
    blocks.uint32(stamp[1]);
    blocks.uint32(record.capturedLength);
    blocks.uint32(record.originalLength);
    blocks.bytes(record.bytes.subarray(record.start, record.start + record.capturedLength));
    const comments = this.#annotations.comments?.get(record.number);
    if (comments !== undefined) {
      for (const comment of comments) blocks.textOption(OPTION.comment, comment);
      blocks.endOfOptions();
    }
    blocks.end();
    if (blocks.length >= WRITE_AT) this.#flush();
  }

  onName(address: string, name: string): void {
    if (!this.#annotations.names?.has(address)) this.#foundNames.set(address, name);
  }

  onDropped(interfaceKey: string, packets: number): void {
    this.#dropped.set(interfaceKey, packets);
  }

  onCaptureEnd(seconds: number, nanoseconds: number): void {
    this.#ended = { seconds, nanoseconds };
  }

  onWarning(_code: string, message: string, offset: number): void {
    this.#problems.push(`${message} (at byte ${offset})`);
  }

  #sectionHeader(): void {
    const blocks = this.#blocks;
    const { comment, hardware, os, application } = this.#annotations;
    blocks.start(BLOCK.sectionHeader);
    blocks.uint32(BYTE_ORDER_MAGIC);
    blocks.uint16(1);
    blocks.uint16(0);
    blocks.uint32(UNKNOWN_LENGTH);
    blocks.uint32(UNKNOWN_LENGTH);
    blocks.textOption(OPTION.comment, comment);
    blocks.textOption(OPTION.sectionHardware, hardware);
    blocks.textOption(OPTION.sectionOs, os);
    blocks.textOption(OPTION.sectionApplication, application);
    blocks.endOfOptions();
    blocks.end();
  }

  #nameResolution(names: ReadonlyMap<string, string>): void {
    const blocks = this.#blocks;
    const records = [...names].flatMap(([text, name]) => {
      const address = parseAddress(text);
      return address === null || name === '' ? [] : [{ address, name: encodeBounded(name, MAX_NAME_BYTES) }];
    });
    if (records.length === 0) return;
    blocks.start(BLOCK.nameResolution);
    for (const { address, name } of records) {
      blocks.uint16(address.length === 4 ? NAME_RECORD.ipv4 : NAME_RECORD.ipv6);
      blocks.uint16(address.length + name.length + 1);
      const value = new Uint8Array(address.length + name.length + 1);
      value.set(address);
      value.set(name, address.length);
      blocks.bytes(value);
    }
    blocks.uint16(NAME_RECORD.end);
    blocks.uint16(0);
    blocks.end();
  }

  /** An interface for each link type, described before its first packet. */
  #interfaceOf(linkType: number, fcsLength: number): number {
    const key = `${linkType}/${fcsLength}`;
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const blocks = this.#blocks;
    blocks.start(BLOCK.interfaceDescription);
    blocks.uint16(linkType);
    blocks.uint16(0);
    blocks.uint32(SNAP_LENGTH);
    const first = this.#interfaces.size === 0;
    blocks.textOption(OPTION.interfaceName, first ? this.#annotations.interfaceName : linkTypeName(linkType));
    blocks.option(OPTION.interfaceTimestampResolution, Uint8Array.of(NANOSECOND_RESOLUTION));
    if (fcsLength > 0) blocks.option(OPTION.interfaceFcsLength, Uint8Array.of(fcsLength));
    blocks.endOfOptions();
    blocks.end();
    // Not before the first interface: editcap takes a section that begins with anything else for one without packets.
    if (first) this.#nameResolution(this.#annotations.names ?? new Map());
    this.#interfaces.set(key, this.#interfaces.size);
    return this.#interfaces.size - 1;
  }

  #statistics(): void {
    const found = [...this.#dropped.values()];
    const received = this.#annotations.statistics?.received ?? null;
    const dropped = this.#annotations.statistics?.dropped ?? (found.length === 0 ? null : sum(found));
    const ended = this.#annotations.statistics?.ended ?? this.#ended;
    if (this.#interfaces.size === 0 || (received === null && dropped === null && ended === null)) return;
    const blocks = this.#blocks;
    blocks.start(BLOCK.interfaceStatistics);
    blocks.uint32(0);
    blocks.uint32(this.#last[0]);
    blocks.uint32(this.#last[1]);
    blocks.option(OPTION.statisticsStartTime, stampBytes(this.#first ?? this.#last));
    blocks.option(OPTION.statisticsEndTime, stampBytes(this.#end()));
    if (received !== null) blocks.option(OPTION.statisticsReceived, uint64(halves(received)));
    if (dropped !== null) blocks.option(OPTION.statisticsInterfaceDrops, uint64(halves(dropped)));
    blocks.endOfOptions();
    blocks.end();
  }

  #end(): [number, number] {
    const ended = this.#annotations.statistics?.ended ?? this.#ended;
    if (ended === null) return this.#last;
    const [high, low] = timestamp(ended.seconds, ended.nanoseconds, [0, 0]);
    const ahead = (high >>> 0) - (this.#last[0] >>> 0) || (low >>> 0) - (this.#last[1] >>> 0);
    return ahead > 0 ? [high, low] : this.#last;
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
  const whole = new Uint8Array(sum(pieces.map((piece) => piece.length)));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const TWO_32 = 4_294_967_296;

function halves(value: number): [number, number] {
  return [Math.floor(value / TWO_32), value % TWO_32];
}

/** A timestamp option: as in a packet block, the high half comes first, each in the file's byte order. */
function stampBytes([high, low]: readonly [number, number]): Uint8Array {
  return uint64([low, high]);
}

/** Little-endian, from the high and low half. */
function uint64([high, low]: readonly [number, number]): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, low, true);
  view.setUint32(4, high, true);
  return bytes;
}

/** Nanoseconds since the epoch in two halves; every intermediate stays below 2^53. Times before 1970 become 0. */
function timestamp(seconds: number, nanoseconds: number, into: [number, number]): [number, number] {
  const whole = Math.max(0, seconds);
  const upper = Math.floor(whole / 65_536) * 1e9;
  const low = (upper % 65_536) * 65_536 + (whole % 65_536) * 1e9 + nanoseconds;
  into[0] = Math.floor(upper / 65_536) + Math.floor(low / TWO_32);
  into[1] = low % TWO_32;
  return into;
}
