import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ActionResult } from '../../../src/hosts/protocol.ts';
import type { JsonObject } from '../../../src/lab/plan.ts';
import { said, TestHost, truthOf } from './agents.ts';

const TEXT = '你好！\n.一行以点开头。A line that starts with a dot:\n.dot\n..two dots\n再见。\n';
const MAIL: JsonObject = {
  to: 'lihua@example.com',
  subject: '你好，TCP',
  text: TEXT,
  attachments: [{ file: '附件.txt' }],
};
const ACCOUNTS = [{ name: 'lihua', password: 'secret-1' }];

/** A mail server and a client that is configured for it; both end with the test. */
class MailLab implements AsyncDisposable {
  readonly server: TestHost;
  readonly client: TestHost;

  private constructor(server: TestHost, client: TestHost) {
    this.server = server;
    this.client = client;
  }

  static async start(host: string, settings: JsonObject = {}, password = 'secret-1'): Promise<MailLab> {
    const lab = new MailLab(await TestHost.start('server'), await TestHost.start('client'));
    await writeFile(join(lab.client.directory, '附件.txt'), '附件 attachment\n'.repeat(200));
    const ports = { smtpPort: 0, pop3Port: 0 };
    const domain = 'example.com';
    const { result } = await lab.server.act('mail-server.start', {
      domain,
      accounts: ACCOUNTS,
      address: host,
      ...ports,
      ...settings,
    });
    await lab.client.act('mail.configure', {
      name: '李华',
      address: 'lihua@example.com',
      user: 'lihua',
      password,
      smtp: host,
      smtpPort: result.smtpPort!,
      pop3: host,
      pop3Port: result.pop3Port!,
    });
    return lab;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client[Symbol.asyncDispose]();
    await this.server[Symbol.asyncDispose]();
  }
}

/** The only mail that was received. */
function received(result: ActionResult): JsonObject {
  expect(result.result.messages).toHaveLength(1);
  return truthOf(result, 'mail.received');
}

const WAYS: { way: string; server?: JsonObject; mail?: JsonObject }[] = [
  { way: 'nodemailer, AUTH PLAIN' },
  { way: 'nodemailer, AUTH LOGIN', mail: { login: 'LOGIN' } },
  { way: 'nodemailer, no AUTH', server: { authentication: false }, mail: { login: 'none' } },
  { way: 'nodemailer, pipelining', server: { pipelining: true } },
  { way: 'plain client, DATA', mail: { client: 'plain' } },
  { way: 'plain client, AUTH LOGIN', mail: { client: 'plain', login: 'LOGIN' } },
  { way: 'plain client, pipelined DATA', server: { pipelining: true }, mail: { client: 'plain', pipelined: true } },
  {
    way: 'plain client, pipelined BDAT in four chunks',
    server: { pipelining: true },
    mail: { client: 'plain', pipelined: true, chunks: 4 },
  },
  { way: 'plain client, one BDAT', server: { pipelining: true }, mail: { client: 'plain', chunks: 1 } },
  {
    way: 'plain client, server’s FIN on its 221',
    server: { closing: 'fin-with-reply' },
    mail: { client: 'plain', closing: 'long-after-server' },
  },
];

describe.each(['127.0.0.1', '::1'])('a mail to oneself on %s', (host) => {
  it.each(WAYS)('$way: comes back byte for byte but for the trace headers', async ({ server = {}, mail = {} }) => {
    await using lab = await MailLab.start(host, server);
    const sent = await lab.client.act('mail.send', { ...MAIL, ...mail });
    expect(sent.outcome).toBe('done');
    const back = await lab.client.act('mail.receive');
    expect(received(back)).toMatchObject({ equal: true, addedHeaders: ['Return-Path', 'Received'] });
    const truth = await lab.server.stop();
    const delivered = truth.find((entry) => entry.kind === 'mail-server.delivered');
    const { bytes, sha256 } = truthOf(sent, 'mail.sent');
    expect(delivered).toMatchObject({ received: { bytes, sha256 } });
    const address = host === '::1' ? '[IPv6:::1]' : '[127.0.0.1]';
    expect(JSON.stringify(delivered)).toContain(`Received: from client (${address})`);
    expect(truth.find((entry) => entry.kind === 'mail-server.update')).toMatchObject({ deleted: 1 });
  });
});

