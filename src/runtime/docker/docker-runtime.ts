/** The labs as containers, on whatever Docker engine this user has: here, in Docker Desktop, or elsewhere. */
import { randomBytes } from 'node:crypto';
import { rejectOnAbort } from '../../base/abort.ts';
import { RunError } from '../../base/errors.ts';
import type { LabNetwork, LeaseRequest, LeftOver, Need, NetworkRequest, Runtime, SubnetLease } from '../runtime.ts';
import { connectEngine, type Engine, explain, requireEngine } from './engine.ts';
import { type ImageRequest, loadImages, type OnProgress, rebuildImage, requireImage, saveImages } from './image.ts';
import { DEFAULT_BASE, type ImageKind } from './image-content.ts';
import { pruneImages } from './image-prune.ts';
import { type LabBridge, makeBridge } from './lab-bridge.ts';
import { cleanEngine } from './left-overs.ts';
import { dockerNeeds } from './needs.ts';
import { DockerNetwork, type NetworkImages } from './network.ts';
import { ownLabels } from './owner.ts';
import { requireVisibleBridges } from './podman.ts';

export interface DockerRuntimeOptions {
  /** wirelab's own directory, which holds `docker/` and `dist/image/`. */
  readonly packageDirectory: string;
  /** Reference of the base image; `WIRELAB_IMAGE_BASE`, or Node's slim image, where not given. */
  readonly base?: string;
  /** `DOCKER_HOST` and its kin; the process's own environment where not given. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Ten hexadecimal digits that no other run has, another time other ones; random ones where not given. */
  readonly newId?: () => string;
}

interface Leased {
  readonly bridge: LabBridge;
  /** Settles when the engine has no such network any more; the first call begins its removal. */
  readonly remove: () => Promise<void>;
  /** Settles when what killed runs have left is gone, as far as it goes; never rejects. */
  readonly cleaned: Promise<unknown>;
}

/** Detaching the last container from a network may lag behind its removal. */
const REMOVE_ATTEMPTS = 20;
const REMOVE_PAUSE_MS = 100;

export class DockerRuntime implements Runtime {
  readonly kind = 'docker';
  readonly #packageDirectory: string;
  readonly #base: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #newId: () => string;
  /** Networks made and not yet in use, by their subnet. */
  readonly #leases = new Map<string, Leased>();
  #connected: Engine | null = null;

  constructor({ packageDirectory, base, environment = process.env, newId = randomId }: DockerRuntimeOptions) {
    this.#packageDirectory = packageDirectory;
    this.#base = base ?? (environment.WIRELAB_IMAGE_BASE || DEFAULT_BASE);
    this.#environment = environment;
    this.#newId = newId;
  }

