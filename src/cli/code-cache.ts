/**
 * Runs a CommonJS bundle from what V8 made of it before: reading and compiling the analyzer's source anew takes as long as
 * analysing 50,000 packets (docs/adr/0011). Node.js can do so itself from 22.8 on (`module.enableCompileCache`); 20 can't.
 */
import { closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';

export interface CachedProgram<Exports> {
  readonly exports: Exports;
  /** V8 took what an earlier process had compiled. */
  readonly fromCache: boolean;
  /** Keeps what has been compiled until now for the next process. Call at the end; does nothing when it came from there. */
  keep(): void;
}

/** The program may require Node's own modules. Throws what it throws as it is loaded, and when it can't be read. */
export function loadCached<Exports>(path: string): CachedProgram<Exports> {
  const { source, cache } = readProgram(path);
  const cachedData = readOrNull(cache);
  const script = new Script(`(function (module, require) {${source}\n})`, {
    filename: path,
    ...(cachedData === null ? {} : { cachedData }),
  });
  const fromCache = cachedData !== null && script.cachedDataRejected !== true;
  const module = { exports: {} as Exports };
  const program = script.runInThisContext() as (module: { exports: Exports }, require: (id: string) => unknown) => void;
  program(module, (id) => process.getBuiltinModule(id));
  return {
    exports: module.exports,
    fromCache,
    keep: () => {
      if (!fromCache) replace(cache, script.createCachedData());
    },
  };
}

/**
 * The cache lies beside the program: who can write it can write the program as well, and V8 believes what it reads there.
 * Another build and another Node.js have another one.
 */
function readProgram(path: string): { source: string; cache: string } {
  const file = openSync(path, 'r');
  try {
    const { mtimeMs, size } = fstatSync(file);
    const cache = `${path}.${mtimeMs}-${size}-${process.version}-${process.arch}.cache`;
    return { source: readFileSync(file, 'latin1'), cache };
  } finally {
    closeSync(file);
  }
}

function readOrNull(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/** In one step, for others may be reading it. Where the place can't be written there is no cache: it is only slower. */
function replace(path: string, bytes: Uint8Array): void {
  const fresh = `${path}.${process.pid}`;
  try {
    writeFileSync(fresh, bytes);
    renameSync(fresh, path);
  } catch {
    rmSync(fresh, { force: true });
  }
}
