/** A body that a lone dot ends, with the dots that were put before its lines taken away (RFC 5321 §4.5.2, RFC 1939 §3). */

const LF = 0x0a;
const CR = 0x0d;
const DOT = 0x2e;
const CR_BYTE = Uint8Array.of(CR);

export class DotLines {
  #state: 'line-start' | 'within' | 'dot' | 'dot-cr' = 'line-start';
  #afterCr = false;

  /** Hands the body's bytes to `write`; `ended` when CRLF dot CRLF was reached, and then `next` is where the rest begins. */
  take(bytes: Uint8Array, offset: number, write: (part: Uint8Array) => void): { next: number; ended: boolean } {
    let at = offset;
    while (at < bytes.length) {
      const byte = bytes[at]!;
      if (this.#state === 'dot-cr') {
        if (byte === LF) return { next: at + 1, ended: true };
        write(CR_BYTE);
        this.#state = 'within';
        this.#afterCr = true;
      } else if (this.#state === 'dot') {
        if (byte === CR) {
          this.#state = 'dot-cr';
          at++;
        } else this.#state = 'within';
      } else if (this.#state === 'line-start' && byte === DOT) {
        this.#state = 'dot';
        at++;
      } else at = this.#takeLine(bytes, at, write);
    }
    return { next: at, ended: false };
  }

  /** Where the next line starts is not known any more. */
  gap(): void {
    this.#state = 'within';
    this.#afterCr = false;
  }

  /** Everything up to a CRLF that a dot or nothing follows. A bare LF ends no line here: RFC 5321 §2.3.8. */
  #takeLine(bytes: Uint8Array, from: number, write: (part: Uint8Array) => void): number {
    this.#state = 'within';
    let at = from;
    for (let end = bytes.indexOf(LF, from); end >= 0; end = bytes.indexOf(LF, at)) {
      const crlf = end > from ? bytes[end - 1] === CR : this.#afterCr;
      at = end + 1;
      if (!crlf || (at < bytes.length && bytes[at] !== DOT)) continue;
      write(bytes.subarray(from, at));
      this.#state = 'line-start';
      this.#afterCr = false;
      return at;
    }
    write(bytes.subarray(from));
    this.#afterCr = bytes[bytes.length - 1] === CR;
    return bytes.length;
  }
}
