import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Client } from 'basic-ftp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { enterActiveMode } from '../../../src/hosts/ftp/active-mode.ts';

const LISTING = '-rw-r--r-- 1 ftp ftp 5 Nov 22 10:00 note.txt\r\n';

type Order = 'with PORT' | 'with the command, before 150' | 'with the command, after 150';

/** An FTP server of a few lines, which opens the data connection when it is told to. Returns its port. */
async function startServer(order: Order, received: string[]): Promise<number> {
  const server = createServer((control) => void serve(control, order, received).catch(() => control.destroy()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function serve(control: Socket, order: Order, received: string[]): Promise<void> {
  const reply = (line: string): unknown => control.write(`${line}\r\n`);
  let port = 0;
  let data: Socket | null = null;
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  reply('220 ready');
  for await (const line of createInterface({ input: control })) {
    const [command = '', argument = ''] = line.split(' ');
    if (command === 'PORT') {
      const [high = 0, low = 0] = argument.split(',').slice(4).map(Number);
      port = high * 256 + low;
      if (order === 'with PORT') data = await open();
      reply('200 ok');
    } else if (argument === 'missing.txt') {
      reply('550 no such file');
    } else if (['LIST', 'STOR'].includes(command)) {
      if (order === 'with the command, before 150') data = await open();
      reply('150 here it comes');
      if (order === 'with the command, after 150') data = await open();
      if (command === 'LIST') data!.end(LISTING);
      else received.push(await text(data!));
      if (command === 'LIST') await once(data!.resume(), 'close');
      reply('226 done');
    } else reply('200 ok');
  }
}

async function connected(order: Order, received: string[] = []): Promise<Client> {
  const client = new Client(5_000);
  onTestFinished(() => client.close());
  await client.connect('127.0.0.1', await startServer(order, received));
  client.prepareTransfer = enterActiveMode;
  return client;
}

describe.each(['with PORT', 'with the command, before 150', 'with the command, after 150'] as const)(
  'active mode, a server that connects %s',
  (order) => {
    it('listing: read to its end', async () => {
      const client = await connected(order);
      expect((await client.list()).map(({ name }) => name)).toEqual(['note.txt']);
    });

    it('upload: every byte arrives, and the next transfer works, too', async () => {
      const received: string[] = [];
      const client = await connected(order, received);
      const content = 'x'.repeat(300_000);
      await client.uploadFrom(Readable.from([content]), 'a.txt');
      await client.uploadFrom(Readable.from(['second']), 'b.txt');
      expect(received).toEqual([content, 'second']);
    });
  },
);

it('active mode, the command refused before anybody connects: the refusal is told, and the next transfer works', async () => {
  const client = await connected('with the command, before 150');
  await expect(client.downloadTo(new PassThrough(), 'missing.txt')).rejects.toThrow('550');
  expect(await client.list()).toHaveLength(1);
});
