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
const SUBNET_TAKEN = /overlap|pool.*(?:used|exist)|already (?:in use|allocated)/i;
/** What it says when another network is called so, or has a bridge that is, or some other interface of its machine is. */
const NAME_TAKEN = /network with name \S+ already exists|same bridge name|existing interface \S+ is not a bridge/i;
/** Ids are random, so a second one is free, unless something else is wrong. */
const NAME_ATTEMPTS = 5;

export interface BridgeRequest {
  readonly plan: NetworkPlan;
  /** Another id of a run each time; it becomes part of the names. */
  readonly newId: () => string;
  readonly labels: (id: string) => { [label: string]: string };
}

export interface LabBridge {
  /** The run's, as its labels have it. */
  readonly id: string;
  readonly network: Docker.Network;
  readonly name: string;
  /** The bridge as `ip link` calls it where the engine runs. */
  readonly interface: string;
  readonly subnet: string;
}

/** Makes the network; its subnet is the plan's where that is free. Throws `MachineError` when none is, or no name. */
export async function makeBridge(engine: Engine, request: BridgeRequest): Promise<LabBridge> {
  const { plan } = request;
  const taken = await takenSubnets(engine);
  const start = randomInt(0xffff);
  const fourth = plan.family === 'ipv6' ? candidateSubnets(IPV4_BESIDE_IPV6, start) : null;
  for (const subnet of candidateSubnets(plan.subnet, start)) {
    const subnets = fourth === null ? [subnet] : [subnet, String(fourth.next().value)];
    if (subnets.some((one) => taken.some((other) => overlap(one, other)))) continue;
    const bridge = await bridgeOn(engine, request, subnets);
    if (bridge !== 'subnet taken') return bridge;
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

/** Under the first name that nobody has. */
async function bridgeOn(
  engine: Engine,
  request: BridgeRequest,
  subnets: readonly string[],
): Promise<LabBridge | 'subnet taken'> {
  for (let attempt = 1; ; attempt++) {
    const id = request.newId();
    try {
      return await createBridge(engine, id, request, subnets);
    } catch (error) {
      const detail = engineMessage(error);
      if (SUBNET_TAKEN.test(detail)) return 'subnet taken';
      if (!NAME_TAKEN.test(detail)) throw explain(error, engine.name, MESSAGES.noNetwork);
      if (attempt === NAME_ATTEMPTS) {
        throw new MachineError(fillIn(MESSAGES.noName, { count: NAME_ATTEMPTS, detail }), {
          hint: MESSAGES.freeNames,
          cause: error,
        });
      }
    }
  }
}

async function createBridge(
  { docker }: Engine,
  id: string,
  { plan, labels }: BridgeRequest,
  subnets: readonly string[],
): Promise<LabBridge> {
  const name = `wirelab-${id}`;
  const bridge = `wl-${id}`;
  const network = await docker.createNetwork({
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
    Labels: labels(id),
  });
  return { id, network, name, interface: bridge, subnet: subnets[0]! };
}
