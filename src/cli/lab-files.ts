/** Finds lab files: the ones that come with wirelab by name, anybody's by path. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, messageOf, UsageError } from '../base/errors.ts';
import type { LabFile } from '../lab/file.ts';
import { parseLab } from '../lab/parse.ts';
import { LABS_DIRECTORY } from './package.ts';

export interface LoadedLab {
  readonly path: string;
  readonly file: LabFile;
  /** sha256 of the file's bytes, lower-case hexadecimal. */
  readonly hash: string;
}

/** Larger than any lab; a capture given by mistake is refused before it is parsed. */
const MAX_LAB_FILE_BYTES = 1024 * 1024;

export function builtInLabs(): string[] {
  return readdirSync(LABS_DIRECTORY)
    .filter((name) => existsSync(labPath(name)))
    .sort();
}

function labPath(name: string): string {
  return join(LABS_DIRECTORY, name, 'lab.yaml');
}

/** `ftp`, or a path such as `my-lab/lab.yaml` or `my-lab/`. Throws `UsageError`, `InputError` or `LabFileError`. */
export function loadLab(nameOrPath: string): LoadedLab {
  const path = findLab(nameOrPath);
  const bytes = readBytes(path);
  return {
    path,
    file: parseLab(bytes.toString('utf8'), path),
    hash: createHash('sha256').update(bytes).digest('hex'),
  };
}

function findLab(nameOrPath: string): string {
  if (/^[a-z][a-z0-9-]*$/.test(nameOrPath) && existsSync(labPath(nameOrPath))) return labPath(nameOrPath);
  if (!existsSync(nameOrPath)) {
    throw new UsageError(`there is no lab "${nameOrPath}"`, {
      hint: `the labs are ${builtInLabs().join(', ')}; or give the path of a lab file`,
    });
  }
  return statSync(nameOrPath).isDirectory() ? join(nameOrPath, 'lab.yaml') : nameOrPath;
}

function readBytes(path: string): Buffer {
  try {
    if (statSync(path).size > MAX_LAB_FILE_BYTES) throw new Error('it is too large for a lab file');
    return readFileSync(path);
  } catch (cause) {
    throw new InputError(`cannot read the lab file ${path}: ${messageOf(cause)}`, { cause });
  }
}
