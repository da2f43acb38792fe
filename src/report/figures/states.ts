/** The TCP state of both sides after each segment, as RFC 9293 §3.3.2 draws it, for the edges of ladder diagrams. */
import type { TcpState } from '../../analyzer/model.ts';
import type { PacketRow } from '../packets/table.ts';

export const FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10, urg: 0x20, ece: 0x40, cwr: 0x80 } as const;

export interface States {
  client: TcpState | null;
  server: TcpState | null;
}

/** What each side has sent: where its FIN ends, and so what acknowledges it. */
interface Side {
  state: TcpState | null;
  finEnd: number | null;
}

/**
 * States after each row. A capture that starts in the middle begins with ESTABLISHED on both sides where data flows;
 * before anything is known the state is null.
 */
export function statesAlong(rows: readonly PacketRow[]): States[] {
  const client: Side = { state: null, finEnd: null };
  const server: Side = { state: null, finEnd: null };
  return rows.map((row) => {
    const [sender, receiver] = row.fromClient ? [client, server] : [server, client];
    step(row, sender, receiver);
    return { client: client.state, server: server.state };
  });
}

function step(row: PacketRow, sender: Side, receiver: Side): void {
  if (row.flags & FLAG.rst) {
    sender.state = 'CLOSED';
    receiver.state = 'CLOSED';
    return;
  }
  if (row.flags & FLAG.syn) {
    open(row, sender, receiver);
    return;
  }
  if (sender.state === null && receiver.state === null) sender.state = receiver.state = 'ESTABLISHED';
  if (row.flags & FLAG.ack) acknowledge(row, sender, receiver);
  if (row.flags & FLAG.fin) close(row, sender, receiver);
}

function open(row: PacketRow, sender: Side, receiver: Side): void {
  if ((row.flags & FLAG.ack) === 0) {
    // A SYN that crosses the peer's own: simultaneous open.
    const crossed = receiver.state === 'SYN-SENT' && sender.state === 'LISTEN';
    sender.state = crossed ? 'SYN-RECEIVED' : 'SYN-SENT';
    receiver.state = crossed ? 'SYN-RECEIVED' : (receiver.state ?? 'LISTEN');
    return;
  }
  if (sender.state === 'LISTEN' || sender.state === null) sender.state = 'SYN-RECEIVED';
  if (receiver.state === 'SYN-SENT' || receiver.state === null || receiver.state === 'SYN-RECEIVED')
    receiver.state = 'ESTABLISHED';
}

function acknowledge(row: PacketRow, sender: Side, receiver: Side): void {
  if (receiver.state === 'SYN-RECEIVED') receiver.state = 'ESTABLISHED';
  if (sender.state === 'SYN-SENT') sender.state = 'ESTABLISHED';
  if (receiver.finEnd === null || ((row.ack - receiver.finEnd) | 0) < 0) return;
  if (receiver.state === 'FIN-WAIT-1') receiver.state = 'FIN-WAIT-2';
  else if (receiver.state === 'CLOSING') receiver.state = 'TIME-WAIT';
  else if (receiver.state === 'LAST-ACK') receiver.state = 'CLOSED';
}

function close(row: PacketRow, sender: Side, receiver: Side): void {
  if (sender.finEnd === null) {
    sender.finEnd = (row.seq + row.length + 1) >>> 0;
    sender.state = sender.state === 'CLOSE-WAIT' ? 'LAST-ACK' : 'FIN-WAIT-1';
  }
  if (receiver.state === 'ESTABLISHED' || receiver.state === 'SYN-RECEIVED') receiver.state = 'CLOSE-WAIT';
  else if (receiver.state === 'FIN-WAIT-2') receiver.state = 'TIME-WAIT';
  else if (receiver.state === 'FIN-WAIT-1') receiver.state = 'CLOSING';
}

/** `[SYN, ACK]`, in Wireshark's order. */
export function flagNames(flags: number): string {
  const names = [
    [FLAG.fin, 'FIN'],
    [FLAG.syn, 'SYN'],
    [FLAG.rst, 'RST'],
    [FLAG.psh, 'PSH'],
    [FLAG.ack, 'ACK'],
    [FLAG.urg, 'URG'],
    [FLAG.ece, 'ECE'],
    [FLAG.cwr, 'CWR'],
    [0x100, 'AE'],
  ] as const;
  const set = names.filter(([bit]) => flags & bit).map(([, name]) => name);
  return set.length === 0 ? '[<None>]' : `[${set.join(', ')}]`;
}
