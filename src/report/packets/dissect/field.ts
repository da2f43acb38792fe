/** The layer tree: what each stretch of a packet's bytes says, as Wireshark's details pane shows it. */

export interface Field {
  readonly text: string;
  /** Wireshark's name of the field, null for a heading. */
  readonly name: string | null;
  /** The bytes it was read from, in the captured frame. */
  readonly start: number;
  readonly end: number;
  readonly children: readonly Field[];
}

export function field(text: string, name: string | null, start: number, end: number, children: Field[] = []): Field {
  return { text, name, start, end, children };
}

/** Reads numbers, big-endian; what lies past the end of the bytes reads as zero, so a cut packet never throws. */
export class Bytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get length(): number {
    return this.bytes.length;
  }

  u8(at: number): number {
    return this.bytes[at] ?? 0;
  }

  u16(at: number): number {
    return (this.u8(at) << 8) | this.u8(at + 1);
  }

  u32(at: number): number {
    return ((this.u16(at) << 16) | this.u16(at + 2)) >>> 0;
  }

  hex(at: number, length: number): string {
    return [...this.bytes.subarray(at, at + length)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  mac(at: number): string {
    return [0, 1, 2, 3, 4, 5]
      .map((i) =>
        this.u8(at + i)
          .toString(16)
          .padStart(2, '0'),
      )
      .join(':');
  }

  ipv4(at: number): string {
    return [0, 1, 2, 3].map((i) => this.u8(at + i)).join('.');
  }

  ipv6(at: number): string {
    const groups = Array.from({ length: 8 }, (_, i) => this.u16(at + 2 * i).toString(16));
    return compressZeros(groups);
  }
}

/** RFC 5952 §4.2: the longest run of two or more zero groups becomes `::`, the first one where there are several. */
function compressZeros(groups: readonly string[]): string {
  let best = { start: -1, length: 1 };
  for (let i = 0; i < groups.length; i++) {
    let length = 0;
    while (groups[i + length] === '0') length++;
    if (length > best.length) best = { start: i, length };
  }
  if (best.start < 0) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** `.... ..1.`: one bit of a field of `width` bits, in groups of four. */
export function bitMask(bit: number, width: number, set: boolean): string {
  const marks = Array.from({ length: width }, (_, i) => (width - 1 - i === bit ? (set ? '1' : '0') : '.'));
  return marks.join('').replace(/(.{4})(?=.)/g, '$1 ');
}
