/** pcapng files (draft-ietf-opsawg-pcapng): several sections and interfaces, either byte order, unknown blocks skipped. */
import { readInt32 } from '../wire/bytes.ts';
import { BlockFields } from './block-fields.ts';
import { eachName } from './name-resolution.ts';
import { type CaptureOption, keptOption, type OptionOwner } from './options.ts';
import type { CaptureHandler, PacketRecord, RecordParser } from './packet-record.ts';
import { BLOCK, BLOCK_OVERHEAD, BYTE_ORDER_MAGIC, OPTION, padded } from './pcapng-format.ts';
import { TimestampScale } from './timestamps.ts';

/** Wireshark's limit: a longer block means that we are reading rubbish. */
const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;
const MAX_INTERFACES = 65_536;
/** Names that are told; a file of nothing else must not fill the memory of who listens. */
const MAX_NAMES = 100_000;
const BODY = 8;

interface CaptureInterface {
  number: number;
  linkType: number;
  snapLength: number;
  fcsLength: number;
  scale: TimestampScale;
  /** Packets lost, as its last statistics say. */
  dropped: number;
}

export class PcapngParser implements RecordParser {
  readonly format = 'pcapng';
  wanted = BLOCK_OVERHEAD;
  damaged = false;
  readonly #record: PacketRecord;
  readonly #handler: CaptureHandler;
  readonly #fields = new BlockFields();
  #interfaces: CaptureInterface[] = [];
  #interfaceCount = 0;
  #dropped = 0;
  #names = 0;

  constructor(record: PacketRecord, handler: CaptureHandler) {
    this.#record = record;
    this.#handler = handler;
  }

  consume(bytes: Uint8Array, from: number, to: number, offset: number): number {
    const fields = this.#fields;
    fields.bytes = bytes;
    let at = from;
    while (to - at >= BLOCK_OVERHEAD) {
      if (readInt32(bytes, at) === BLOCK.sectionHeader)
        fields.littleEndian = bytes[at + BODY] === (BYTE_ORDER_MAGIC & 0xff);
      const length = fields.uint32(at + 4);
      const size = padded(length);
      if (length < BLOCK_OVERHEAD || length > MAX_BLOCK_LENGTH) {
        return this.#damage(`a block claims ${length} bytes`, at, offset - from);
      }
      if (to - at < size) {
        this.wanted = size;
        return at;
      }
      const complaint = this.#readBlock(this.#fields.uint32(at), at, length);
      if (complaint !== null) return this.#damage(complaint, at, offset - from);
      at += size;
    }
    this.wanted = BLOCK_OVERHEAD;
    return at;
  }

