/** The records of one direction of a TLS connection (RFC 8446 §5.1), followed to tell whether plain text comes after them. */

const HEADER_LENGTH = 5;
const LENGTH_AT = 3;
/** Change of cipher, alert, handshake, application data, heartbeat. */
const TYPES = { first: 20, last: 24 } as const;

export class TlsRecords {
  /** Plain text stands where a record would begin. */
  ended = false;
  /** Where records begin is not known any more. */
  lost = false;
  readonly #header = new Uint8Array(HEADER_LENGTH);
  #headerLength = 0;
  #left = 0;
  #seen = false;

  /** Steps over records; returns where plain text begins, or the length of `bytes`. */
  take(bytes: Uint8Array, from: number): number {
    let at = from;
    while (at < bytes.length && !this.lost) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        this.#left -= step;
        at += step;
      } else if (this.#headerLength === 0 && isText(bytes[at]!)) {
        // Before the first record it is what was said before both sides had agreed.
        this.lost = !this.#seen;
        this.ended = this.#seen;
        return this.ended ? at : bytes.length;
      } else this.#addToHeader(bytes[at++]!);
    }
    return bytes.length;
  }

  gap(): void {
    this.lost = true;
  }

  #addToHeader(byte: number): void {
    this.#header[this.#headerLength++] = byte;
    if (this.#headerLength < HEADER_LENGTH) return;
    this.#headerLength = 0;
    const [type, version] = this.#header;
    this.lost = type! < TYPES.first || type! > TYPES.last || version !== 3;
    this.#left = (this.#header[LENGTH_AT]! << 8) | this.#header[LENGTH_AT + 1]!;
    this.#seen = true;
  }
}

/** A letter or a digit: with one begins every command and every reply, and no record. */
function isText(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a);
}
