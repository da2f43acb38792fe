/** Builds pcapng blocks in one growing buffer, little-endian. */
import { OPTION, padded } from './pcapng-format.ts';

const INITIAL_CAPACITY = 256 * 1024;
/** The option's length field has 16 bits. */
const MAX_OPTION_LENGTH = 65_535;
const encoder = new TextEncoder();

export class BlockWriter {
  #bytes = new Uint8Array(INITIAL_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #blockStart = 0;
  /** Bytes written and not yet taken. */
  length = 0;

  /** What was written; valid until the next block is started. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  start(type: number): void {
    this.#blockStart = this.length;
    this.uint32(type);
    this.uint32(0);
  }

  end(): void {
    const length = this.length - this.#blockStart + 4;
    this.uint32(length);
    this.#view.setUint32(this.#blockStart + 4, length, true);
  }

  uint16(value: number): void {
    this.#reserve(2);
    this.#view.setUint16(this.length, value, true);
    this.length += 2;
  }

  uint32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Copies bytes and pads them to 32 bits. */
  bytes(source: Uint8Array): void {
    const size = padded(source.length);
    this.#reserve(size);
    this.#bytes.set(source, this.length);
    this.#bytes.fill(0, this.length + source.length, this.length + size);
    this.length += size;
  }

  option(code: number, value: Uint8Array): void {
    this.uint16(code);
    this.uint16(value.length);
    this.bytes(value);
  }

  textOption(code: number, text: string | undefined): void {
    if (text === undefined || text === '') return;
    this.option(code, encodeBounded(text, MAX_OPTION_LENGTH));
  }

  endOfOptions(): void {
    this.uint16(OPTION.end);
    this.uint16(0);
  }

  #reserve(size: number): void {
    if (this.length + size <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.length + size));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** UTF-8 of at most `limit` bytes, never cut inside a character. */
export function encodeBounded(text: string, limit: number): Uint8Array {
  const bytes = encoder.encode(text);
  if (bytes.length <= limit) return bytes;
  let end = limit;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