  #damage(message: string, at: number, base: number): number {
    this.damaged = true;
    this.#handler.onWarning('damaged', message, base + at);
    return at;
  }

  /** Returns what is wrong with the block, or null. */
  #readBlock(type: number, at: number, length: number): string | null {
    const trailer = at + padded(length) - 4;
    if (this.#fields.uint32(trailer) !== length) return 'the two lengths of a block differ';
    const end = at + length - 4;
    switch (type) {
      case BLOCK.enhancedPacket:
        return this.#readEnhancedPacket(at, end);
      case BLOCK.simplePacket:
        return this.#readSimplePacket(at, end);
      case BLOCK.obsoletePacket:
        return this.#readObsoletePacket(at, end);
      case BLOCK.sectionHeader:
        return this.#readSectionHeader(at, end);
      case BLOCK.interfaceDescription:
        return this.#readInterface(at, end);
      case BLOCK.nameResolution:
        this.#readNames(at + BODY, end);
        return null;
      case BLOCK.interfaceStatistics:
        this.#readStatistics(at, end);
        return null;
      case BLOCK.systemdJournal:
      case BLOCK.sysdigEvent:
      case BLOCK.sysdigEvent2:
      case BLOCK.sysdigEvent2Large:
      case BLOCK.custom:
      case BLOCK.customNotToCopy:
        // Wireshark lists these among the packets: without counting them every later frame number would be wrong.
        this.#record.number++;
        return null;
      default:
        return null;
    }
  }

  #readSectionHeader(at: number, end: number): string | null {
    if (end - at < 24) return 'a section header is too short';
    if (this.#fields.uint32(at + BODY) !== BYTE_ORDER_MAGIC) return 'a section header has no byte-order magic';
    this.#interfaces = [];
    this.#handler.onSection?.();
    this.#tellOptions('section', at + 24, end);
    return null;
  }

  #readInterface(at: number, end: number): string | null {
    if (end - at < 16) return 'an interface description is too short';
    if (this.#interfaces.length >= MAX_INTERFACES) return 'too many interfaces';
    let resolution: number | undefined;
    let timestampOffset = 0;
    let fcsLength = 0;
    this.#fields.eachOption(at + 16, end, (code, value, size) => {
      if (code === OPTION.interfaceTimestampResolution && size === 1) resolution = this.#fields.bytes[value]!;
      else if (code === OPTION.interfaceTimestampOffset && size === 8) timestampOffset = this.#fields.int64(value);
      else if (code === OPTION.interfaceFcsLength && size === 1) fcsLength = this.#fields.bytes[value]!;
    });
    this.#interfaces.push({
      number: this.#interfaceCount,
      linkType: this.#fields.uint16(at + 8),
      snapLength: this.#fields.uint32(at + 12),
      fcsLength,
      scale: new TimestampScale(resolution, timestampOffset),
      dropped: 0,
    });
    this.#tellOptions('interface', at + 16, end);
    this.#interfaceCount++;
    return null;
  }

  #readEnhancedPacket(at: number, end: number): string | null {
    if (end - at < 28) return 'a packet block is too short';
    const captured = this.#fields.uint32(at + 20);
    if (at + 28 + captured > end) return `a packet claims ${captured} bytes, more than its block`;
    const port = this.#interfaces[this.#fields.uint32(at + 8)];
    if (port === undefined) return 'a packet names an interface that was not described';
    port.scale.set(this.#fields.uint32(at + 12), this.#fields.uint32(at + 16));
    this.#tellOptions('packet', at + 28 + padded(captured), end);
    this.#emit(port, at + 28, captured, this.#fields.uint32(at + 24));
    return null;
  }

  #readObsoletePacket(at: number, end: number): string | null {
    if (end - at < 28) return 'a packet block is too short';
    const captured = this.#fields.uint32(at + 20);
    if (at + 28 + captured > end) return `a packet claims ${captured} bytes, more than its block`;
    const port = this.#interfaces[this.#fields.uint16(at + 8)];
    if (port === undefined) return 'a packet names an interface that was not described';
    port.scale.set(this.#fields.uint32(at + 12), this.#fields.uint32(at + 16));
    this.#tellOptions('packet', at + 28 + padded(captured), end);
    this.#emit(port, at + 28, captured, this.#fields.uint32(at + 24));
    return null;
  }

  /** It has no time and no captured length of its own: the interface's snapshot length limits it. */
  #readSimplePacket(at: number, end: number): string | null {
    if (end - at < 12) return 'a packet block is too short';
    const port = this.#interfaces[0];
    if (port === undefined) return 'a packet names an interface that was not described';
    const original = this.#fields.uint32(at + 8);
    const limit = port.snapLength === 0 ? original : Math.min(original, port.snapLength);
    if (at + 12 + limit > end) return `a packet claims ${limit} bytes, more than its block`;
    port.scale.seconds = 0;
    port.scale.nanoseconds = 0;
    this.#emit(port, at + 12, limit, original);
    return null;
  }

  #emit(port: CaptureInterface, start: number, captured: number, original: number): void {
    const record = this.#record;
    record.seconds = port.scale.seconds;
    record.nanoseconds = port.scale.nanoseconds;
    record.linkType = port.linkType;
    record.fcsLength = port.fcsLength;
    record.interfaceNumber = port.number;
    record.bytes = this.#fields.bytes;
    record.start = start;
    record.capturedLength = captured;
    record.originalLength = original;
    record.number++;
    this.#handler.onPacket();
  }

  #readNames(from: number, end: number): void {
    eachName(this.#fields, from, end, (address, name) => {
      this.#names++;
      if (this.#names <= MAX_NAMES) this.#handler.onName(address, name);
    });
  }

  #readStatistics(at: number, end: number): void {
    if (end - at < 20) return;
    const port = this.#interfaces[this.#fields.uint32(at + 8)];
    if (port === undefined) return;
    let drops = -1;
    this.#fields.eachOption(at + 20, end, (code, value, size) => {
      if (size !== 8) return;
      if (code === OPTION.statisticsEndTime) {
        port.scale.set(this.#fields.uint32(value), this.#fields.uint32(value + 4));
        this.#handler.onCaptureEnd(port.scale.seconds, port.scale.nanoseconds);
      }
      if (code === OPTION.statisticsInterfaceDrops || code === OPTION.statisticsOsDrops) {
        drops = Math.max(drops, 0) + Math.max(0, this.#fields.int64(value));
      }
    });
    if (drops < 0) return;
    this.#dropped = Math.min(this.#dropped - port.dropped + drops, Number.MAX_SAFE_INTEGER);
    port.dropped = Math.min(drops, Number.MAX_SAFE_INTEGER);
    this.#handler.onDropped(this.#dropped);
  }

  /** Only to who listens: most readers of packets have no use for them. */
  #tellOptions(owner: OptionOwner, from: number, end: number): void {
    if (this.#handler.onOptions === undefined || end - from < 4) return;
    const { bytes, littleEndian } = this.#fields;
    const options: CaptureOption[] = [];
    this.#fields.eachOption(from, end, (code, value, size) => {
      const kept = keptOption(owner, code, bytes.subarray(value, value + size), littleEndian);
      if (kept !== null) options.push(kept);
    });
    if (options.length > 0) this.#handler.onOptions(owner, options, this.#interfaceCount);
  }
}
