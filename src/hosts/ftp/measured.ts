/** Counts and hashes the bytes that pass: the ground truth of a transfer. */
import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

export interface Measurement {
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export class MeasuredStream extends Transform {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
    callback(null, chunk);
  }

  /** Once, after the stream has ended. */
  measurement(): { bytes: number; sha256: string } {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