  get #engine(): Engine {
    this.#connected ??= connectEngine(this.#environment);
    return this.#connected;
  }

  /** Images can be handled on any engine, labs not run. */
  async requireUsable(): Promise<void> {
    await requireEngine(this.#engine);
    await requireVisibleBridges(this.#engine);
  }

  async examine(): Promise<Need[]> {
    return dockerNeeds(this.#engine, this.#packageDirectory, this.#base);
  }

  /** Also begins to remove what killed runs have left: it may be all that takes the subnets. */
  async leaseSubnet({ lab, network }: LeaseRequest): Promise<SubnetLease> {
    const engine = this.#engine;
    const labels = (id: string): { [label: string]: string } => ownLabels(id, { run: '', lab }, 'network');
    const make = (): Promise<LabBridge> => makeBridge(engine, { plan: network, newId: this.#newId, labels });
    // What can't be removed is told by `wirelab clean`; this run goes on.
    const cleaned = cleanEngine(engine, { dryRun: false }).catch(() => undefined);
    const bridge = await make().catch(async () => {
      await cleaned;
      return make();
    });
    let removed: Promise<void> | undefined;
    const remove = (): Promise<void> => (removed ??= removeNetwork(bridge));
    this.#leases.set(bridge.subnet, { bridge, remove, cleaned });
    return {
      subnet: bridge.subnet,
      [Symbol.asyncDispose]: async () => {
        this.#leases.delete(bridge.subnet);
        await remove();
      },
    };
  }

  /** The network must have been leased; its lease outlives it. */
  async startNetwork(request: NetworkRequest): Promise<LabNetwork> {
    const leased = this.#leases.get(request.network.subnet);
    if (leased === undefined) throw new RunError(`the subnet ${request.network.subnet} was not leased`);
    const engine = this.#engine;
    const { signal } = request;
    const imageRequest = {
      ...this.#imageRequest((text) => request.onProgress?.(text)),
      onLog: (text: string) => request.onLog?.(text),
      signal,
    };
    const images = await Promise.race([this.#imagesFor(request.servers, imageRequest), rejectOnAbort(signal)]);
    const labels = (role: string): { [label: string]: string } => ownLabels(leased.bridge.id, request.labels, role);
    const network = new DockerNetwork(request, {
      engine,
      bridge: leased.bridge,
      images,
      labels,
      onEmpty: () => void leased.remove(),
    });
    try {
      await Promise.race([network.ready(), rejectOnAbort(signal)]);
      await leased.cleaned;
      return network;
    } catch (error) {
      await network[Symbol.asyncDispose]();
      throw explain(error, engine.name);
    }
  }

  async #imagesFor(servers: ReadonlySet<string>, request: ImageRequest): Promise<NetworkImages> {
    const host = await requireImage('host', request);
    return { host, servers: servers.size === 0 ? null : await requireImage('servers', request) };
  }

  /** Builds an image again, whether or not it is there; returns its name. */
  async buildImage(kind: ImageKind, onProgress: OnProgress): Promise<string> {
    await requireEngine(this.#engine);
    return rebuildImage(kind, this.#imageRequest(onProgress));
  }

  /** Builds an image where the engine has none that is current; returns its name. */
  async requireImage(kind: ImageKind, onProgress: OnProgress = () => undefined): Promise<string> {
    await requireEngine(this.#engine);
    return requireImage(kind, this.#imageRequest(onProgress));
  }

  /**
   * Writes an image, with the one that it stands on, into a file for an engine without a network; builds them first where
   * there are none. Returns their names.
   */
  async saveImage(kind: ImageKind, file: string, onProgress: OnProgress): Promise<string[]> {
    const kinds: readonly ImageKind[] = kind === 'host' ? ['host'] : ['host', kind];
    const images: string[] = [];
    for (const each of kinds) images.push(await this.requireImage(each, onProgress));
    await saveImages(this.#engine, images, file);
    return images;
  }

  /** Removes what earlier versions of wirelab built, and this one does not use; returns the names. */
  async pruneImages(): Promise<string[]> {
    await requireEngine(this.#engine);
    return pruneImages(this.#imageRequest(() => undefined));
  }

  /** Gives the images of a file to the engine; returns their names. */
  async loadImages(file: string): Promise<string[]> {
    await requireEngine(this.#engine);
    return loadImages(this.#engine, file);
  }

  #imageRequest(onProgress: OnProgress): ImageRequest {
    return { engine: this.#engine, packageDirectory: this.#packageDirectory, base: this.#base, onProgress };
  }

  clean({ dryRun }: { dryRun: boolean }): Promise<LeftOver[]> {
    return cleanEngine(this.#engine, { dryRun });
  }
}

function randomId(): string {
  return randomBytes(5).toString('hex');
}

/** Never throws: what is left the next command removes. */
async function removeNetwork({ network }: LabBridge): Promise<void> {
  for (let attempt = 1; attempt <= REMOVE_ATTEMPTS; attempt++) {
    try {
      await network.remove();
      return;
    } catch (error) {
      const { statusCode } = error as { statusCode?: number };
      if (statusCode !== 403 && statusCode !== 409) return;
      await new Promise((resolve) => setTimeout(resolve, REMOVE_PAUSE_MS));
    }
  }
}
