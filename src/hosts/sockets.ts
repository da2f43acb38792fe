/** The kernel's view of this host's TCP sockets: `/proc/self/net/tcp` and `tcp6` (Linux, Documentation/networking/proc_net_tcp). */
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';
import type { SocketState } from './protocol.ts';

/** `enum` in the kernel's `include/net/tcp_states.h`, told in the words of RFC 9293. */
const STATES: { readonly [hex: string]: string } = {
  '01': 'ESTABLISHED',
  '02': 'SYN-SENT',
  '03': 'SYN-RECEIVED',
  '04': 'FIN-WAIT-1',
  '05': 'FIN-WAIT-2',
  '06': 'TIME-WAIT',
  '07': 'CLOSED',
  '08': 'CLOSE-WAIT',
  '09': 'LAST-ACK',
  '0A': 'LISTEN',
  '0B': 'CLOSING',
  '0C': 'SYN-RECEIVED',
};

const COLUMN = { local: 1, remote: 2, state: 3 } as const;

export async function readSockets(): Promise<SocketState[]> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readTable(`/proc/self/net/${name}`)));
  return tables.flatMap(parseSocketTable);
}

async function readTable(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return ''; // A kernel without IPv6 has no tcp6.
  }
}

export function parseSocketTable(table: string): SocketState[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length > COLUMN.state)
    .map((fields) => ({
      local: parseEndpoint(fields[COLUMN.local]!),
      remote: parseEndpoint(fields[COLUMN.remote]!),
      state: STATES[fields[COLUMN.state]!] ?? fields[COLUMN.state]!,
    }));
}

/** `0A00150A:0015` is 10.21.0.10:21 on a little-endian machine: each 32-bit word of the address is in host order. */
function parseEndpoint(text: string): string {
  const [addressHex = '', portHex = ''] = text.split(':');
  const bytes = Buffer.from(addressHex, 'hex');
  if (endianness() === 'LE') bytes.swap32();
  const port = Number.parseInt(portHex, 16);
  return bytes.length === 4 ? `${bytes.join('.')}:${port}` : `[${formatIpv6(bytes)}]:${port}`;
}

/** RFC 5952: the URL parser writes the canonical form. */
function formatIpv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
