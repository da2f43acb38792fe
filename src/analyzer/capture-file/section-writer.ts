/** One section of an annotated pcapng: its header, its interfaces, each before its first packet, and what was lost. */
import { parseAddress } from '../wire/address.ts';
import { type BlockWriter, encodeBounded } from './block-writer.ts';
import { linkTypeName } from './link-types.ts';
import type { CaptureOption, OptionOwner } from './options.ts';
import type { PacketRecord } from './packet-record.ts';
import { BLOCK, BYTE_ORDER_MAGIC, NAME_RECORD, OPTION } from './pcapng-format.ts';
import { halves, stampBytes, timestamp, uint64 } from './timestamp-writer.ts';

const SNAP_LENGTH = 262_144;
const NANOSECOND_RESOLUTION = 9;
/** RFC 1035 §2.3.4 allows 255 bytes for a name. */
const MAX_NAME_BYTES = 255;
/** Names in one block: far below the 16 MB at which readers take a block for rubbish. */
const NAMES_IN_BLOCK = 4096;
/** Interfaces whose options are kept. */
const MAX_INTERFACES = 4096;
const UNKNOWN_LENGTH = 0xffff_ffff;
const NO_OPTIONS: readonly CaptureOption[] = [];
const NO_NAMES: ReadonlyMap<string, string> = new Map();

/** What is said of a section beyond what the old file says. */
export interface SectionAnnotations {
  /** Address to name. */
  names?: ReadonlyMap<string, string>;
  /** Of its first interface. */
  interfaceName?: string;
  hardware?: string;
  os?: string;
  application?: string;
  comment?: string;
}

export interface SectionStatistics {
  received: number | null;
  dropped: number | null;
  /** When the capture stopped; null for the time of the last packet. */
  ended: { seconds: number; nanoseconds: number } | null;
}

export class SectionWriter {
  readonly #blocks: BlockWriter;
  readonly #said: SectionAnnotations;
  #begun = false;
  #sectionOptions = NO_OPTIONS;
  #packetOptions = NO_OPTIONS;
  /** Options of the old file's interfaces, by their number. */
  readonly #interfaceOptions = new Map<number, readonly CaptureOption[]>();
  /** The new file's interfaces, by what makes them differ. */
  readonly #interfaces = new Map<string, number>();
  readonly #foundNames = new Map<string, string>();
  #first: [number, number] | null = null;
  #last: [number, number] = [0, 0];
  readonly #stamp: [number, number] = [0, 0];

  constructor(blocks: BlockWriter, said: SectionAnnotations) {
    this.#blocks = blocks;
    this.#said = said;
  }

  /** The old file's options: of the section, of the interface with this number, or of the packet that comes next. */
  noteOptions(owner: OptionOwner, options: readonly CaptureOption[], interfaceNumber: number): void {
    if (owner === 'packet') this.#packetOptions = options;
    else if (owner === 'section') this.#sectionOptions = options;
    else if (this.#interfaceOptions.size < MAX_INTERFACES) this.#interfaceOptions.set(interfaceNumber, options);
  }

  noteName(address: string, name: string): void {
    if (!this.#said.names?.has(address)) this.#foundNames.set(address, name);
  }

  packet(record: PacketRecord, comments: readonly string[] = []): void {
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
    if (comments.length > 0 || this.#packetOptions.length > 0) {
      for (const { code, value } of this.#packetOptions) blocks.option(code, value);
      for (const comment of comments) blocks.textOption(OPTION.comment, comment);
      blocks.endOfOptions();
    }
    this.#packetOptions = NO_OPTIONS;
    blocks.end();
  }

  end(statistics: SectionStatistics): void {
    this.#begin();
    if (this.#interfaces.size === 0) this.#nameResolution(this.#said.names ?? NO_NAMES);
    this.#nameResolution(this.#foundNames);
    this.#statistics(statistics);
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    const blocks = this.#blocks;
    const { comment, hardware, os, application } = this.#said;
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
    const said = first ? this.#said.interfaceName : undefined;
    const name = said ?? (first || hasName ? undefined : linkTypeName(linkType));
    blocks.textOption(OPTION.interfaceName, name);
    this.#keepOptions(options, [[OPTION.interfaceName, name]]);
    blocks.option(OPTION.interfaceTimestampResolution, Uint8Array.of(NANOSECOND_RESOLUTION));
    if (fcsLength > 0) blocks.option(OPTION.interfaceFcsLength, Uint8Array.of(fcsLength));
    blocks.endOfOptions();
    blocks.end();
    // Not before the first interface: editcap takes a section that begins with anything else for one without packets.
    if (first) this.#nameResolution(this.#said.names ?? NO_NAMES);
    this.#interfaces.set(key, this.#interfaces.size);
    return this.#interfaces.size - 1;
  }

  #nameResolution(names: ReadonlyMap<string, string>): void {
    const records = [...names].flatMap(([text, name]) => {
      const address = parseAddress(text);
      return address === null || name === '' ? [] : [{ address, name: encodeBounded(name, MAX_NAME_BYTES) }];
    });
    for (let i = 0; i < records.length; i += NAMES_IN_BLOCK) this.#nameBlock(records.slice(i, i + NAMES_IN_BLOCK));
  }

  #nameBlock(records: readonly { address: Uint8Array; name: Uint8Array }[]): void {
    const blocks = this.#blocks;
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

  #statistics({ received, dropped, ended }: SectionStatistics): void {
    if (this.#interfaces.size === 0 || (received === null && dropped === null && ended === null)) return;
    const blocks = this.#blocks;
    blocks.start(BLOCK.interfaceStatistics);
    blocks.uint32(0);
    blocks.uint32(this.#last[0]);
    blocks.uint32(this.#last[1]);
    blocks.option(OPTION.statisticsStartTime, stampBytes(this.#first ?? this.#last));
    blocks.option(OPTION.statisticsEndTime, stampBytes(this.#endStamp(ended)));
    if (received !== null) blocks.option(OPTION.statisticsReceived, uint64(halves(received)));
    if (dropped !== null) blocks.option(OPTION.statisticsInterfaceDrops, uint64(halves(dropped)));
    blocks.endOfOptions();
    blocks.end();
  }

  #endStamp(ended: SectionStatistics['ended']): [number, number] {
    if (ended === null) return this.#last;
    const [high, low] = timestamp(ended.seconds, ended.nanoseconds, [0, 0]);
    const ahead = (high >>> 0) - (this.#last[0] >>> 0) || (low >>> 0) - (this.#last[1] >>> 0);
    return ahead > 0 ? [high, low] : this.#last;
  }
}
