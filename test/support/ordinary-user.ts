import { chown } from 'node:fs/promises';
import { REPOSITORY, temporaryDirectory } from './wirelab.ts';

/** `nobody`: an ordinary user that every Debian machine has. */
const UID = 65_534;

export const isRoot = process.getuid?.() === 0;

/** Tests that need root to become somebody else are skipped, visibly, for everybody else. */
export const NEEDS_ROOT = 'needs root to become an ordinary user';

/**
 * A program prefix that runs the rest as an ordinary user, who sees the repository under `/mnt` even where its real
 * place is closed to them. They are in one more group, by its number, where one is given.
 */
export function asOrdinaryUser(group?: number): readonly string[] {
  const groups = group === undefined ? '--clear-groups' : `--groups=${group}`;
  const become = `setpriv --reuid=${UID} --regid=${UID} ${groups} --no-new-privs`;
  const script = `mount --bind "$0" /mnt && cd "$1" && shift && exec ${become} "$@"`;
  return ['unshare', '--mount', '--', 'sh', '-c', script, REPOSITORY];
}

export const WIRELAB_FOR_ANYBODY = '/mnt/dist/cli.js';

/** A new directory that the ordinary user owns, removed when the tests of the calling file are over. */
export async function ordinaryUsersDirectory(): Promise<string> {
  const path = await temporaryDirectory('/tmp');
  await chown(path, UID, UID);
  return path;
}
