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

/** The runtimes to try, in this order: the one that was asked for, or with `auto` Docker first where an engine answers. */
export async function candidateRuntimes(
  choice: RuntimeChoice,
  { containersOnly = false }: { containersOnly?: boolean } = {},
): Promise<RuntimeKind[]> {
  if (choice !== 'auto') return [choice];
  if (containersOnly) return ['docker'];
  return (await engineAnswers()) ? ['docker', 'namespace'] : ['namespace'];
}

async function engineAnswers(): Promise<boolean> {
  // Loading the engine's client costs more than the whole look: a machine without an engine is spared it.
  if (!mayAnswer(process.env)) return false;
  const [engine] = await (await makeRuntime('docker')).examine();
  return engine?.ok ?? false;
}
