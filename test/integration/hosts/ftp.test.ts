import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { said, TestHost, truthOf } from './agents.ts';

const TEXT = '你好，TCP。Hello, TCP.\n'.repeat(400);
const SHA256 = createHash('sha256').update(TEXT).digest('hex');
const USERS = [
  { name: 'writer', password: 'w-secret' },
  { name: 'reader', password: 'r-secret', write: false },
];

describe.each(['127.0.0.1', '::1'])('FTP on %s', (host) => {
  let server: TestHost;
  let client: TestHost;
  let port: number;

  beforeAll(async () => {
    server = await TestHost.start('server');
    client = await TestHost.start('client');
    await mkdir(join(server.directory, 'site/资料'), { recursive: true });
    await writeFile(join(server.directory, 'site/资料/旧.txt'), TEXT);
    await writeFile(join(client.directory, '作业.txt'), TEXT);
    const settings = { address: host, port: 0, greeting: 'Hello', users: USERS };
    const { result, transcript } = await server.act('ftp-server.start', settings);
    port = Number(result.port);
    expect(transcript.map((line) => line.mark)).toContain('=');
  });

  afterAll(async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  async function logIn(session: string, mode = 'passive', user = USERS[0]!): Promise<void> {
    await client.act('ftp.connect', { session, host, port, mode });
    const { name, password } = user;
    expect((await client.act('ftp.login', { session, user: name, password })).outcome).toBe('done');
  }

  it.each(['passive', 'active'])(
    '%s mode, a file goes there and back: byte for byte, as both logs say',
    async (mode) => {
      await logIn(mode, mode);
      await client.act('ftp.cd', { session: mode, path: '资料' });
      const up = await client.act('ftp.upload', { session: mode, local: '作业.txt', remote: `${mode}.txt` });
      expect(truthOf(up, 'ftp.upload')).toMatchObject({ bytes: Buffer.byteLength(TEXT), sha256: SHA256 });
      const down = await client.act('ftp.download', {
        session: mode,
        remote: `${mode}.txt`,
        local: `${mode}-back.txt`,
      });
      expect(truthOf(down, 'ftp.download')).toMatchObject({ bytes: Buffer.byteLength(TEXT), sha256: SHA256 });
      expect(await readFile(join(client.directory, `${mode}-back.txt`), 'utf8')).toBe(TEXT);
      expect(await readFile(join(server.directory, `site/资料/${mode}.txt`), 'utf8')).toBe(TEXT);
      const listed = await client.act('ftp.list', { session: mode });
      expect(listed.result.names).toEqual(expect.arrayContaining(['旧.txt', `${mode}.txt`]));
      await client.act('ftp.quit', { session: mode });
      const { passive4, passive6, active4, active6 } = commandsOf([up, down, listed]);
      const used = { passive4, passive6, active4, active6 };
      const [four, six] = mode === 'passive' ? ['passive4', 'passive6'] : ['active4', 'active6'];
      const expected = { passive4: 0, passive6: 0, active4: 0, active6: 0, [host === '::1' ? six : four]: 3 };
      expect(used).toEqual(expected);
    },
  );

  it('a wrong password: is refused with 530 and is no error', async () => {
    await client.act('ftp.connect', { session: 'wrong', host, port });
    const login = await client.act('ftp.login', { session: 'wrong', user: 'writer', password: 'nope' });
    expect(login.outcome).toBe('refused');
    expect(truthOf(login, 'ftp.refused')).toMatchObject({ command: 'USER', code: 530 });
    expect(truthOf(login, 'ftp.login')).toMatchObject({ user: 'writer', password: 'nope', accepted: false });
    await client.act('ftp.quit', { session: 'wrong' });
  });

  it('rules set between two logins: the same commands work before and are refused after', async () => {
    await logIn('before');
    expect((await client.act('ftp.mkdir', { session: 'before', path: 'one' })).outcome).toBe('done');
    await client.act('ftp.quit', { session: 'before' });
    await server.act('ftp-server.rules', { deny: ['MKD', 'DELE'] });
    await logIn('after');
    const made = await client.act('ftp.mkdir', { session: 'after', path: 'two' });
    expect(truthOf(made, 'ftp.refused')).toMatchObject({ command: 'MKD', code: 502 });
    expect((await client.act('ftp.remove', { session: 'after', path: '资料/旧.txt' })).outcome).toBe('refused');
    await client.act('ftp.quit', { session: 'after' });
    await server.act('ftp-server.rules', { deny: [] });
  });

  it('a user who may only read: reads, and is refused every change', async () => {
    await logIn('reader', 'passive', USERS[1]);
    const session = 'reader';
    expect((await client.act('ftp.download', { session, remote: '资料/旧.txt', local: 'old.txt' })).outcome).toBe(
      'done',
    );
    const changes = [
      client.act('ftp.upload', { session, local: '作业.txt', remote: 'x.txt' }),
      () => client.act('ftp.mkdir', { session, path: 'x' }),
      () => client.act('ftp.remove', { session, path: '资料/旧.txt' }),
      () => client.act('ftp.rename', { session, from: '资料/旧.txt', to: 'x' }),
    ];
    for (const change of changes) {
      expect((await (typeof change === 'function' ? change() : change)).outcome).toBe('refused');
    }
    await client.act('ftp.quit', { session });
  });

  it('replies to what fails: hold no path of this machine', async () => {
    await logIn('paths');
    const session = 'paths';
    const results = [
      await client.act('ftp.download', { session, remote: 'missing.txt', local: 'm.txt' }),
      await client.act('ftp.cd', { session, path: 'missing' }),
      await client.act('ftp.upload', { session, local: '作业.txt', remote: 'missing/x.txt' }),
      await client.act('ftp.mkdir', { session, path: 'made' }),
      await client.act('ftp.remove', { session, path: '资料' }),
    ];
    const replies = results.flatMap((result) => said(result, '<')).join('\n');
    expect(replies).not.toContain(server.directory);
    expect(replies).toContain('257 "/made"');
    await client.act('ftp.quit', { session });
  });

  it('quit: both sides have closed with FIN, so that one of them is in TIME-WAIT and none was reset', async () => {
    await logIn('quit');
    const quit = await client.act('ftp.quit', { session: 'quit' });
    expect(quit.result.code).toBe(221);
    const states = (await server.sockets())
      .filter((socket) => socket.local.endsWith(`:${port}`))
      .map(({ state }) => state);
    expect(states).toContain('TIME-WAIT');
    expect(states.filter((state) => !['LISTEN', 'TIME-WAIT'].includes(state))).toEqual([]);
  });
});

describe('an agent', () => {
  it('its standard input ends: it exits with 0', async () => {
    const host = await TestHost.start('lonely');
    host.process.stdin!.end();
    const [code] = await once(host.process, 'exit');
    expect(code).toBe(0);
    await host[Symbol.asyncDispose]();
  });

  it('stop: servers close, what happened is told, and the agent ends by itself', async () => {
    await using host = await TestHost.start('stopped');
    const users = [{ name: 'u', password: 'p' }];
    const { result } = await host.act('ftp-server.start', { address: '127.0.0.1', port: 0, users });
    const client = await TestHost.start('client');
    await client.act('ftp.connect', { host: '127.0.0.1', port: result.port! });
    await client.act('ftp.login', { user: 'u', password: 'p' });
    await client.act('ftp.quit');
    await client[Symbol.asyncDispose]();
    const exited = once(host.process, 'exit');
    const truth = await host.stop();
    expect(truth.map((entry) => entry.kind)).toContain('ftp-server.login');
    expect((await exited)[0]).toBe(0);
    const probe = connect(Number(result.port), '127.0.0.1');
    const [error] = await once(probe, 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNREFUSED');
  });

  it('an unknown action or wrong settings: the request fails, the agent goes on', async () => {
    await using host = await TestHost.start('strict');
    await expect(host.act('ftp.conect')).rejects.toThrow('ftp.conect');
    await expect(host.act('ftp.connect', { host: 'not an address' })).rejects.toThrow('an IPv4 or IPv6 address');
    await expect(host.act('ftp.list')).rejects.toThrow('there is no FTP session "main"');
    expect(await host.sockets()).toBeInstanceOf(Array);
  });

  it('a file outside its directory: is never read', async () => {
    await using host = await TestHost.start('safe');
    await expect(host.act('ftp.upload', { local: '../secret', remote: 'x' })).rejects.toThrow('a relative path');
  });
});

/** How often each way to open a data connection was used. */
function commandsOf(results: { transcript: { mark: string; text: string }[] }[]): Record<string, number> {
  const sent = results.flatMap((result) =>
    result.transcript.filter((line) => line.mark === '>').map((line) => line.text),
  );
  const count = (command: string): number => sent.filter((text) => text.split(' ')[0] === command).length;
  return { passive4: count('PASV'), passive6: count('EPSV'), active4: count('PORT'), active6: count('EPRT') };
}
