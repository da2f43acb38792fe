/** Making a directory, with its parents. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Leaves a directory that is there as it is. Throws Node's error. (Node's own `recursive` never ends where the kernel says
 * ENOENT for a directory that can't be made, as in /proc.)
 */
export function makeDirectory(path: string): void {
  const missing: string[] = [];
  for (let place = resolve(path); !existsSync(place); place = dirname(place)) missing.push(place);
  for (const place of missing.reverse()) makeOne(place);
}

/** Another process may be making the same one. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
