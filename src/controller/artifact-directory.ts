/** A directory for files recovered from the wire: names are made safe, nothing is overwritten, nothing leaves it. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { ArtifactSink, ArtifactWriter } from '../analyzer/observer.ts';

export class ArtifactDirectory implements ArtifactSink {
  readonly #path: string;
  readonly #relativeTo: string;
  readonly #taken = new Set<string>();

  constructor(path: string, options: { relativeTo: string }) {
    this.#path = path;
    this.#relativeTo = options.relativeTo;
    mkdirSync(path, { recursive: true });
  }

  create(_kind: 'ftp' | 'mail' | 'attachment', suggestedName: string): ArtifactWriter {
    const path = join(
      this.#path,
      this.#free(suggestedName.replace(/[^\p{L}\p{N}._-]/gu, '_').replace(/^\.+/, '_') || 'file'),
    );
    const file = openSync(path, 'wx');
    return {
      write: (bytes) => {
        writeSync(file, bytes);
      },
      close: () => {
        closeSync(file);
        return relative(this.#relativeTo, path);
      },
    };
  }

  #free(name: string): string {
    let free = name;
    for (let n = 2; this.#taken.has(free); n++) free = `${n}-${name}`;
    this.#taken.add(free);
    return free;
  }
}
