/**
 * Lines as bytes, written straight into buffers that are used again: a text for each packet would be ten times the
 * packet's own size, all of it garbage a moment later.
 */

/** What takes a full buffer, and calls back when the buffer may be used again. */
export type WriteBytes = (bytes: Uint8Array, written: () => void) => void;

const BUFFER_BYTES = 256 * 1024;
/** No line may be longer. */
export const MAX_LINE_BYTES = 4096;
/** Numbers below this are written with 32-bit arithmetic. */
const MAX_SMALL = 0x7fff_ffff;
const ZERO = 0x30;
const LINE_FEED = 0x0a;

export class LineWriter {
  readonly #write: WriteBytes;
  readonly #idle: Uint8Array[] = [];
  #bytes: Uint8Array = new Uint8Array(BUFFER_BYTES);
  #at = 0;

  constructor(write: WriteBytes) {
    this.#write = write;
  }

  /** Text of ASCII characters. */
  text(ascii: string): this {
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = 0; i < ascii.length; i++) bytes[at++] = ascii.charCodeAt(i);
    this.#at = at;
    return this;
  }

  /** A whole number from 0, in decimal, with zeros before it up to `digits`. */
  number(value: number, digits = 1): this {
    if (value > MAX_SMALL) return this.text(String(value).padStart(digits, '0'));
    let length = 1;
    for (let power = 10; power <= value; power *= 10) length++;
    if (length < digits) length = digits;
    let rest = value | 0;
    for (let at = this.#at + length - 1; at >= this.#at; at--) {
      const tens = (rest / 10) | 0;
      this.#bytes[at] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.#at += length;
    return this;
  }

  endLine(): void {
    this.#bytes[this.#at++] = LINE_FEED;
    if (this.#at > BUFFER_BYTES - MAX_LINE_BYTES) this.flush();
  }

  flush(): void {
    if (this.#at === 0) return;
    const full = this.#bytes;
    this.#write(full.subarray(0, this.#at), () => this.#idle.push(full));
    this.#bytes = this.#idle.pop() ?? new Uint8Array(BUFFER_BYTES);
    this.#at = 0;
  }
}
