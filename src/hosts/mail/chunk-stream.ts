import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';

type Done = (error?: Error | null) => void;

/**
 * smtp-server's parser with a third mode beside commands and dot-stuffed data: the next so many octets as they are, which
 * is what BDAT needs (RFC 3030).
 */
export class ChunkStream extends SMTPStream {
  #chunk: { left: number; parts: Buffer[]; finish: (bytes: Buffer) => void } | undefined;

  /** The next `size` octets go to `finish`; then come commands again. */
  startChunk(size: number, finish: (bytes: Buffer) => void): void {
    this.#chunk = { left: size, parts: [], finish };
    if (size === 0) this.#endChunk();
    else this._dataMode = true;
  }

  override _feedDataStream(bytes: Buffer, done: Done): void {
    const chunk = this.#chunk;
    if (chunk === undefined) {
      super._feedDataStream(bytes, done);
      return;
    }
    const part = bytes.subarray(0, chunk.left);
    chunk.parts.push(part);
    chunk.left -= part.length;
    if (chunk.left > 0) {
      done();
      return;
    }
    this.#endChunk();
    this._write(bytes.subarray(part.length), 'buffer', done);
  }

  #endChunk(): void {
    const chunk = this.#chunk;
    this.#chunk = undefined;
    this._dataMode = false;
    chunk?.finish(Buffer.concat(chunk.parts));
  }
}
