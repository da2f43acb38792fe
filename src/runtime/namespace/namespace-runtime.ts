/** The embedded runtime: Linux namespaces, no daemon, no root, and nothing left behind when the owner dies. */
import type { LabNetwork, LeaseRequest, LeftOver, Need, NetworkRequest, Runtime, SubnetLease } from '../runtime.ts';
import { namespaceNeeds, requireNamespaces } from './needs.ts';
import { type LabPrograms, startNamespaceNetwork } from './network.ts';

export class NamespaceRuntime implements Runtime {
  readonly kind = 'namespace';
  readonly #programs: LabPrograms;

  constructor(programs: LabPrograms) {
    this.#programs = programs;
  }

  requireUsable(): Promise<void> {
    return requireNamespaces();
  }

  examine(): Promise<Need[]> {
    return namespaceNeeds();
  }

  /** Every lab's network is a world of its own. */
  async leaseSubnet({ network }: LeaseRequest): Promise<SubnetLease> {
    return { subnet: network.subnet, [Symbol.asyncDispose]: async () => undefined };
  }

  startNetwork(request: NetworkRequest): Promise<LabNetwork> {
    return startNamespaceNetwork(request, this.#programs);
  }

  /** The kernel removes everything with the lab's first process, so there is never anything to find. */
  async clean(): Promise<LeftOver[]> {
    return [];
  }
}
