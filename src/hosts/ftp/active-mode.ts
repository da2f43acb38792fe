/** Active mode for basic-ftp: the client listens, tells where (`PORT`, RFC 959; `EPRT`, RFC 2428), and the server connects. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { FTPContext, FTPResponse } from 'basic-ftp';

/** How long the server may take to connect after it accepted `PORT`. */
const CONNECT_TIMEOUT_MS = 5_000;

/** A transfer strategy for basic-ftp's `prepareTransfer`. */
export async function enterActiveMode(ftp: FTPContext): Promise<FTPResponse> {
  const { localAddress } = ftp.socket;
  if (localAddress === undefined) throw new Error('the control connection is closed');
  const server = createServer({ pauseOnConnect: true, allowHalfOpen: false });
  server.maxConnections = 1;
  server.listen(0, localAddress);
  await once(server, 'listening');
  try {
    const connected = acceptOne(server);
    const reply: FTPResponse = await ftp.request(portCommand(server.address() as AddressInfo));
    ftp.dataSocket = await connected;
    return reply;
  } finally {
    server.close();
  }
}

async function acceptOne(server: Server): Promise<Socket> {
  const [socket] = await once(server, 'connection', { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  return socket as Socket;
}

function portCommand({ address, family, port }: AddressInfo): string {
  if (family === 'IPv6') return `EPRT |2|${address}|${port}|`;
  return `PORT ${address.replaceAll('.', ',')},${port >> 8},${port & 0xff}`;
}
