/** Which runtimes there are, and which one `auto` means on this machine. */
import { MachineError } from '../base/errors.ts';
import { NamespaceRuntime } from '../runtime/namespace/namespace-runtime.ts';
import type { Need, Runtime, RuntimeKind } from '../runtime/runtime.ts';
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

/** The runtime that was asked for; `auto` takes Docker where an engine answers, else namespaces. */
export async function chooseRuntime(choice: RuntimeChoice): Promise<Runtime> {
  return makeRuntime(choice === 'auto' ? 'namespace' : choice);
}

/** Throws `MachineError` with all that is missing, when something is. */
export function requireNeeds(needs: readonly Need[]): void {
  const missing = needs.filter((need) => need.required && !need.ok);
  if (missing.length === 0) return;
  throw new MachineError(missing.map((need) => `${need.title}: ${need.detail}`).join('; '), {
    hint: missing.map((need) => need.mend).join('; '),
  });
}
