/**
 * Writes a capture again as pcapng that explains itself in Wireshark: host names, comments on packets, the interface's
 * drop counters, nanosecond times. Streaming: bytes of the old file in, bytes of the new one out.
 */
import { parseAddress } from '../wire/address.ts';
import { BlockWriter, encodeBounded } from './block-writer.ts';
import { linkTypeName } from './link-types.ts';
import type { CaptureOption, OptionOwner } from './options.ts';
import { type CaptureHandler, PacketRecord } from './packet-record.ts';
import { BLOCK, BYTE_ORDER_MAGIC, NAME_RECORD, OPTION } from './pcapng-format.ts';
import { CaptureReader } from './reader.ts';
import { halves, stampBytes, timestamp, uint64 } from './timestamp-writer.ts';

const SNAP_LENGTH = 262_144;
const NANOSECOND_RESOLUTION = 9;
const WRITE_AT = 128 * 1024;
/** RFC 1035 §2.3.4 allows 255 bytes for a name. */
const MAX_NAME_BYTES = 255;
const UNKNOWN_LENGTH = 0xffff_ffff;
/** Interfaces whose options are kept. */
const MAX_INTERFACES = 4096;
const NO_OPTIONS: readonly CaptureOption[] = [];

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

/**
 * Keeps the old file's names, comments and options, but for those of a second section and after: the new file has one
 * section, whose header is written by then. What the annotations say as well, they say instead; comments are added up.
 *
 * Pushes the old file's bytes in any pieces; `write` gets the new file's, each time valid only during the call.
 */
export class CaptureAnnotator implements CaptureHandler {
  readonly #annotations: Annotations;
  readonly #write: (bytes: Uint8Array) => void;
  readonly #record = new PacketRecord();
  readonly #reader = new CaptureReader(this.#record, this);
  readonly #blocks = new BlockWriter();
  readonly #interfaces = new Map<string, number>();
  readonly #foundNames = new Map<string, string>();
  readonly #dropped = new Map<string, number>();
  #begun = false;
  #sectionOptions = NO_OPTIONS;
  readonly #interfaceOptions = new Map<number, readonly CaptureOption[]>();
  #packetOptions = NO_OPTIONS;
  readonly #problems: string[] = [];
  #ended: { seconds: number; nanoseconds: number } | null = null;
  #first: [number, number] | null = null;
  #last: [number, number] = [0, 0];
  readonly #stamp: [number, number] = [0, 0];

  constructor(annotations: Annotations, write: (bytes: Uint8Array) => void) {
    this.#annotations = annotations;
    this.#write = write;
  }

  push(bytes: Uint8Array): void {
    this.#reader.push(bytes);
  }

  finish(): Annotated {
    this.#reader.finish();
    this.#begin();
    if (this.#interfaces.size === 0) this.#nameResolution(this.#annotations.names ?? new Map());
    this.#nameResolution(this.#foundNames);
    this.#statistics();
    this.#flush();
    return { packets: this.#record.number, problems: this.#problems };
  }

  onPacket(): void {
    const record = this.#record;
    this.#begin();
    const port = this.#interfaceOf(record);
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
    if (comments !== undefined || this.#packetOptions.length > 0) {
      for (const { code, value } of this.#packetOptions) blocks.option(code, value);
      for (const comment of comments ?? []) blocks.textOption(OPTION.comment, comment);
      blocks.endOfOptions();
    }
    this.#packetOptions = NO_OPTIONS;
    blocks.end();
    if (blocks.length >= WRITE_AT) this.#flush();
  }

  onName(address: string, name: string): void {
    if (!this.#annotations.names?.has(address)) this.#foundNames.set(address, name);
  }

  onDropped(interfaceKey: string, packets: number): void {
    this.#dropped.set(interfaceKey, packets);
  }

  onOptions(owner: OptionOwner, options: readonly CaptureOption[], interfaceNumber: number): void {
    if (owner === 'packet') this.#packetOptions = options;
    else if (owner === 'section') this.#sectionOptions = options;
    else if (this.#interfaceOptions.size < MAX_INTERFACES) this.#interfaceOptions.set(interfaceNumber, options);
  }

  onCaptureEnd(seconds: number, nanoseconds: number): void {
    this.#ended = { seconds, nanoseconds };
  }

  onWarning(_code: string, message: string, offset: number): void {
    this.#problems.push(`${message} (at byte ${offset})`);
  }

  /** The old file's first section has been read, if it has sections. */
  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const blocks = this.#blocks;
    const { comment, hardware, os, application } = this.#annotations;
    blocks.start(BLOCK.sectionHeader);
    blocks.uint32(BYTE_ORDER_MAGIC);
    blocks.uint16(1);
    blocks.uint16(0);
    blocks.uint32(UNKNOWN_LENGTH);
    blocks.uint32(UNKNOWN_LENGTH);
    blocks.textOption(OPTION.comment, comment);
    const said = [
      [OPTION.sectionHardware, hardware],
      [OPTION.sectionOs, os],
      [OPTION.sectionApplication, application],
    ] as const;
    for (const [code, text] of said) blocks.textOption(code, text);
    this.#keepOptions(this.#sectionOptions, said);
    blocks.endOfOptions();
    blocks.end();
  }

  /** Writes the old options but for those that were `said` already. */
  #keepOptions(options: readonly CaptureOption[], said: readonly (readonly [number, string | undefined])[]): void {
    for (const { code, value } of options) {
      if (!said.some(([other, text]) => other === code && text !== undefined && text !== '')) {
        this.#blocks.option(code, value);
      }
    }
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

  /** An interface for each of the old ones and each link type, described before its first packet. */
  #interfaceOf({ interfaceNumber, linkType, fcsLength }: PacketRecord): number {
    const key = `${interfaceNumber}/${linkType}/${fcsLength}`;
    const known = this.#interfaces.get(key);
    if (known !== undefined) return known;
    const blocks = this.#blocks;
    blocks.start(BLOCK.interfaceDescription);
    blocks.uint16(linkType);
    blocks.uint16(0);
    blocks.uint32(SNAP_LENGTH);
    const first = this.#interfaces.size === 0;
    const options = this.#interfaceOptions.get(interfaceNumber) ?? NO_OPTIONS;
    const hasName = options.some(({ code }) => code === OPTION.interfaceName);
    const name = first ? this.#annotations.interfaceName : hasName ? undefined : linkTypeName(linkType);
    blocks.textOption(OPTION.interfaceName, name);
    this.#keepOptions(options, [[OPTION.interfaceName, name]]);
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
