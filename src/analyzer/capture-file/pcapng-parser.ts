/** pcapng files (draft-ietf-opsawg-pcapng): several sections and interfaces, either byte order, unknown blocks skipped. */
import { formatIpv4, formatIpv6 } from '../wire/address.ts';
import { readInt32 } from '../wire/bytes.ts';
import { type CaptureOption, keptOption, type OptionOwner } from './options.ts';
import type { CaptureHandler, PacketRecord, RecordParser } from './packet-record.ts';
import { BLOCK, BLOCK_OVERHEAD, BYTE_ORDER_MAGIC, NAME_RECORD, OPTION, padded } from './pcapng-format.ts';
import { TimestampScale } from './timestamps.ts';

/** Wireshark's limit: a longer block means that we are reading rubbish. */
const MAX_BLOCK_LENGTH = 16 * 1024 * 1024;
const MAX_INTERFACES = 65_536;
const BODY = 8;

interface CaptureInterface {
  number: number;
  linkType: number;
  snapLength: number;
  fcsLength: number;
  scale: TimestampScale;
}

export class PcapngParser implements RecordParser {
  readonly format = 'pcapng';
  wanted = BLOCK_OVERHEAD;
  damaged = false;
  readonly #record: PacketRecord;
  readonly #handler: CaptureHandler;
  #littleEndian = true;
  #section = 0;
  #interfaces: CaptureInterface[] = [];
  #interfaceCount = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(record: PacketRecord, handler: CaptureHandler) {
    this.#record = record;
    this.#handler = handler;
  }

  consume(bytes: Uint8Array, from: number, to: number, offset: number): number {
    this.#bytes = bytes;
    let at = from;
    while (to - at >= BLOCK_OVERHEAD) {
      if (readInt32(bytes, at) === BLOCK.sectionHeader)
        this.#littleEndian = bytes[at + BODY] === (BYTE_ORDER_MAGIC & 0xff);
      const length = this.#uint32(at + 4);
      const size = padded(length);
      if (length < BLOCK_OVERHEAD || length > MAX_BLOCK_LENGTH) {
        return this.#damage(`a block claims ${length} bytes`, at, offset - from);
      }
      if (to - at < size) {
        this.wanted = size;
        return at;
      }
      const complaint = this.#readBlock(this.#uint32(at), at, length);
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
    if (this.#uint32(trailer) !== length) return 'the two lengths of a block differ';
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
    if (this.#uint32(at + BODY) !== BYTE_ORDER_MAGIC) return 'a section header has no byte-order magic';
    this.#section++;
    this.#interfaces = [];
    this.#tellOptions('section', at + 24, end);
    return null;
  }

  #readInterface(at: number, end: number): string | null {
    if (end - at < 16) return 'an interface description is too short';
    if (this.#interfaces.length >= MAX_INTERFACES) return 'too many interfaces';
    let resolution: number | undefined;
    let timestampOffset = 0;
    let fcsLength = 0;
    this.#eachOption(at + 16, end, (code, value, size) => {
      if (code === OPTION.interfaceTimestampResolution && size === 1) resolution = this.#bytes[value]!;
      else if (code === OPTION.interfaceTimestampOffset && size === 8) timestampOffset = this.#int64(value);
      else if (code === OPTION.interfaceFcsLength && size === 1) fcsLength = this.#bytes[value]!;
    });
    this.#interfaces.push({
      number: this.#interfaceCount,
      linkType: this.#uint16(at + 8),
      snapLength: this.#uint32(at + 12),
      fcsLength,
      scale: new TimestampScale(resolution, timestampOffset),
    });
    this.#tellOptions('interface', at + 16, end);
    this.#interfaceCount++;
    return null;
  }

  #readEnhancedPacket(at: number, end: number): string | null {
    if (end - at < 28) return 'a packet block is too short';
    const captured = this.#uint32(at + 20);
    if (at + 28 + captured > end) return `a packet claims ${captured} bytes, more than its block`;
    const port = this.#interfaces[this.#uint32(at + 8)];
    if (port === undefined) return 'a packet names an interface that was not described';
    port.scale.set(this.#uint32(at + 12), this.#uint32(at + 16));
    this.#tellOptions('packet', at + 28 + padded(captured), end);
    this.#emit(port, at + 28, captured, this.#uint32(at + 24));
    return null;
  }

  #readObsoletePacket(at: number, end: number): string | null {
    if (end - at < 28) return 'a packet block is too short';
    const captured = this.#uint32(at + 20);
    if (at + 28 + captured > end) return `a packet claims ${captured} bytes, more than its block`;
    const port = this.#interfaces[this.#uint16(at + 8)];
    if (port === undefined) return 'a packet names an interface that was not described';
    port.scale.set(this.#uint32(at + 12), this.#uint32(at + 16));
    this.#tellOptions('packet', at + 28 + padded(captured), end);
    this.#emit(port, at + 28, captured, this.#uint32(at + 24));
    return null;
  }

  /** It has no time and no captured length of its own: the interface's snapshot length limits it. */
  #readSimplePacket(at: number, end: number): string | null {
    if (end - at < 12) return 'a packet block is too short';
    const port = this.#interfaces[0];
    if (port === undefined) return 'a packet names an interface that was not described';
    const original = this.#uint32(at + 8);
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
    record.bytes = this.#bytes;
    record.start = start;
    record.capturedLength = captured;
    record.originalLength = original;
    record.number++;
    this.#handler.onPacket();
  }

  #readNames(from: number, end: number): void {
    const bytes = this.#bytes;
    let at = from;
    while (end - at >= 4) {
      const type = this.#uint16(at);
      const length = this.#uint16(at + 2);
      const value = at + 4;
      if (type === NAME_RECORD.end || value + length > end) return;
      if (type === NAME_RECORD.ipv4 && length > 4) {
        this.#readNameList(formatIpv4(readInt32(bytes, value)), value + 4, value + length);
      } else if (type === NAME_RECORD.ipv6 && length > 16) {
        const words = [0, 4, 8, 12].map((word) => readInt32(bytes, value + word));
        this.#readNameList(formatIpv6(words[0]!, words[1]!, words[2]!, words[3]!), value + 16, value + length);
      }
      at = value + padded(length);
    }
  }

  /** Names end in a zero byte each; the first is the one that Wireshark shows. */
  #readNameList(address: string, from: number, to: number): void {
    const zero = this.#bytes.indexOf(0, from);
    const end = zero < 0 || zero > to ? to : zero;
    const name = new TextDecoder().decode(this.#bytes.subarray(from, end));
    if (name !== '') this.#handler.onName(address, name);
  }

  #readStatistics(at: number, end: number): void {
    if (end - at < 20) return;
    let drops = -1;
    const scale = this.#interfaces[this.#uint32(at + 8)]?.scale;
    this.#eachOption(at + 20, end, (code, value, size) => {
      if (size !== 8) return;
      if (code === OPTION.statisticsEndTime && scale !== undefined) {
        scale.set(this.#uint32(value), this.#uint32(value + 4));
        this.#handler.onCaptureEnd(scale.seconds, scale.nanoseconds);
      }
      if (code === OPTION.statisticsInterfaceDrops || code === OPTION.statisticsOsDrops) {
        drops = Math.max(drops, 0) + Math.max(0, this.#int64(value));
      }
    });
    if (drops >= 0) this.#handler.onDropped(`${this.#section}/${this.#uint32(at + 8)}`, drops);
  }

  /** Only to who listens: most readers of packets have no use for them. */
  #tellOptions(owner: OptionOwner, from: number, end: number): void {
    if (this.#handler.onOptions === undefined || end - from < 4) return;
    const options: CaptureOption[] = [];
    this.#eachOption(from, end, (code, value, size) => {
      const kept = keptOption(owner, code, this.#bytes.subarray(value, value + size), this.#littleEndian);
      if (kept !== null) options.push(kept);
    });
    this.#handler.onOptions(owner, options, this.#interfaceCount);
  }

  #eachOption(from: number, end: number, visit: (code: number, value: number, size: number) => void): void {
    let at = from;
    while (end - at >= 4) {
      const code = this.#uint16(at);
      const size = this.#uint16(at + 2);
      if (code === OPTION.end || at + 4 + size > end) return;
      visit(code, at + 4, size);
      at += 4 + padded(size);
    }
  }

  #uint16(at: number): number {
    const bytes = this.#bytes;
    return this.#littleEndian ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
  }

  #uint32(at: number): number {
    const bytes = this.#bytes;
    return this.#littleEndian
      ? (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
      : readInt32(bytes, at) >>> 0;
  }

  /** A signed 64-bit number as a double: what it counts here never needs more. */
  #int64(at: number): number {
    const [high, low] = this.#littleEndian ? [at + 4, at] : [at, at + 4];
    return (this.#uint32(high) | 0) * 4_294_967_296 + this.#uint32(low);
  }
}
