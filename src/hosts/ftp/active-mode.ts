/** Active mode for basic-ftp: the client listens, tells where (`PORT`, RFC 959; `EPRT`, RFC 2428), and the server connects. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { FTPContext, FTPResponse } from 'basic-ftp';
import { AwaitedConnection } from './awaited-connection.ts';

/** A transfer strategy for basic-ftp's `prepareTransfer`. */
export async function enterActiveMode(ftp: FTPContext): Promise<FTPResponse> {
  const { localAddress } = ftp.socket;
  if (localAddress === undefined) throw new Error('the control connection is closed');
  const server = createServer({ pauseOnConnect: true });
  server.maxConnections = 1;
  server.listen(0, localAddress);
  await once(server, 'listening');
  const data = new AwaitedConnection(server);
  try {
    const reply: FTPResponse = await ftp.request(portCommand(server.address() as AddressInfo));
    // basic-ftp asks no more of a data connection than this one can do.
    ftp.dataSocket = data as unknown as Socket;
    return reply;
  } catch (error) {
    data.destroy();
    throw error;
  }
}

function portCommand({ address, family, port }: AddressInfo): string {
  if (family === 'IPv6') return `EPRT |2|${address}|${port}|`;
  return `PORT ${address.replaceAll('.', ',')},${port >> 8},${port & 0xff}`;
}
