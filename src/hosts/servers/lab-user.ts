/** The user whose files the site and the mailboxes are; docker/servers.Dockerfile makes it. */
import { chown, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const LAB_USER = { name: 'lab', id: 1000 } as const;

/** Makes the directory where it is missing, and gives it with everything in it to the lab's user. */
export async function giveToLabUser(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const entries = await readdir(directory, { recursive: true });
  for (const path of [directory, ...entries.map((entry) => join(directory, entry))]) {
    await chown(path, LAB_USER.id, LAB_USER.id);
  }
}
