/** The programs that are installed on this machine. A leaf, like `base/`, but of Node: it imports nothing of ours. */
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** The path of the first of these names that is there, each looked for in all directories; undefined where none is. */
export function findProgram(names: readonly string[], directories: readonly string[]): string | undefined {
  return names.flatMap((name) => directories.map((directory) => join(directory, name))).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
