/** The one connection that carries a container's standard input, output and error (Docker Engine API, ContainerAttach). */
import type { Duplex } from 'node:stream';
import type { Docker } from './engine.ts';
import { dial } from './modem.ts';

/**
 * Opens it before the container starts, so that nothing is missed. dockerode's own `attach` repeats its options in the
 * body of the request, which Docker ignores and Podman hands to the program as its first input; here the body is empty.
 */
export function attach(docker: Docker, id: string, abortSignal: AbortSignal): Promise<Duplex> {
  return dial<Duplex>(docker, {
    path: `/containers/${id}/attach?`,
    method: 'POST',
    options: { stream: true, stdin: true, stdout: true, stderr: true },
    headers: { 'Content-Type': 'text/plain' },
    file: Buffer.alloc(0),
    isStream: true,
    hijack: true,
    statusCodes: { 200: true, 404: 'no such container', 500: 'server error' },
    abortSignal,
  });
}
