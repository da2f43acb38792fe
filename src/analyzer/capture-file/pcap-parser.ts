/** pcap files: draft-ietf-opsawg-pcap, the nanosecond variant, Alexey Kuznetzov's variant with longer record headers, AIX's and Ixia's. */
import { LINK_TYPE } from './link-types.ts';
import type { CaptureHandler, PacketRecord, PcapRecords, RecordParser } from './packet-record.ts';

/** The magic number as a big-endian reader sees it. */
export const PCAP_MAGIC = { micro: 0xa1b2c3d4, nano: 0xa1b23c4d, kuznetzov: 0xa1b2cd34 } as const;
/** Ixia's testers: the length of all records follows the header; their hardware counts nanoseconds. */
const IXIA_MAGIC = { hardware: 0x1c0001ac, software: 0x1c0001ab } as const;
const IXIA_LENGTH = 4;
const HEADER_LENGTH = 24;
const RECORD_HEADER_LENGTH = 16;
const KUZNETZOV_RECORD_HEADER_LENGTH = 24;
/** libpcap's MAXIMUM_SNAPLEN and Wireshark's limit: a longer record means that we are reading rubbish. */
const MAX_PACKET_LENGTH = 262_144;
/** The link type field also holds flags: bit 26 says that bits 28 to 31 count the FCS in units of two bytes. */
const LINK_TYPE_MASK = 0xffff;
const FCS_PRESENT = 0x0400_0000;
const FCS_SHIFT = 28;
/** Before version 2.3 the two lengths of a record were the other way round; in 2.3 either way occurs. */
const FIRST_MINOR_IN_ORDER = 4;
/** AIX writes version 2.2 with interface types of its own for link types, and nanoseconds. */
const AIX_MINOR = 2;
const AIX_LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [6, LINK_TYPE.ethernet],
  [9, LINK_TYPE.tokenRing],
  [24, LINK_TYPE.null],
]);
/** DG/UX wrote this major version, with the lengths swapped. */
const DG_UX_MAJOR = 543;

export interface PcapVariant {
  littleEndian: boolean;
  nanoseconds: boolean;
  kuznetzov: boolean;
  headerLength: number;
}

/** Which pcap a file is by its first four bytes, read big-endian; undefined when it is none. */
export function pcapVariant(magic: number): PcapVariant | undefined {
  const swapped =
    (((magic & 0xff) << 24) | ((magic & 0xff00) << 8) | ((magic >>> 8) & 0xff00) | ((magic >>> 24) & 0xff)) >>> 0;
  for (const [value, littleEndian] of [
    [magic, false],
    [swapped, true],
  ] as const) {
    const kuznetzov = value === PCAP_MAGIC.kuznetzov;
    const ixia = value === IXIA_MAGIC.hardware || value === IXIA_MAGIC.software;
    const nanoseconds = value === PCAP_MAGIC.nano || value === IXIA_MAGIC.hardware;
    if (value !== PCAP_MAGIC.micro && !kuznetzov && !nanoseconds && !ixia) continue;
    return { littleEndian, nanoseconds, kuznetzov, headerLength: HEADER_LENGTH + (ixia ? IXIA_LENGTH : 0) };
  }
  return undefined;
}

export class PcapParser implements RecordParser {
  readonly format = 'pcap';
  wanted: number;
  damaged = false;
  readonly #record: PacketRecord;
  readonly #handler: CaptureHandler;
  readonly #littleEndian: boolean;
  #nanosecondsPerUnit: number;
  readonly #headerLength: number;
  readonly #recordHeaderLength: number;
  #headerRead = false;
  #swappedLengths: 'no' | 'yes' | 'maybe' = 'no';

  constructor(variant: PcapVariant, record: PacketRecord, handler: CaptureHandler) {
    this.#record = record;
    this.#handler = handler;
    this.#littleEndian = variant.littleEndian;
    this.#headerLength = variant.headerLength;
    this.wanted = variant.headerLength;
    this.#nanosecondsPerUnit = variant.nanoseconds ? 1 : 1000;
    this.#recordHeaderLength = variant.kuznetzov ? KUZNETZOV_RECORD_HEADER_LENGTH : RECORD_HEADER_LENGTH;
  }

  consume(bytes: Uint8Array, from: number, to: number, offset: number): number {
    let at = from;
    if (!this.#headerRead) {
      if (to - at < this.#headerLength) return at;
      this.#readHeader(bytes, at);
      at += this.#headerLength;
    }
    return this.#consumeRecords(bytes, at, to, offset - from);
  }

  #readHeader(bytes: Uint8Array, at: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const read = (place: number): number => view.getUint32(place, this.#littleEndian);
    const versions = read(at + 4);
    const major = this.#littleEndian ? versions & 0xffff : versions >>> 16;
    const minor = this.#littleEndian ? versions >>> 16 : versions & 0xffff;
    if (major === DG_UX_MAJOR || (major === 2 && minor < FIRST_MINOR_IN_ORDER - 1)) this.#swappedLengths = 'yes';
    else if (major === 2 && minor === FIRST_MINOR_IN_ORDER - 1) this.#swappedLengths = 'maybe';
    const network = read(at + 20);
    this.#record.linkType = network & LINK_TYPE_MASK;
    const linkTypeOfAix = major === 2 && minor === AIX_MINOR ? AIX_LINK_TYPES.get(this.#record.linkType) : undefined;
    if (linkTypeOfAix !== undefined) {
      this.#record.linkType = linkTypeOfAix;
      this.#nanosecondsPerUnit = 1;
    }
    this.#record.fcsLength = (network & FCS_PRESENT) !== 0 ? (network >>> FCS_SHIFT) * 2 : 0;
    this.#headerRead = true;
  }

  /** Null where they are to be read one by one. */
  #takenTogether(bytes: Uint8Array, from: number, to: number): PcapRecords | null {
    if (this.#handler.takeRecords === undefined || this.#swappedLengths !== 'no') return null;
    const nanosecondsPerUnit = this.#nanosecondsPerUnit;
    return {
      bytes,
      from,
      to,
      littleEndian: this.#littleEndian,
      headerLength: this.#recordHeaderLength,
      nanosecondsPerUnit,
    };
  }

  #consumeRecords(bytes: Uint8Array, from: number, to: number, base: number): number {
    const record = this.#record;
    const little = this.#littleEndian;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const headerLength = this.#recordHeaderLength;
    const records = this.#takenTogether(bytes, from, to);
    let at = from;
    while (to - at >= headerLength) {
      if (records !== null) {
        records.from = at;
        at = this.#handler.takeRecords!(records);
        if (to - at < headerLength) break;
      }
      let captured = view.getUint32(at + 8, little);
      let original = view.getUint32(at + 12, little);
      if (this.#swappedLengths === 'yes' || (this.#swappedLengths === 'maybe' && captured > original)) {
        [captured, original] = [original, captured];
      }
      if (captured > MAX_PACKET_LENGTH) {
        this.damaged = true;
        this.#handler.onWarning('damaged', `a record claims ${captured} bytes`, base + at);
        return at;
      }
      if (to - at < headerLength + captured) {
        this.wanted = headerLength + captured;
        return at;
      }
      // The field is unsigned in the format; times before 1970 do not occur.
      record.seconds = view.getUint32(at, little);
      record.nanoseconds = view.getUint32(at + 4, little) * this.#nanosecondsPerUnit;
      record.capturedLength = captured;
      record.originalLength = original;
      record.bytes = bytes;
      record.start = at + headerLength;
      at += headerLength + captured;
      record.number++;
      this.#handler.onPacket();
    }
    this.wanted = headerLength;
    return at;
  }
}
