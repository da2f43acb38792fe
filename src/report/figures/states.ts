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
  const known = whatArrived(rows);
  return rows.map((row) => {
    const [sender, receiver] = row.fromClient ? [client, server] : [server, client];
    step(row, sender, receiver, known);
    return { client: client.state, server: server.state };
  });
}

/**
 * A segment that is in the capture need not have reached the other side. What a side sends later shows what it had
 * heard; without such a sign its state stays as it was.
 */
interface Known {
  readonly synHeard: boolean;
  readonly synAckHeard: boolean;
  /** By the side that sent the FIN: did the other side acknowledge it? */
  readonly finHeard: { readonly client: boolean; readonly server: boolean };
  /** Neither side had heard the other's FIN as it sent its own. */
  readonly finsCross: boolean;
}

function whatArrived(rows: readonly PacketRow[]): Known {
  const syn = rows.find((row) => row.flags & FLAG.syn);
  const answers = rows.filter((row) => row.fromClient !== syn?.fromClient);
  const confirms = rows.some(
    (row) => row.fromClient === syn?.fromClient && (row.flags & (FLAG.syn | FLAG.ack)) === FLAG.ack,
  );
  const fins = { client: firstFin(rows, true), server: firstFin(rows, false) };
  const acknowledged = (fin: PacketRow | undefined) =>
    fin !== undefined &&
    rows.some((row) => row.fromClient !== fin.fromClient && row.flags & FLAG.ack && covers(row.ack, finEndOf(fin)));
  return {
    synHeard: answers.length > 0,
    synAckHeard: confirms,
    finHeard: { client: acknowledged(fins.client), server: acknowledged(fins.server) },
    finsCross: finsCross(rows, fins.client, fins.server),
  };
}

function firstFin(rows: readonly PacketRow[], fromClient: boolean): PacketRow | undefined {
  return rows.find((row) => row.fromClient === fromClient && row.flags & FLAG.fin);
}

/** The later FIN acknowledges less than the earlier one. */
function finsCross(rows: readonly PacketRow[], a: PacketRow | undefined, b: PacketRow | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  const [first, second] = rows.indexOf(a) < rows.indexOf(b) ? [a, b] : [b, a];
  return !covers(second.ack, finEndOf(first));
}

function finEndOf(row: PacketRow): number {
  return (row.seq + row.length + 1) >>> 0;
}

function covers(ack: number, end: number): boolean {
  return ((ack - end) | 0) >= 0;
}

function step(row: PacketRow, sender: Side, receiver: Side, known: Known): void {
  if (row.flags & FLAG.rst) {
    sender.state = 'CLOSED';
    receiver.state = 'CLOSED';
    return;
  }
  if (row.flags & FLAG.syn) {
    open(row, sender, receiver, known);
    return;
  }
  if (sender.state === null && receiver.state === null) sender.state = receiver.state = 'ESTABLISHED';
  if (row.flags & FLAG.ack) acknowledge(row, sender, receiver, known);
  if (row.flags & FLAG.fin) close(row, sender, receiver, known);
}

function open(row: PacketRow, sender: Side, receiver: Side, known: Known): void {
  if ((row.flags & FLAG.ack) === 0) {
    // A SYN that crosses the peer's own: simultaneous open.
    const crossed = receiver.state === 'SYN-SENT' && sender.state === 'LISTEN';
    sender.state = crossed ? 'SYN-RECEIVED' : 'SYN-SENT';
    receiver.state = crossed ? 'SYN-RECEIVED' : (receiver.state ?? (known.synHeard ? 'LISTEN' : 'CLOSED'));
    return;
  }
  if (sender.state === 'LISTEN' || sender.state === null) sender.state = 'SYN-RECEIVED';
  const waits = receiver.state === 'SYN-SENT' || receiver.state === null || receiver.state === 'SYN-RECEIVED';
  if (waits && known.synAckHeard) receiver.state = 'ESTABLISHED';
}

function acknowledge(row: PacketRow, sender: Side, receiver: Side, known: Known): void {
  if (receiver.state === 'SYN-RECEIVED') receiver.state = 'ESTABLISHED';
  if (sender.state === 'SYN-SENT') sender.state = 'ESTABLISHED';
  if (receiver.finEnd === null || !covers(row.ack, receiver.finEnd)) return;
  // Only this acknowledgment shows that the sender has met the FIN that crossed its own.
  if (known.finsCross && sender.state === 'FIN-WAIT-1') sender.state = 'CLOSING';
  else if (known.finsCross && sender.state === 'FIN-WAIT-2') sender.state = 'TIME-WAIT';
  if (receiver.state === 'FIN-WAIT-1') receiver.state = 'FIN-WAIT-2';
  else if (receiver.state === 'CLOSING') receiver.state = 'TIME-WAIT';
  else if (receiver.state === 'LAST-ACK') receiver.state = 'CLOSED';
}

function close(row: PacketRow, sender: Side, receiver: Side, known: Known): void {
  if (sender.finEnd === null) {
    sender.finEnd = finEndOf(row);
    sender.state = sender.state === 'CLOSE-WAIT' ? 'LAST-ACK' : 'FIN-WAIT-1';
  }
  if (known.finsCross || !known.finHeard[row.fromClient ? 'client' : 'server']) return;
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
