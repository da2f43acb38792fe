/** Which runtimes there are, and which one `auto` means on this machine. */
import { mayAnswer } from '../runtime/docker/endpoint.ts';
import { NamespaceRuntime } from '../runtime/namespace/namespace-runtime.ts';
import type { Runtime, RuntimeKind } from '../runtime/runtime.ts';
import { PACKAGE_ROOT, PROGRAMS } from './package.ts';

export const RUNTIME_CHOICES = ['auto', 'namespace', 'docker'] as const;

export type RuntimeChoice = (typeof RUNTIME_CHOICES)[number];

/** Makes a runtime without touching the machine. */
export async function makeRuntime(kind: RuntimeKind): Promise<Runtime> {
  switch (kind) {
    case 'namespace':
      return new NamespaceRuntime(PROGRAMS);
    case 'docker':
      return new (await import('../runtime/docker/docker-runtime.ts')).DockerRuntime({
        packageDirectory: PACKAGE_ROOT,
      });
  }
}

/** The runtimes to try, in this order: the one that was asked for, or with `auto` Docker first where an engine may be. */
export async function candidateRuntimes(
  choice: RuntimeChoice,
  { containersOnly = false }: { containersOnly?: boolean } = {},
): Promise<Runtime[]> {
  return Promise.all(kindsToTry(choice, containersOnly).map(makeRuntime));
}

function kindsToTry(choice: RuntimeChoice, containersOnly: boolean): RuntimeKind[] {
  if (choice !== 'auto') return [choice];
  if (containersOnly) return ['docker'];
  // Loading the engine's client takes longer than to look for a socket: a machine without an engine is spared it.
  return mayAnswer(process.env) ? ['docker', 'namespace'] : ['namespace'];
}

/** Is it there at all? */
export function isUsable(runtime: Runtime): Promise<boolean> {
  return runtime.requireUsable().then(
    () => true,
    () => false,
  );
}

/**
 * Removes what killed runs have left. Never rejects: what can't be removed `wirelab clean` tells, and the command that was
 * asked for goes on.
 */
export async function removeLeftOvers(): Promise<void> {
  for (const runtime of await candidateRuntimes('auto')) {
    if (await isUsable(runtime)) await runtime.clean({ dryRun: false }).catch(() => undefined);
  }
}