describe('the mail client', () => {
  it('a wrong password: SMTP refuses with 535, POP3 with -ERR, and neither is an error', async () => {
    await using lab = await MailLab.start('127.0.0.1', {}, 'wrong');
    for (const client of ['nodemailer', 'plain']) {
      const sent = await lab.client.act('mail.send', { ...MAIL, client });
      expect(sent.outcome).toBe('refused');
      expect(truthOf(sent, 'mail.refused')).toMatchObject({ protocol: 'smtp', code: 535 });
      expect(truthOf(sent, 'mail.login')).toMatchObject({ user: 'lihua', password: 'wrong', accepted: false });
    }
    const got = await lab.client.act('mail.receive');
    expect(got.outcome).toBe('refused');
    expect(truthOf(got, 'mail.refused')).toMatchObject({ protocol: 'pop3' });
  });

  it('an unknown recipient: is refused with 550', async () => {
    await using lab = await MailLab.start('127.0.0.1');
    for (const client of ['nodemailer', 'plain']) {
      const sent = await lab.client.act('mail.send', { ...MAIL, client, to: 'nobody@example.com' });
      expect(truthOf(sent, 'mail.refused')).toMatchObject({ code: 550 });
    }
  });

  it('APOP: the password does not appear in the dialogue', async () => {
    await using lab = await MailLab.start('127.0.0.1');
    await lab.client.act('mail.send', MAIL);
    const got = await lab.client.act('mail.receive', { login: 'APOP' });
    expect(received(got)).toMatchObject({ equal: true });
    const commands = said(got, '>');
    expect(commands.filter((line) => line.startsWith('APOP lihua '))).toHaveLength(1);
    expect(commands.join('\n')).not.toContain('PASS');
  });

  it('not deleting: the mail is there the next time, and gone after that', async () => {
    await using lab = await MailLab.start('127.0.0.1');
    await lab.client.act('mail.send', MAIL);
    const counts = [];
    for (const settings of [{ delete: false }, { delete: true }, {}]) {
      const { result } = await lab.client.act('mail.receive', settings);
      counts.push((result.messages as unknown[]).length);
    }
    expect(counts).toEqual([1, 1, 0]);
  });

  it('a given number of bytes: is exactly what the client’s commands and mail add up to', async () => {
    await using lab = await MailLab.start('127.0.0.1');
    const sent = await lab.client.act('mail.send', {
      ...MAIL,
      attachments: [],
      client: 'plain',
      closing: 'at-once',
      clientBytes: 2841,
    });
    const commands = said(sent, '>').map((line) => Buffer.byteLength(line) + 2);
    const stuffed = Number(
      said(sent, '#')
        .find((line) => line.endsWith(' bytes'))
        ?.split(' ')[0],
    );
    expect(commands.reduce((sum, size) => sum + size, stuffed)).toBe(2841);
    expect(received(await lab.client.act('mail.receive'))).toMatchObject({ equal: true });
  });

  it('EHLO: says the host’s name in the lab', async () => {
    await using lab = await MailLab.start('127.0.0.1');
    for (const client of ['nodemailer', 'plain']) {
      expect(said(await lab.client.act('mail.send', { ...MAIL, client }), '>')).toContain('EHLO client');
    }
  });
});

describe('the mail server’s closings', () => {
  it('crash: the client’s QUIT is answered by a reset, after the mail was accepted', async () => {
    await using lab = await MailLab.start('127.0.0.1', { closing: 'crash' });
    const sent = await lab.client.act('mail.send', { ...MAIL, client: 'plain' });
    expect(sent.outcome).toBe('done');
    expect(truthOf(sent, 'mail.broken').message).toContain('ECONNRESET');
    expect(received(await lab.client.act('mail.receive'))).toMatchObject({ equal: true });
  });

  it('never: the client is left in FIN-WAIT-2 and the server in CLOSE-WAIT', async () => {
    await using lab = await MailLab.start('127.0.0.1', { closing: 'never' });
    await lab.client.act('mail.send', { ...MAIL, client: 'plain', closing: 'at-once' });
    const states = (await lab.server.sockets()).map(({ state }) => state);
    expect(states).toContain('CLOSE-WAIT');
    expect(states).toContain('FIN-WAIT-2');
  });
});

describe('pipelining and chunks', () => {
  let lab: MailLab;

  beforeAll(async () => {
    lab = await MailLab.start('127.0.0.1', { pipelining: true });
  });

  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
  });

  it('a server that offers them: says so in its EHLO reply', async () => {
    const replies = said(await lab.client.act('mail.send', { ...MAIL, client: 'plain' }), '<');
    expect(replies.some((line) => /250[- ]PIPELINING/.test(line))).toBe(true);
    expect(replies.some((line) => /250[- ]CHUNKING/.test(line))).toBe(true);
  });

  it('a pipelined BDAT for a refused recipient: every command gets its own answer, and the session goes on', async () => {
    const mail = { ...MAIL, client: 'plain', pipelined: true, chunks: 2, to: 'nobody@example.com' };
    const sent = await lab.client.act('mail.send', mail);
    expect(truthOf(sent, 'mail.refused')).toMatchObject({ command: 'RCPT', code: 550 });
    expect(said(sent, '<').filter((line) => line.startsWith('503'))).toHaveLength(1);
    expect(said(sent, '<').at(-1)).toMatch(/^221/);
  });
});
