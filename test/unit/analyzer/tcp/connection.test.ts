/** How a connection opened and closed, from hand-made segments. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';

const open = () => new Talk().open();

interface Case {
  title: string;
  say: (talk: Talk) => unknown;
  from?: () => Talk;
  kind: string;
  initiator: string | null;
  roles: string;
  states: string;
  conn: string;
}

const CLOSINGS: readonly Case[] = [
  {
    title: 'FIN, ACK, FIN, ACK: four-segment',
    say: (t) => t.closeInFour(),
    kind: 'four-segment',
    initiator: 'client',
    roles: 'fin ack fin ack',
    states: 'TIME-WAIT CLOSED',
    conn: 'SF',
  },
  {
    title: 'FIN, FIN+ACK, ACK: three-segment',
    say: (t) => [t.server('FA'), t.client('FA'), t.server('A')],
    kind: 'three-segment',
    initiator: 'server',
    roles: 'fin fin-ack ack',
    states: 'CLOSED TIME-WAIT',
    conn: 'SF',
  },
  {
    title: 'FINs that cross: simultaneous',
    say: (t) => [t.client('FA'), t.server('FA', '', { ack: 1 }), t.client('A'), t.server('A')],
    kind: 'simultaneous',
    initiator: 'client',
    roles: 'fin fin ack ack',
    states: 'TIME-WAIT TIME-WAIT',
    conn: 'SF',
  },
  {
    title: 'one FIN, acknowledged: half-closed',
    say: (t) => [t.client('FA'), t.server('A')],
    kind: 'half-closed',
    initiator: 'client',
    roles: 'fin ack',
    states: 'FIN-WAIT-2 CLOSE-WAIT',
    conn: 'S2',
  },
  {
    title: 'the second FIN is not in the capture, its ACK is: four-segment, not half-closed',
    say: (t) => [t.client('FA'), t.server('A'), t.unseen('server', 1), t.client('A')],
    kind: 'four-segment',
    initiator: 'client',
    roles: 'fin ack',
    states: 'TIME-WAIT CLOSED',
    conn: 'S2',
  },
  {
    title:
      'the second FIN is not in the capture, a later segment of its sender is: unacknowledged-fin, not half-closed',
    say: (t) => [t.client('FA'), t.server('A'), t.unseen('server', 1), t.server('A')],
    kind: 'unacknowledged-fin',
    initiator: 'client',
    roles: 'fin ack',
    states: 'FIN-WAIT-2 LAST-ACK',
    conn: 'S2',
  },
  {
    title: 'after one FIN, data that is not in the capture is acknowledged: half-closed',
    say: (t) => [t.client('FA'), t.server('A'), t.unseen('server', 100), t.client('A')],
    kind: 'half-closed',
    initiator: 'client',
    roles: 'fin ack',
    states: 'FIN-WAIT-2 CLOSE-WAIT',
    conn: 'S2',
  },
  {
    title: 'one FIN, no ACK: unacknowledged-fin',
    say: (t) => [t.client('FA'), t.client('FA', '', { seq: 1 })],
    kind: 'unacknowledged-fin',
    initiator: 'client',
    roles: 'fin',
    states: 'FIN-WAIT-1 ESTABLISHED',
    conn: 'S2',
  },
  {
    title: 'established, then RST: reset',
    say: (t) => t.server('RA'),
    kind: 'reset',
    initiator: 'server',
    roles: 'rst',
    states: 'CLOSED CLOSED',
    conn: 'RSTR',
  },
  {
    title: 'half-closed, then RST: reset-after-fin',
    say: (t) => [t.client('FA'), t.server('PA', 'late'), t.client('R')],
    kind: 'reset-after-fin',
    initiator: 'client',
    roles: 'fin ack rst',
    states: 'CLOSED CLOSED',
    conn: 'RSTO',
  },
  {
    title: 'a FIN, and an ACK that lies exactly half the numbers beyond it: acknowledged',
    say: (t) => [t.client('FA'), t.server('A', '', { ack: 1 + 2 ** 31 })],
    kind: 'half-closed',
    initiator: 'client',
    roles: 'fin ack',
    states: 'FIN-WAIT-2 CLOSE-WAIT',
    conn: 'S2',
  },
  {
    title: 'the capture ends first: open',
    say: (t) => t.client('PA', 'x'),
    kind: 'open',
    initiator: null,
    roles: '',
    states: 'ESTABLISHED ESTABLISHED',
    conn: 'S1',
  },
];

test.each(CLOSINGS)('$title', async ({ say, kind, initiator, roles, states, conn }) => {
  const talk = open();
  say(talk.wait(1));
  const connection = (await analyse(talk.capture.pcap())).analysis.connections[0]!;
  const { teardown, zeek } = connection;
  expect(teardown.kind).toBe(kind);
  expect(teardown.initiator).toBe(initiator);
  expect(teardown.segments.map(({ role }) => role).join(' ')).toBe(roles);
  expect(`${teardown.states.client} ${teardown.states.server}`).toBe(states);
  expect(zeek.connState).toBe(conn);
});

test('FIN on the last data: the segment says so, and what Wireshark shows in its place', async () => {
  const talk = new Talk(undefined, { serverPort: 25 }).open();
  talk.server('PA', '220 mail ESMTP\r\n');
  talk.client('PA', 'QUIT\r\n');
  const frame = talk.server('FPA', '221 bye\r\n');
  const { teardown } = (await analyse(talk.capture.pcap())).analysis.connections[0]!;
  expect(teardown.segments).toEqual([{ frame, from: 'server', role: 'fin', withData: true, shownAs: 'SMTP' }]);
});

const OPENINGS: readonly {
  title: string;
  say: (talk: Talk) => unknown;
  kind: string;
  retries: number;
  conn: string;
}[] = [
  { title: 'SYN, SYN+ACK, ACK: three-way', say: (t) => t.open(), kind: 'three-way', retries: 0, conn: 'S1' },
  {
    title: 'SYN three times, no answer: unanswered',
    say: (t) => [t.client('S'), t.client('S', '', { seq: 0 }), t.client('S', '', { seq: 0 })],
    kind: 'unanswered',
    retries: 2,
    conn: 'S0',
  },
  { title: 'SYN, RST: refused', say: (t) => [t.client('S'), t.server('RA')], kind: 'refused', retries: 0, conn: 'REJ' },
  {
    title: 'SYN, SYN+ACK, SYN+ACK: incomplete',
    say: (t) => [t.client('S'), t.server('SA'), t.server('SA', '', { seq: 0 })],
    kind: 'incomplete',
    retries: 1,
    conn: 'S1',
  },
  {
    title: 'SYNs that cross: simultaneous-open',
    say: (t) => [t.client('S'), t.server('S'), t.client('SA', '', { seq: 0 }), t.server('SA', '', { seq: 0 })],
    kind: 'simultaneous-open',
    retries: 0,
    conn: 'S1',
  },
  { title: 'data only: not-captured', say: (t) => t.client('PA', 'x'), kind: 'not-captured', retries: 0, conn: 'OTH' },
];

test.each(OPENINGS)('$title', async ({ say, kind, retries, conn }) => {
  const talk = new Talk();
  say(talk);
  const { handshake, zeek } = (await analyse(talk.capture.pcap())).analysis.connections[0]!;
  expect(handshake).toMatchObject({ kind, retries });
  expect(zeek.connState).toBe(conn);
});

test('no SYN, a server port: the roles come from the port, whoever speaks first', async () => {
  const talk = new Talk(undefined, { serverPort: 443 });
  talk.server('PA', 'x');
  const connection = (await analyse(talk.capture.pcap())).analysis.connections[0]!;
  expect(connection).toMatchObject({ rolesFrom: 'port', server: { port: 443 }, bytes: { client: 0, server: 1 } });
});
