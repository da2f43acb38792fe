/** Captures from the wild beside this repository; tests that need them are skipped where they are not. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const SHARED = process.env.WIRELAB_SHARED ?? join(dirname(fileURLToPath(import.meta.url)), '../../../shared');

const CAPTURES = join(SHARED, 'captures');
const INDEX = join(CAPTURES, 'INDEX.tsv');

export const hasSharedCaptures = existsSync(INDEX);

/** Their names, such as `arkime/http.pcap`. */
export function sharedCaptures(): string[] {
  const [, ...rows] = readFileSync(INDEX, 'utf8').trim().split('\n');
  return rows.map((row) => row.split('\t')[0]!);
}

export function sharedCapture(name: string): string {
  return join(CAPTURES, name);
}
