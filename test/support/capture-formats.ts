/** The same packets in every capture format, and packets in other link and network layers than Ethernet and plain IP. */

export interface StoredPacket {
  seconds: number;
  nanoseconds: number;
  bytes: Uint8Array;
  originalLength: number;
}

/** The records of a little-endian nanosecond pcap, as `TestCapture` makes it. */
export function recordsOf(pcap: Uint8Array): StoredPacket[] {
  const view = new DataView(pcap.buffer, pcap.byteOffset, pcap.length);
  const list: StoredPacket[] = [];
  for (let at = 24; at < pcap.length; ) {
    const kept = view.getUint32(at + 8, true);
    list.push({
      seconds: view.getUint32(at, true),
      nanoseconds: view.getUint32(at + 4, true),
      originalLength: view.getUint32(at + 12, true),
      bytes: pcap.slice(at + 16, at + 16 + kept),
    });
    at += 16 + kept;
  }
  return list;
}

export interface PcapOptions {
  linkType?: number;
  bigEndian?: boolean;
  nanoseconds?: boolean;
  /** Alexey Kuznetzov's longer record headers. */
  kuznetzov?: boolean;
  minorVersion?: number;
  swapLengths?: boolean;
  /** In place of the one that the other options ask for. */
  magic?: number;
  /** Between the file's header and the first record. */
  afterHeader?: readonly number[];
}

export function asPcap(list: readonly StoredPacket[], options: PcapOptions = {}): Uint8Array {
  const little = options.bigEndian !== true;
  const header = new DataView(new ArrayBuffer(24));
  const magic = options.kuznetzov ? 0xa1b2cd34 : options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  header.setUint32(0, options.magic ?? magic, little);
  header.setUint16(4, 2, little);
  header.setUint16(6, options.minorVersion ?? 4, little);
  header.setUint32(16, 262_144, little);
  header.setUint32(20, options.linkType ?? 1, little);
  const records = list.map(({ seconds, nanoseconds, bytes, originalLength }) => {
    const record = new DataView(new ArrayBuffer(options.kuznetzov ? 24 : 16));
    record.setUint32(0, seconds, little);
    record.setUint32(4, options.nanoseconds ? nanoseconds : Math.floor(nanoseconds / 1000), little);
    record.setUint32(options.swapLengths ? 12 : 8, bytes.length, little);
    record.setUint32(options.swapLengths ? 8 : 12, originalLength, little);
    return join([new Uint8Array(record.buffer), bytes]);
  });
  return join([new Uint8Array(header.buffer), Uint8Array.from(options.afterHeader ?? []), ...records]);
}

/** Writes numbers and bytes in either byte order. */
export class Bytes {
  readonly #parts: Uint8Array[] = [];
  readonly #little: boolean;

  constructor(little = true) {
    this.#little = little;
  }

  u16(...values: number[]): this {
    return this.#numbers(values, 2, (view, at, value) => view.setUint16(at, value, this.#little));
  }

  u32(...values: number[]): this {
    return this.#numbers(values, 4, (view, at, value) => view.setUint32(at, value, this.#little));
  }

  raw(bytes: Uint8Array | readonly number[]): this {
    this.#parts.push(Uint8Array.from(bytes));
    return this;
  }

  /** A pcapng option, padded. */
  option(code: number, value: Uint8Array | readonly number[]): this {
    this.u16(code, value.length).raw(value);
    return this.raw(new Uint8Array((4 - (value.length % 4)) % 4));
  }

  done(): Uint8Array {
    return join(this.#parts);
  }

  #numbers(values: number[], size: number, set: (view: DataView, at: number, value: number) => void): this {
    const view = new DataView(new ArrayBuffer(values.length * size));
    for (const [index, value] of values.entries()) set(view, index * size, value);
    return this.raw(new Uint8Array(view.buffer));
  }
}

/** A pcapng block around a body. */
export function block(type: number, body: Uint8Array, little = true): Uint8Array {
  const padding = new Uint8Array((4 - (body.length % 4)) % 4);
  const length = 12 + body.length + padding.length;
  return new Bytes(little).u32(type, length).raw(body).raw(padding).u32(length).done();
}

export function sectionHeader(little = true): Uint8Array {
  return block(0x0a0d0d0a, new Bytes(little).u32(0x1a2b3c4d).u16(1, 0).u32(0xffffffff, 0xffffffff).done(), little);
}

export interface InterfaceOptions {
  linkType?: number;
  snapLength?: number;
  /** `if_tsresol`. */
  resolution?: number;
  /** `if_tsoffset` in seconds. */
  offset?: number;
}

export function interfaceBlock(options: InterfaceOptions = {}, little = true): Uint8Array {
  const body = new Bytes(little).u16(options.linkType ?? 1, 0).u32(options.snapLength ?? 0);
  if (options.resolution !== undefined) body.option(9, [options.resolution]);
  if (options.offset !== undefined) {
    const halves = little ? [options.offset, 0] : [0, options.offset];
    body.option(14, new Bytes(little).u32(...halves).done());
  }
  return block(1, body.option(0, []).done(), little);
}

/** `units` is the time in the interface's unit. */
export function enhancedPacket(packet: StoredPacket, units: bigint, port = 0, little = true): Uint8Array {
  const body = new Bytes(little).u32(port, Number(units >> 32n), Number(units & 0xffffffffn));
  return block(6, body.u32(packet.bytes.length, packet.originalLength).raw(packet.bytes).done(), little);
}

/** Without the 14 bytes of Ethernet: IP alone. */
export function withoutEthernet(packet: StoredPacket, head: readonly number[] = []): StoredPacket {
  const bytes = join([Uint8Array.from(head), packet.bytes.subarray(14)]);
  return { ...packet, bytes, originalLength: packet.originalLength - 14 + head.length };
}

/** With something between the Ethernet addresses and the packet in place of the EtherType. */
export function withTags(packet: StoredPacket, tags: readonly number[]): StoredPacket {
  const bytes = join([packet.bytes.subarray(0, 12), Uint8Array.from(tags), packet.bytes.subarray(14)]);
  return { ...packet, bytes, originalLength: packet.originalLength - 2 + tags.length };
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
