import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { said, TestHost, truthOf } from './agents.ts';

let server: TestHost;
let client: TestHost;

beforeEach(async () => {
  server = await TestHost.start('server');
  client = await TestHost.start('client');
});

afterEach(async () => {
  await client[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** A port that nobody used a moment ago; the hosts of these tests share one loopback. */
async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

interface Play {
  what: string;
  serve: string[];
  dial: string[];
  /** What the client's transcript says at its end. */
  last: RegExp;
}

const PLAYS: Play[] = [
  {
    what: 'a half-close in use',
    serve: ['read end', 'write 3000', 'close'],
    dial: ['write 10', 'shutdown', 'read 3000', 'read end', 'close'],
    last: /: close$/,
  },
  {
    what: 'reading in pieces',
    serve: ['write 9', 'close'],
    dial: ['read 4', 'read 5', 'read end', 'close'],
    last: /: close$/,
  },
  {
    what: 'a write with FIN',
    serve: ['read 100', 'read end', 'close'],
    dial: ['write 100 with fin', 'read end', 'close'],
    last: /: close$/,
  },
  { what: 'a reset', serve: ['read 5', 'reset'], dial: ['write 5', 'read end'], last: /read end: .*ECONNRESET/ },
  {
    what: 'a close with data unread',
    serve: ['wait 100', 'close'],
    dial: ['write 5', 'read end'],
    last: /read end: .*ECONNRESET/,
  },
];

describe('scripts', () => {
  it.each(PLAYS)('$what: both sides go through their scripts', async ({ serve, dial, last }) => {
    const port = await freePort();
    const { result } = await server.act('host.address');
    const host = (result.addresses as string[])[0] ?? '127.0.0.1';
    await server.act('tcp.serve', { name: 'scene', port, script: serve });
    const played = await client.act('tcp.dial', { name: 'scene', host, port, script: dial });
    expect(played.outcome).toBe('done');
    expect(said(played, '#').at(-1)).toMatch(last);
    expect((await server.act('tcp.finish', { name: 'scene' })).outcome).toBe('done');
  });

  it('nobody listens: the dial is refused and says why', async () => {
    const port = await freePort();
    const played = await client.act('tcp.dial', { name: 'nobody', host: '127.0.0.1', port, script: ['close'] });
    expect(played.outcome).toBe('refused');
    expect(truthOf(played, 'tcp.refused')).toMatchObject({ port, code: 'ECONNREFUSED' });
  });

  it('a process of its own that kills itself: the client sees the end, the agent lives on', async () => {
    const port = await freePort();
    const { result } = await server.act('host.address');
    const host = (result.addresses as string[])[0] ?? '127.0.0.1';
    await server.act('tcp.serve', { name: 'victim', port, ownProcess: true, script: ['read 5', 'kill'] });
    const script = ['write 5', 'read end', 'close'];
    expect((await client.act('tcp.dial', { name: 'victim', host, port, script })).outcome).toBe('done');
    await server.act('tcp.finish', { name: 'victim' });
    expect(await server.sockets()).toBeInstanceOf(Array);
  });

  it.each([['kill'], ['jump'], ['write'], ['read x'], ['shutdown now']])(
    'the instruction %j: is refused',
    async (instruction) => {
      await expect(server.act('tcp.serve', { name: 'bad', port: 0, script: [instruction] })).rejects.toThrow();
    },
  );
});
