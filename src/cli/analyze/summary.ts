/** The terminal summary: what is in the capture, connection by connection. */
import type { Analysis, Connection } from '../../analyzer/model.ts';
import { harmless } from '../terminal.ts';

export const MAX_CONNECTIONS_SHOWN = 50;

export function summaryOf({ capture, connections }: Analysis): string {
  const lines = [
    `${harmless(capture.file ?? '-')}: ${capture.format} ${capture.linkTypes.join(', ')}, ` +
      `${capture.packets} packets, ${capture.tcpPackets} TCP, ${connections.length} connections`,
    ...capture.warnings.map((warning) => `! ${warning.message} (${warning.count})`),
    ...connections.slice(0, MAX_CONNECTIONS_SHOWN).map(connectionLine),
  ];
  return `${lines.join('\n')}\n`;
}

function connectionLine(connection: Connection): string {
  const { client, server, handshake, teardown, bytes, analysis } = connection;
  const flags = Object.entries(analysis).map(([name, count]) => `${name} ${count}`);
  return [
    `#${connection.id} ${client.address}:${client.port} → ${server.address}:${server.port}`,
    connection.app ?? '',
    `${handshake.kind} / ${teardown.kind}`,
    `${bytes.client}↑ ${bytes.server}↓ bytes`,
    flags.join(', '),
  ]
    .filter((part) => part !== '')
    .join('  ');
}
