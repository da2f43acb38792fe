/** Numbers and options of pcapng blocks, in the byte order of their section. The caller has checked the lengths. */
import { readInt32 } from '../wire/bytes.ts';
import { OPTION, padded } from './pcapng-format.ts';

export class BlockFields {
  bytes: Uint8Array = new Uint8Array(0);
  littleEndian = true;

  uint16(at: number): number {
    const { bytes } = this;
    return this.littleEndian ? bytes[at]! | (bytes[at + 1]! << 8) : (bytes[at]! << 8) | bytes[at + 1]!;
  }

  uint32(at: number): number {
    const { bytes } = this;
    return this.littleEndian
      ? (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
      : readInt32(bytes, at) >>> 0;
  }

  /** A signed 64-bit number as a double: what it counts here never needs more. */
  int64(at: number): number {
    const [high, low] = this.littleEndian ? [at + 4, at] : [at, at + 4];
    return (this.uint32(high) | 0) * 4_294_967_296 + this.uint32(low);
  }

  eachOption(from: number, end: number, visit: (code: number, value: number, size: number) => void): void {
    let at = from;
    while (end - at >= 4) {
      const code = this.uint16(at);
      const size = this.uint16(at + 2);
      if (code === OPTION.end || at + 4 + size > end) return;
      visit(code, at + 4, size);
      at += 4 + padded(size);
    }
  }
}
