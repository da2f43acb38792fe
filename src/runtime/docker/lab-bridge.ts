/** The engine's network of a run: a bridge of its own, with no way out, on a subnet that nothing else of the engine has. */
import { randomInt } from 'node:crypto';
import { MachineError } from '../../base/errors.ts';
import { fillIn } from '../../base/language.ts';
import type { NetworkPlan } from '../../lab/plan.ts';
import { type Docker, type Engine, engineMessage, explain } from './engine.ts';
import { MESSAGES } from './messages.ts';
import { candidateSubnets, MAX_CANDIDATES, overlap } from './subnets.ts';

/**
 * Where an IPv6 lab's network gets the IPv4 subnet that engines before 28 insist on. The hosts give the address back.
 */
const IPV4_BESIDE_IPV6 = '10.253.0.0/24';

/** What the engine says when another network took the subnet a moment ago. */
const TAKEN = /overlap|pool.*(?:used|exist)|already (?:in use|allocated)/i;

export interface LabBridge {
  readonly network: Docker.Network;
  readonly name: string;
  /** The bridge as `ip link` calls it where the engine runs. */
  readonly interface: string;
  readonly subnet: string;
}

/** Makes the network; its subnet is the plan's where that is free. Throws `MachineError` when none is. */
export async function makeBridge(
  engine: Engine,
  id: string,
  plan: NetworkPlan,
  labels: { [label: string]: string },
): Promise<LabBridge> {
  const taken = await takenSubnets(engine);
  const start = randomInt(0xffff);
  const fourth = plan.family === 'ipv6' ? candidateSubnets(IPV4_BESIDE_IPV6, start) : null;
  for (const subnet of candidateSubnets(plan.subnet, start)) {
    const subnets = fourth === null ? [subnet] : [subnet, String(fourth.next().value)];
    if (subnets.some((one) => taken.some((other) => overlap(one, other)))) continue;
    const bridge = await tryBridge(engine, id, { plan, subnets, labels });
    if (bridge !== null) return bridge;
  }
  throw new MachineError(fillIn(MESSAGES.noSubnet, { count: MAX_CANDIDATES, subnet: plan.subnet }), {
    hint: MESSAGES.freeSubnets,
  });
}

async function takenSubnets(engine: Engine): Promise<string[]> {
  const networks = await engine.docker.listNetworks().catch((error: unknown) => {
    throw explain(error, engine.name);
  });
  return networks
    .flatMap((network) => network.IPAM?.Config ?? [])
    .map((configuration) => configuration.Subnet ?? '')
    .filter((subnet) => subnet.includes('/'));
}

/** Null when another network has the subnet. */
async function tryBridge(
  engine: Engine,
  id: string,
  { plan, subnets, labels }: { plan: NetworkPlan; subnets: readonly string[]; labels: { [label: string]: string } },
): Promise<LabBridge | null> {
  const name = `wirelab-${id}`;
  const bridge = `wl-${id}`;
  try {
    const network = await engine.docker.createNetwork({
      Name: name,
      CheckDuplicate: true,
      Driver: 'bridge',
      Internal: true,
      EnableIPv6: plan.family === 'ipv6',
      IPAM: { Driver: 'default', Config: subnets.map((Subnet) => ({ Subnet })) },
      Options: {
        'com.docker.network.bridge.name': bridge,
        'com.docker.network.driver.mtu': String(plan.mtu),
        // The machine itself gets no address on the lab, so no route of its own can suffer.
        'com.docker.network.bridge.inhibit_ipv4': 'true',
      },
      Labels: labels,
    });
    return { network, name, interface: bridge, subnet: subnets[0]! };
  } catch (error) {
    if (TAKEN.test(engineMessage(error))) return null;
    throw explain(error, engine.name, MESSAGES.noNetwork);
  }
}
