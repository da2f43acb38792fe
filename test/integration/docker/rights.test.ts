import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { containersOf, docker, engineAnswers, NEEDS_ENGINE, networkOf } from '../../support/docker-engine.ts';
import { startWirelab, temporaryDirectory } from '../../support/wirelab.ts';

interface Inspected {
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly Privileged: boolean;
    readonly CapDrop: readonly string[];
    readonly CapAdd: readonly string[];
    readonly SecurityOpt: readonly string[];
    readonly PortBindings: object | null;
    readonly Binds: readonly string[] | null;
  };
  readonly NetworkSettings: { readonly Ports: object };
}

/** Those of `docker/entry.sh`, which gives them up before the agent runs. */
const HOST_RIGHTS = ['NET_ADMIN', 'SETGID', 'SETPCAP', 'SETUID'];

it('a run’s containers and network: no right but those of its role, nothing published, nothing of the machine inside, no way to it', async ({
  skip,
}) => {
  skip(!engineAnswers, NEEDS_ENGINE);
  const out = join(await temporaryDirectory(), 'run');
  // A lab that waits for its server's FIN leaves time to look.
  const running = startWirelab(['run', 'mail', '--variant', 'server-silent', '--runtime', 'docker', '--out', out]);
  onTestFinished(async () => void (await running.ended));
  await running.stderrLine(/^✔/);
  const { pid = 0 } = running.child;
  const containers = await containersOf(pid);
  expect([...containers.keys()].sort()).toEqual(['capture', 'client', 'server']);

  for (const [role, id] of containers) {
    const [{ HostConfig, NetworkSettings }] = JSON.parse(await docker('inspect', id)) as [Inspected];
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, Privileged: false, CapDrop: ['ALL'] });
    expect([...HostConfig.CapAdd].sort()).toEqual(role === 'capture' ? ['NET_RAW'] : HOST_RIGHTS);
    expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges:true']);
    expect(HostConfig.PortBindings ?? {}).toEqual({});
    expect(HostConfig.Binds ?? []).toEqual([]);
    expect(NetworkSettings.Ports).toEqual({});
    const status = await docker('exec', id, 'cat', '/proc/1/status');
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    // CAP_NET_RAW is number 13 (capabilities(7)).
    expect(status).toMatch(role === 'capture' ? /^CapPrm:\t0{12}2000$/m : /^CapPrm:\t0{16}$/m);
  }

  const [network] = JSON.parse(await docker('network', 'inspect', (await networkOf(pid))!)) as [{ Internal: boolean }];
  expect(network.Internal).toBe(true);
  await expectNoWayTo(await listen(), containers.get('client')!);
  const offloads = await docker('exec', containers.get('client')!, 'ethtool', '-k', 'eth0');
  expect(offloads).toMatch(/^tcp-segmentation-offload: off/m);
  expect(offloads).toMatch(/^generic-receive-offload: off/m);
});

/** A port that this machine answers on, at each of its addresses. */
async function listen(): Promise<number> {
  const server = createServer((connection) => connection.destroy()).listen(0);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function expectNoWayTo(port: number, container: string): Promise<void> {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const own = addresses.filter(({ family, internal }) => family === 'IPv4' && !internal);
  expect(own.length).toBeGreaterThan(0);
  for (const { address } of own) {
    const script = `require('net').connect(${port}, '${address}').on('connect', () => console.log('connected')).on('error', (error) => console.log(error.code))`;
    expect(await docker('exec', container, 'timeout', '10', 'node', '-e', script)).toMatch(/^E(?:HOST|NET)UNREACH$/);
  }
}
