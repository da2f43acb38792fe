/** Other people's POP3 clients against our server. What is not installed here is skipped, and said to be. */
import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Pop3Command from 'node-pop3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MailStore } from '../../../src/hosts/mail/mailbox.ts';
import { Pop3Server } from '../../../src/hosts/pop3/server.ts';
import type { Pop3Observer } from '../../../src/hosts/pop3/session.ts';

const run = promisify(execFile);

const MAILS = [
  'Subject: one\r\nFrom: <a@example.com>\r\nTo: <lihua@example.com>\r\n\r\n.\r\n..dots\r\n你好\r\n',
  `Subject: two\r\nFrom: <a@example.com>\r\nTo: <lihua@example.com>\r\n\r\n${'a long line of text\r\n'.repeat(5_000)}`,
].map((mail) => Buffer.from(mail));

function isInstalled(program: string): boolean {
  try {
    execFileSync('which', [program], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

let store: MailStore;
let server: Pop3Server;
let directory: string;
let mechanisms: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'wirelab-pop3-'));
  store = new MailStore('example.com', [{ name: 'lihua', password: 'secret' }]);
  for (const mail of MAILS) store.byAccount('lihua')!.deliver(mail);
  mechanisms = [];
  const observer: Pop3Observer = { onLogin: ({ mechanism }) => mechanisms.push(mechanism) };
  server = await Pop3Server.start({ address: '127.0.0.1', port: 0, store }, observer);
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

function remaining(): number {
  return store.byAccount('lihua')!.messages.length;
}

describe.skipIf(!isInstalled('curl'))('curl', () => {
  async function curl(path: string, ...options: string[]): Promise<Buffer> {
    const url = `pop3://lihua:secret@127.0.0.1:${server.port}/${path}`;
    const { stdout } = await run('curl', ['-sS', url, ...options], { encoding: 'buffer' });
    return stdout;
  }

  it('RETR: every byte of the mail', async () => {
    for (const [index, mail] of MAILS.entries()) expect((await curl(String(index + 1))).equals(mail)).toBe(true);
  });

  it('APOP, which curl prefers: is accepted', async () => {
    await curl('1', '--login-options', 'AUTH=+APOP');
    expect(mechanisms).toEqual(['APOP']);
  });

  it('LIST: numbers and sizes', async () => {
    const expected = MAILS.map((mail, index) => `${index + 1} ${mail.length}\r\n`).join('');
    expect((await curl('')).toString()).toBe(expected);
  });

  it('TOP: the header and some lines', async () => {
    const top = await curl('', '-X', 'TOP 1 1');
    expect(top.toString()).toBe(MAILS[0]!.toString().split('\r\n').slice(0, 5).concat('').join('\r\n'));
  });

  it('DELE: the mail is gone once curl has quit', async () => {
    await curl('1', '-X', 'DELE', '--head');
    expect(remaining()).toBe(1);
  });

  it('a wrong password: curl says that access was denied', async () => {
    const url = `pop3://lihua:wrong@127.0.0.1:${server.port}/1`;
    await expect(run('curl', ['-sS', url])).rejects.toMatchObject({ code: 67 });
  });
});

describe.skipIf(!isInstalled('mpop'))('mpop', () => {
  async function mpop(auth: string): Promise<string[]> {
    const config = join(directory, 'mpoprc');
    const maildir = join(directory, 'mail');
    await run('mkdir', ['-p', ...['cur', 'new', 'tmp'].map((part) => join(maildir, part))]);
    const lines = [
      'defaults',
      'tls off',
      'tls_starttls off',
      'account lab',
      'host 127.0.0.1',
      `port ${server.port}`,
      'user lihua',
      'password secret',
      `auth ${auth}`,
      'keep off',
      'received_header off',
      `uidls_file ${join(directory, 'uidls')}`,
      `delivery maildir ${maildir}`,
    ];
    await writeFile(config, `${lines.join('\n')}\n`);
    await chmod(config, 0o600);
    await run('mpop', ['-C', config, 'lab']);
    const files = (await readdir(join(maildir, 'new'))).sort();
    return Promise.all(files.map((file) => readFile(join(maildir, 'new', file), 'utf8')));
  }

  it.each(['user', 'apop'])('%s: fetches both mails with UIDL and RETR, and deletes them', async (auth) => {
    const mails = await mpop(auth);
    expect(mails.sort()).toEqual(MAILS.map((mail) => mail.toString().replaceAll('\r\n', '\n')).sort());
    expect(remaining()).toBe(0);
    expect(mechanisms).toEqual([auth === 'apop' ? 'APOP' : 'USER/PASS']);
  });
});

describe.skipIf(!isInstalled('fetchmail'))('fetchmail', () => {
  it('fetches both mails and deletes them', async () => {
    const config = join(directory, 'fetchmailrc');
    const mda = join(directory, 'mails');
    const lines = [
      `set idfile ${join(directory, 'ids')}`,
      `poll 127.0.0.1 service ${server.port} protocol POP3 uidl`,
      `  user lihua password secret sslproto '' no sslcertck fetchall no keep no rewrite mda "/bin/sh -c 'cat >> ${mda}'"`,
    ];
    await writeFile(config, `${lines.join('\n')}\n`);
    await chmod(config, 0o600);
    const env = { ...process.env, FETCHMAILHOME: directory, FETCHMAILUSER: 'root' };
    await run('fetchmail', ['-f', config, '--nodetach', '--nosyslog', '--invisible'], { env });
    const text = await readFile(mda, 'utf8');
    for (const body of ['..dots', '你好', 'a long line of text']) expect(text).toContain(body);
    expect(remaining()).toBe(0);
  });
});

describe('node-pop3', () => {
  it('UIDL, LIST, RETR and QUIT: agree with the mailbox', async () => {
    const client = new Pop3Command({ host: '127.0.0.1', port: server.port, user: 'lihua', password: 'secret' });
    const uids = store.byAccount('lihua')!.messages.map((message, index) => [String(index + 1), message.uid]);
    expect(await client.UIDL()).toEqual(uids);
    expect(await client.LIST()).toEqual(MAILS.map((mail, index) => [String(index + 1), String(mail.length)]));
    expect(await client.RETR(1)).toContain('Subject: one');
    await client.QUIT();
  });
});
