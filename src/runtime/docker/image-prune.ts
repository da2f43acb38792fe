/** Images that were built for other versions of wirelab, or on another base, found by their label alone. */
import { type Engine, explain, statusOf } from './engine.ts';
import { IMAGE_LABEL, type ImageRequest } from './image.ts';
import { IMAGE_KINDS, imageContent, plainName } from './image-content.ts';
import { MESSAGES } from './messages.ts';

/** Removes those that no container uses; returns their names, or their ids where they have none. */
export async function pruneImages(request: ImageRequest): Promise<string[]> {
  const { engine } = request;
  try {
    const current = currentNames(request);
    const images = await engine.docker.listImages({ filters: { label: [IMAGE_LABEL.kind] } });
    const used = await usedImages(engine);
    const old = images.filter(
      ({ Id, RepoTags }) => !used.has(Id) && !(RepoTags ?? []).some((name) => current.has(plainName(name))),
    );
    // An image goes only after those that stand on it: the newer ones first.
    const removed: string[] = [];
    for (const { Id, RepoTags } of old.sort((one, other) => other.Created - one.Created)) {
      if (await remove(engine, Id)) removed.push((RepoTags ?? []).map(plainName).find(isOwnName) ?? Id);
    }
    return removed;
  } catch (error) {
    throw explain(error, engine.name, MESSAGES.notPruned);
  }
}

/** Older engines call an image that has lost its name `<none>:<none>`. */
function isOwnName(name: string): boolean {
  return !name.endsWith(':latest') && !name.startsWith('<none>');
}

/** What this version's images are called on this base, there or not. */
function currentNames({ packageDirectory, base }: ImageRequest): ReadonlySet<string> {
  const host = imageContent('host', packageDirectory, base).name;
  const others = IMAGE_KINDS.filter((kind) => kind !== 'host');
  return new Set([host, ...others.map((kind) => imageContent(kind, packageDirectory, host).name)]);
}

async function usedImages({ docker }: Engine): Promise<ReadonlySet<string>> {
  const containers = await docker.listContainers({ all: true });
  return new Set(containers.map(({ ImageID }) => ImageID));
}

/** False for one that somebody uses after all, or that somebody else has removed. */
async function remove({ docker }: Engine, id: string): Promise<boolean> {
  try {
    const { RepoTags } = await docker.getImage(id).inspect();
    for (const tag of RepoTags.slice(1)) await docker.getImage(tag).remove();
    await docker.getImage(RepoTags[0] ?? id).remove();
    return true;
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 409) return false;
    throw error;
  }
}
