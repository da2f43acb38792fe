/** Zeek's history letters, as its documentation of conn.log defines them and Zeek itself writes them. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';

const HISTORIES: readonly { title: string; say: (talk: Talk) => unknown; history: string; serverPort?: number }[] = [
  { title: 'opened, closed in four segments', say: (t) => t.open().closeInFour(), history: 'ShAFaf' },
  {
    title: 'the same FIN again: one letter',
    say: (t) => [t.open().client('FA'), t.client('FA', '', { seq: 1 })],
    history: 'ShAF',
  },
  {
    title: 'a FIN, then one behind more data, then that once more: two letters, and none for the data that it rides on',
    say: (t) => [t.open().client('FA'), t.client('FPA', 'late', { seq: 1 }), t.client('FA', '', { seq: 5 })],
    history: 'ShAFF',
  },
  {
    title: 'the FIN comes again on the data before it: the same FIN',
    say: (t) => [t.open().client('PA', 'abc'), t.client('FA'), t.wait(300).client('FPA', 'abc', { seq: 1 })],
    history: 'ShADFT',
  },
  {
    title: 'more letters than most have: all of them, in order',
    say: (t) => [
      t.open().client('PA', 'a'),
      t.server('A'),
      t.server('PA', 'b'),
      t.client('A'),
      ...Array.from({ length: 10 }, (_, nth) => [t.client('FPA', 'late'), nth === 4 && t.server('FA')]),
    ],
    // The number of each FIN but the last is missing from the data.
    history: 'ShADadFFFFFfFFFGFF',
  },
  {
    title: 'letters without end: 256 of them',
    say: (t) => [t.open(), ...Array.from({ length: 300 }, () => t.client('FPA', 'late'))],
    history: `ShA${'F'.repeat(253)}`,
  },
  {
    title: 'data in the SYN, data on the FIN: no letter for it',
    say: (t) => [t.client('S', 'abc'), t.server('SA', '', { ack: 4 }), t.client('A'), t.server('FPA', 'x')],
    history: 'ShAf',
  },
  {
    title: 'RSTs with one sequence number, then another: two letters',
    say: (t) => [t.open().server('R', '', { seq: 1 }), t.server('R', '', { seq: 1 }), t.server('R', '', { seq: 9 })],
    history: 'ShArr',
  },
  {
    title: 'a RST a side: a letter each',
    say: (t) => [t.open().server('R', '', { seq: 1 }), t.client('R', '', { seq: 5 })],
    history: 'ShArR',
  },
  {
    title: 'ten wrong checksums: the letter at the 1st and the 10th, none for what else they carry',
    say: (t) => {
      t.open();
      for (let i = 0; i < 10; i++) t.wait(50).client('PA', 'x', { checksum: 7 });
    },
    history: 'ShACC',
  },
  {
    title: 'a wrong checksum of the server: lower case',
    say: (t) => [t.open().client('PA', 'x'), t.server('A', '', { checksum: 7 })],
    history: 'ShADc',
  },
  {
    title: 'no SYN, the server speaks first: flipped, and the letters by the roles',
    say: (t) => [t.server('PA', 'x'), t.client('A'), t.client('PA', 'y')],
    serverPort: 443,
    history: '^dAD',
  },
  {
    title: 'no flags at all, answered by RST: no ACK',
    say: (t) => [t.client(''), t.server('RA', '', { seq: 0 })],
    history: 'r',
  },
  {
    title: 'the SYN is not in the capture, the SYN+ACK is: flipped',
    say: (t) => [t.unseen('client', 1), t.server('SA'), t.client('A')],
    history: '^hA',
  },
];

test.each(HISTORIES)('$title: $history', async ({ say, history, serverPort = 80 }) => {
  const talk = new Talk(undefined, { serverPort });
  say(talk);
  expect((await analyse(talk.capture.pcap())).analysis.connections[0]!.zeek.history).toBe(history);
});

test('no roles but those of the dialogue, and the server spoke first: flipped when they are known', async () => {
  const talk = new Talk(undefined, { clientPort: 40_000, serverPort: 50_000 });
  talk.server('PA', '220 mail ESMTP\r\n');
  talk.client('PA', 'EHLO me\r\n');
  const { zeek, rolesFrom, server } = (await analyse(talk.capture.pcap())).analysis.connections[0]!;
  expect({ rolesFrom, port: server.port, history: zeek.history }).toEqual({
    rolesFrom: 'application',
    port: 50_000,
    history: '^dD',
  });
});

test.each([
  ['both FINs, then a RST: SF', (t: Talk) => [t.open().closeInFour(), t.server('R', '', { seq: 2 })], 'SF'],
  ['one FIN, a RST, the other FIN: RSTR', (t: Talk) => [t.open().client('FA'), t.server('RA'), t.server('FA')], 'RSTR'],
  ['one FIN, then a RST of the same side: RSTO', (t: Talk) => [t.open().client('FA'), t.client('R')], 'RSTO'],
  ['the server closes, the client resets: RSTO', (t: Talk) => [t.open().server('FA'), t.client('RA')], 'RSTO'],
] as const)('%s', async (_, say, connState) => {
  const talk = new Talk();
  say(talk);
  expect((await analyse(talk.capture.pcap())).analysis.connections[0]!.zeek.connState).toBe(connState);
});
