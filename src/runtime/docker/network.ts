/** A lab network made of containers, from the bridge to the last of them. */
import { createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { MachineError, messagesOf, RunError } from '../../base/errors.ts';
import { fillIn } from '../../base/language.ts';
import type { HostPlan, NetworkPlan } from '../../lab/plan.ts';
import { tokenBucket } from '../link.ts';
import type { LabNetwork, LabProcess, NetworkRequest } from '../runtime.ts';
import { eventsOf } from './capture-events.ts';
import { CONTAINER_BASE, HOST_BASE, LabContainer } from './container.ts';
import { type Docker, type Engine, explain } from './engine.ts';
import type { LabBridge } from './lab-bridge.ts';
import { MESSAGES } from './messages.ts';
import { engineTitle } from './podman.ts';

/**
 * The working directory of every host: a file system of its own, in memory, gone with the container. Nobody but the
 * agent is there; Podman can't give such a file system an owner.
 */
const HOST_DIRECTORY = '/lab';

const AGENT = ['node', '/opt/wirelab/agent.js'];
const CAPTURE = ['plain', 'node', '/opt/wirelab/relay.js', 'node', '--no-warnings', '/opt/wirelab/capture.js'];

/** What the entry script needs to set up the interface and to become an ordinary user; the agent has none of it. */
const ENTRY_CAPABILITIES = ['NET_ADMIN', 'SETUID', 'SETGID', 'SETPCAP'];
/** What the entry script leaves to other people's servers. */
export const SERVER_CAPABILITIES = ['CHOWN', 'SETUID', 'SETGID', 'SYS_CHROOT', 'NET_BIND_SERVICE'];

export interface NetworkImages {
  readonly host: string;
  /** For hosts that run other people's servers; null where there are none. */
  readonly servers: string | null;
}

export interface NetworkParts {
  readonly engine: Engine;
  readonly bridge: LabBridge;
  readonly images: NetworkImages;
  /** Labels of what belongs to this run; by the container's part in it. */
  readonly labels: (role: string) => { [label: string]: string };
  /** Called when the last container has gone: nobody needs the bridge any more, and its removal takes a while. */
  readonly onEmpty: () => void;
}

export class DockerNetwork implements LabNetwork {
  readonly captureInterface: string;
  readonly died: Promise<Error>;
  readonly #request: NetworkRequest;
  readonly #parts: NetworkParts;
  readonly #hosts = new Map<string, Promise<LabContainer>>();
  readonly #capture: Promise<LabContainer>;
  #tellDeath: (error: Error) => void = () => undefined;
  #disposed = false;

  /** Begins to make every container; `ready` tells when they are made. */
  constructor(request: NetworkRequest, parts: NetworkParts) {
    this.#request = request;
    this.#parts = parts;
    this.captureInterface = parts.bridge.interface;
    this.died = new Promise((resolve) => {
      this.#tellDeath = resolve;
    });
    for (const host of request.hosts) this.#hosts.set(host.name, this.#create(this.#hostOptions(host)));
    this.#capture = this.#create(captureOptions(request, parts));
    for (const container of this.#containers()) container.catch(() => undefined);
  }

  async ready(): Promise<void> {
    await Promise.all(this.#containers());
  }

  hostDirectory(): string {
    return HOST_DIRECTORY;
  }

  async startHost(name: string): Promise<LabProcess> {
    const container = await this.#hosts.get(name);
    if (container === undefined) throw new RunError(`the lab has no host "${name}"`);
    return this.#start(() => container.start());
  }

  /** The capture comes as the container's standard output, what the program tells on its standard error. */
  async startCapture({ outputFile, engine }: { outputFile: string; engine: 'libpcap' | 'cap' }): Promise<LabProcess> {
    if (engine === 'cap') {
      throw new MachineError(MESSAGES.noCap, { hint: MESSAGES.useLibpcap });
    }
    const container = await this.#capture;
    const file = createWriteStream(outputFile);
    const written = finished(file).then(
      () => undefined,
      (error: unknown) => this.#tellDeath(new RunError(fillIn(MESSAGES.notWritten, { detail: messagesOf(error) }))),
    );
    const told = new PassThrough();
    const started = await this.#start(() => container.start({ stdout: file, stderr: told })).catch((error: unknown) => {
      file.end();
      throw error;
    });
    const { stdout, stderr } = eventsOf(told);
    // The file is whole when it is closed, which is later than the end of the program.
    const exited = started.exited.then(async (how) => {
      await written;
      return how;
    });
    return { stdin: started.stdin, stdout, stderr, exited, kill: () => started.kill() };
  }

  async describe(): Promise<{ readonly [key: string]: string }> {
    const { docker } = this.#parts.engine;
    const [info, version] = await Promise.all([docker.info(), docker.version()]);
    return {
      engine: engineTitle(version),
      kernel: `${info.OSType === 'linux' ? 'Linux' : info.OSType} ${version.KernelVersion ?? info.KernelVersion}`,
      system: info.OperatingSystem,
      image: Object.values(this.#parts.images).filter(Boolean).join(', '),
      controller: `Node ${process.version}`,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    const made = await Promise.allSettled(this.#containers());
    const containers = made.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    await Promise.all(containers.map((container) => container[Symbol.asyncDispose]()));
    this.#parts.onEmpty();
  }

  #containers(): Promise<LabContainer>[] {
    return [...this.#hosts.values(), this.#capture];
  }

  async #start<T extends { readonly engineLost: Promise<void> }>(start: () => Promise<T>): Promise<T> {
    try {
      const started = await start();
      void started.engineLost.then(() => {
        if (!this.#disposed) this.#tellDeath(engineLost(this.#parts.engine));
      });
      return started;
    } catch (error) {
      throw explain(error, this.#parts.engine.name, MESSAGES.notStarted);
    }
  }

  async #create(options: Docker.ContainerCreateOptions): Promise<LabContainer> {
    const { docker, name } = this.#parts.engine;
    try {
      return await LabContainer.create(docker, options);
    } catch (error) {
      throw explain(error, name, MESSAGES.notMade);
    }
  }

  #hostOptions(host: HostPlan): Docker.ContainerCreateOptions {
    const { images, bridge, labels } = this.#parts;
    const { network, hosts, netAdmin } = this.#request;
    const isServer = this.#request.servers.has(host.name);
    return {
      ...CONTAINER_BASE,
      Image: isServer ? images.servers! : images.host,
      Cmd: [isServer ? 'server' : 'host', ...AGENT],
      Hostname: host.name,
      Env: environmentOf(network, netAdmin.has(host.name)),
      Labels: labels(host.name),
      // Engines before 25 read the address of the container, later ones that of the endpoint.
      MacAddress: host.mac,
      HostConfig: {
        ...HOST_BASE,
        NetworkMode: bridge.name,
        CapAdd: isServer ? [...new Set([...ENTRY_CAPABILITIES, ...SERVER_CAPABILITIES])] : ENTRY_CAPABILITIES,
        Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
        Tmpfs: {
          [HOST_DIRECTORY]: `rw,nosuid,nodev,mode=${isServer ? '0755' : '1777'}`,
          '/tmp': 'rw,nosuid,nodev,mode=1777',
        },
        ExtraHosts: hosts.map(({ name, address }) => `${name}:${address}`),
      },
      NetworkingConfig: { EndpointsConfig: { [bridge.name]: endpointOf(network, host) } },
    };
  }
}

function environmentOf({ family, rateBps }: NetworkPlan, netAdmin: boolean): string[] {
  return [
    `WIRELAB_FAMILY=${family}`,
    ...(rateBps === null ? [] : [`WIRELAB_SHAPING=${tokenBucket(rateBps)}`]),
    ...(netAdmin ? ['WIRELAB_KEEP=+net_admin'] : []),
  ];
}

function endpointOf({ family }: NetworkPlan, { name, address, mac }: HostPlan): Docker.EndpointSettings {
  const IPAMConfig = family === 'ipv6' ? { IPv6Address: address } : { IPv4Address: address };
  return { IPAMConfig, MacAddress: mac, Aliases: [name] };
}

/** Beside the bridge, in the engine's own network namespace, with the one right that opens a packet socket. */
function captureOptions(
  request: NetworkRequest,
  { images, bridge, labels }: NetworkParts,
): Docker.ContainerCreateOptions {
  return {
    ...CONTAINER_BASE,
    Image: images.host,
    Cmd: [...CAPTURE, 'libpcap', bridge.interface, '-', sentBy(request)],
    Labels: labels('capture'),
    HostConfig: { ...HOST_BASE, NetworkMode: 'host', UsernsMode: 'host', CapAdd: ['NET_RAW'] },
  };
}

/**
 * What the lab's hosts send, once each; the machine's own chatter on the bridge (IPv6 neighbours, say) is not the lab's,
 * nor is that of hosts that Podman gives IPv6 without being asked.
 */
function sentBy({ hosts, network: { family } }: NetworkRequest): string {
  const senders = hosts.map(({ mac }) => `ether src ${mac}`).join(' or ');
  return family === 'ipv6' ? senders : `(${senders}) and not ip6`;
}

function engineLost({ name }: Engine): RunError {
  return new RunError(fillIn(MESSAGES.engineWent, { name }), { hint: MESSAGES.startAgain });
}
