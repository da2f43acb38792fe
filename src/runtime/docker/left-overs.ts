/** What killed runs left on the engine, found by its labels alone. A run whose owner may still live is left alone. */
import type { LeftOver } from '../runtime.ts';
import { type Engine, explain, statusOf } from './engine.ts';
import { isOwnerGone, LABEL, type Labels } from './owner.ts';

interface Found extends LeftOver {
  remove(): Promise<unknown>;
}

/** Finds and, unless `dryRun`, removes them; containers first, since a network with containers can't go. */
export async function cleanEngine(engine: Engine, { dryRun }: { dryRun: boolean }): Promise<LeftOver[]> {
  try {
    const containers = await leftContainers(engine);
    const networks = await leftNetworks(engine);
    if (!dryRun) {
      await Promise.all(containers.map(removeQuietly));
      await Promise.all(networks.map(removeQuietly));
    }
    return [...containers, ...networks].map(({ kind, name, run }) => ({ kind, name, run }));
  } catch (error) {
    throw explain(error, engine.name, 'what is left could not be removed');
  }
}

async function leftContainers({ docker }: Engine): Promise<Found[]> {
  const all = await docker.listContainers({ all: true, filters: { label: [LABEL.run] } });
  return all
    .filter(({ Labels }) => isOwnerGone(Labels))
    .map(({ Id, Names, Labels }) => ({
      kind: 'container',
      name: (Names[0] ?? Id).replace(/^\//, ''),
      run: runOf(Labels),
      remove: () => docker.getContainer(Id).remove({ force: true, v: true }),
    }));
}

async function leftNetworks({ docker }: Engine): Promise<Found[]> {
  const all = await docker.listNetworks({ filters: { label: [LABEL.run] } });
  return all
    .filter(({ Labels }) => isOwnerGone(Labels ?? {}))
    .map(({ Id, Name, Labels }) => ({
      kind: 'network',
      name: Name,
      run: runOf(Labels ?? {}),
      remove: () => docker.getNetwork(Id).remove(),
    }));
}

function runOf(labels: Labels): string {
  return labels[LABEL.directory] || labels[LABEL.run] || '';
}

/** Gone already (404) and being removed by somebody else (409) are as good. */
async function removeQuietly(found: Found): Promise<void> {
  try {
    await found.remove();
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}
