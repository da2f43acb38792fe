/** What killed runs left on the engine, found by its labels alone. A run whose owner may still live is left alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { LeftOver } from '../runtime.ts';
import { type Engine, explain, statusOf } from './engine.ts';
import { MESSAGES } from './messages.ts';
import { isOwnerGone, LABEL, type Labels } from './owner.ts';

const ROUNDS = 20;
const PAUSE_MS = 250;

interface Found extends LeftOver {
  remove(): Promise<unknown>;
}

/** Finds and, unless `dryRun`, removes them; containers first, since a network with containers can't go. */
export async function cleanEngine(engine: Engine, { dryRun }: { dryRun: boolean }): Promise<LeftOver[]> {
  try {
    const found = [...(await leftContainers(engine)), ...(await leftNetworks(engine))];
    if (!dryRun) await removeAll(engine);
    return found.map(({ kind, name, run }) => ({ kind, name, run }));
  } catch (error) {
    throw explain(error, engine.name, MESSAGES.notClean);
  }
}

/** A container that was being made when its owner died may turn up late, and holds on to its network until it is gone. */
async function removeAll(engine: Engine): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      await Promise.all((await leftContainers(engine)).map(removeQuietly));
      await Promise.all((await leftNetworks(engine)).map(removeQuietly));
      return;
    } catch (error) {
      if (round === ROUNDS || statusOf(error) === null) throw error;
      await sleep(PAUSE_MS);
    }
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
