/** A directory for files recovered from the wire: names are made safe, nothing is overwritten, nothing leaves it. */
import { appendFileSync, closeSync, openSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ArtifactSink, ArtifactWriter } from '../analyzer/observer.ts';
import { safeName, UniqueNames } from '../base/safe-name.ts';
import { makeDirectory } from '../report/make-directory.ts';

/** Written in pieces of about this size: many files may be under way, and none holds a descriptor. */
const PIECE_BYTES = 256 * 1024;

export interface WrittenArtifact {
  kind: 'ftp' | 'mail' | 'attachment';
  /** Relative to what the directory was told. */
  path: string;
  bytes: number;
}

export class ArtifactDirectory implements ArtifactSink {
  /** What was written and closed, in that order. */
  readonly written: WrittenArtifact[] = [];
  /** Why something could not be written; nothing more was after that. */
  failure: Error | null = null;
  readonly path: string;
  readonly #relativeTo: string;
  readonly #names = new UniqueNames();

  /** Throws Node's error when the directory can't be made. */
  constructor(path: string, options: { relativeTo: string }) {
    this.path = path;
    this.#relativeTo = options.relativeTo;
    makeDirectory(path);
  }

  create(kind: WrittenArtifact['kind'], suggestedName: string): ArtifactWriter {
    const path = this.#attempt(() => this.#reserve(safeName(suggestedName)));
    let pieces: Uint8Array[] = [];
    let waiting = 0;
    let bytes = 0;
    const flush = () => {
      if (path !== null && waiting > 0) this.#attempt(() => appendFileSync(path, Buffer.concat(pieces)));
      pieces = [];
      waiting = 0;
    };
    return {
      write: (part) => {
        if (this.failure) return;
        pieces.push(part.slice());
        waiting += part.length;
        bytes += part.length;
        if (waiting >= PIECE_BYTES) flush();
      },
      close: () => {
        flush();
        if (path !== null && this.failure) rmSync(path, { force: true });
        if (path === null || this.failure) return null;
        const written = { kind, path: relative(this.#relativeTo, path), bytes };
        this.written.push(written);
        return written.path;
      },
    };
  }

  /** Makes an empty file under a name that nothing has; `wx` follows no link and overwrites nothing. */
  #reserve(name: string): string {
    for (;;) {
      const path = join(this.path, this.#names.take(name));
      try {
        closeSync(openSync(path, 'wx', 0o644));
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  #attempt<T>(work: () => T): T | null {
    if (this.failure) return null;
    try {
      return work();
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      return null;
    }
  }
}
