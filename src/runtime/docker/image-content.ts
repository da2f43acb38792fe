/** What goes into the images: an image is called by the hash of it, so it is built anew when, and only when, something changed. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MachineError } from '../../base/errors.ts';
import { MESSAGES } from './messages.ts';

export const IMAGE_KINDS = ['host', 'client', 'servers'] as const;

/**
 * `host` runs the agent and the capture. On top of it, `client` holds the clients of Debian for docker-compose.yml, and
 * `servers` its servers for `run --server`.
 */
export type ImageKind = (typeof IMAGE_KINDS)[number];

/** Node's current slim image; `WIRELAB_IMAGE_BASE` or `--base` names another one. */
export const DEFAULT_BASE = 'node:24-bookworm-slim';

export const REPOSITORY: Record<ImageKind, string> = {
  host: 'wirelab-host',
  client: 'wirelab-client',
  servers: 'wirelab-servers',
};

/** An image's name without the registry that Podman puts before the name of what was built, loaded or tagged here. */
export function plainName(name: string): string {
  return name.replace(/^(?:localhost|docker\.io\/library)\//, '');
}

const TAG_LENGTH = 16;

interface Recipe {
  readonly dockerfile: string;
  /** Files and directories, relative to the package, that the build sees beside the Dockerfile. */
  readonly sources: readonly string[];
}

const RECIPES: Record<ImageKind, Recipe> = {
  host: { dockerfile: 'docker/Dockerfile', sources: ['docker/entry.sh', 'dist/image'] },
  client: { dockerfile: 'docker/client.Dockerfile', sources: [] },
  servers: { dockerfile: 'docker/servers.Dockerfile', sources: [] },
};

export interface ImageContent {
  readonly kind: ImageKind;
  /** Directory that the names are relative to. */
  readonly directory: string;
  readonly dockerfile: string;
  /** Every file, Dockerfile included, with forward slashes, sorted. */
  readonly files: readonly string[];
  /** What the Dockerfile's `BASE` is. */
  readonly base: string;
  /** `wirelab-host:0123456789abcdef`. */
  readonly name: string;
}

/** Reads what an image is made of; throws `MachineError` when wirelab's own files are not there. */
export function imageContent(kind: ImageKind, packageDirectory: string, base: string): ImageContent {
  const { dockerfile, sources } = RECIPES[kind];
  try {
    const files = [dockerfile, ...sources.flatMap((source) => filesUnder(packageDirectory, source))].sort();
    const hash = createHash('sha256').update(base);
    for (const file of files) {
      const bytes = readFileSync(join(packageDirectory, file));
      hash.update(`\0${file}\0${bytes.length}\0`).update(bytes);
    }
    const name = `${REPOSITORY[kind]}:${hash.digest('hex').slice(0, TAG_LENGTH)}`;
    return { kind, directory: packageDirectory, dockerfile, files, base, name };
  } catch (cause) {
    throw new MachineError(MESSAGES.noFiles, { hint: MESSAGES.buildAgain, cause });
  }
}

function filesUnder(root: string, source: string): string[] {
  const path = join(root, source);
  if (statSync(path).isFile()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
