import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { endpointName, findEndpoint, mayAnswer } from '../../../../src/runtime/docker/endpoint.ts';

describe('where the engine is', () => {
  it.for([
    ['unix:///run/podman/podman.sock', '/run/podman/podman.sock'],
    ['tcp://there:1', 'there:1'],
    ['tcp://there', 'there:2375'],
    ['ssh://me@there:22', 'ssh://me@there'],
  ] as const)('DOCKER_HOST %s: called %s', ([host, name]) => {
    expect(endpointName(findEndpoint({ DOCKER_HOST: host }))).toBe(name);
  });

  it('no DOCKER_HOST, a context that is chosen: the context’s', async () => {
    const DOCKER_CONFIG = await configurationWith('mine', 'unix:///there/docker.sock');
    expect(findEndpoint({ DOCKER_CONFIG })).toEqual({ kind: 'socket', path: '/there/docker.sock' });
    expect(findEndpoint({ DOCKER_CONFIG, DOCKER_HOST: 'tcp://there:1' })).toMatchObject({ kind: 'tcp' });
  });
});

describe('an engine may answer', () => {
  it('a socket that is there, one that is not, an address, something that can’t be understood: only the second can’t', async () => {
    const directory = await temporaryDirectory();
    const socket = join(directory, 'docker.sock');
    await writeFile(socket, '');
    const hosts = [`unix://${socket}`, 'unix:///nonexistent/docker.sock', 'tcp://there:1', 'gopher://there'];
    expect(hosts.map((host) => mayAnswer({ DOCKER_HOST: host }))).toEqual([true, false, true, true]);
  });

  it('a chosen context without a socket: it can’t, whatever other sockets there are', async () => {
    expect(mayAnswer({ DOCKER_CONFIG: await configurationWith('mine', 'unix:///nonexistent/docker.sock') })).toBe(
      false,
    );
  });
});

/** As `docker context create` and `docker context use` leave it. */
async function configurationWith(context: string, host: string): Promise<string> {
  const directory = await temporaryDirectory();
  const meta = join(directory, 'contexts', 'meta', createHash('sha256').update(context).digest('hex'));
  await mkdir(meta, { recursive: true });
  await writeFile(join(meta, 'meta.json'), JSON.stringify({ Name: context, Endpoints: { docker: { Host: host } } }));
  await writeFile(join(directory, 'config.json'), JSON.stringify({ currentContext: context }));
  return directory;
}

async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'wirelab-unit-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}
