/** Cuts a byte stream into lines that end with CRLF (a lone LF is taken as well), however the bytes were cut on the way. */
const LF = 0x0a;
const CR = 0x0d;

export class LineSplitter {
  readonly #maxLength: number;
  #rest: Buffer = Buffer.alloc(0);

  /** `maxLength` in bytes, line end included. */
  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The lines that are now complete, without their ends. Throws `RangeError` for a line that is too long. */
  push(chunk: Uint8Array): Buffer[] {
    let data = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    const lines: Buffer[] = [];
    for (let end = data.indexOf(LF); end !== -1; end = data.indexOf(LF)) {
      if (end >= this.#maxLength) throw new RangeError('line too long');
      lines.push(data.subarray(0, end > 0 && data[end - 1] === CR ? end - 1 : end));
      data = data.subarray(end + 1);
    }
    if (data.length >= this.#maxLength) throw new RangeError('line too long');
    this.#rest = data;
    return lines;
  }

  /** Takes away what has come after the last complete line. */
  takeRest(): Buffer {
    const rest = this.#rest;
    this.#rest = Buffer.alloc(0);
    return rest;
  }
}
