/** Podman answers on a socket as Docker does; labs run on it where their bridge can be captured on. */
import { MachineError } from '../../base/errors.ts';
import { type Docker, type Engine, explain } from './engine.ts';
import { MESSAGES } from './messages.ts';
import { dial } from './modem.ts';

interface PodmanInfo {
  readonly host?: { readonly security?: { readonly rootless?: boolean } };
}

/** What an engine calls itself, with its version. */
export function engineTitle(version: Docker.DockerVersion): string {
  return `${isPodman(version) ? 'Podman' : 'Docker'} ${version.Version}`;
}

/**
 * Throws `MachineError` where no container can see a bridge: an ordinary user's Podman keeps its bridges in a network
 * namespace of their own, and `host` is another one. (An ordinary user's Docker has both in one.)
 */
export async function requireVisibleBridges({ docker, name }: Engine): Promise<void> {
  try {
    if (!isPodman(await docker.version())) return;
    const info = await podmanInfo(docker);
    if (!info.host?.security?.rootless) return;
  } catch (error) {
    throw explain(error, name);
  }
  throw new MachineError(MESSAGES.rootlessPodman, { hint: MESSAGES.otherThanPodman });
}

function isPodman({ Components }: Docker.DockerVersion): boolean {
  return Components?.some(({ Name }) => Name === 'Podman Engine') ?? false;
}

/** Podman's own interface tells what the one it shares with Docker keeps to itself. */
function podmanInfo(docker: Docker): Promise<PodmanInfo> {
  const statusCodes = { 200: true, 500: 'server error' };
  return dial<PodmanInfo>(docker, { path: '/v4.0.0/libpod/info', method: 'GET', statusCodes });
}
