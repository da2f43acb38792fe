/** Which data connection belongs to which command, and what a command says of itself: what nearly fits is left alone. */
import { describe, expect, test } from 'vitest';
import { type Actor, dialogue, play, type Scene, say } from './stage.ts';

const CLIENT = '192.0.2.10';
const OTHER_CLIENT = '192.0.2.11';
const SERVER = '192.0.2.21';
const OTHER_SERVER = '192.0.2.22';
const STRANGER = '192.0.2.99';

const control = (client = CLIENT, port = 40_000): Actor => ({ client: [client, port], server: [SERVER, 21] });
const passive = (port: number, server = SERVER, client = CLIENT): Actor => ({
  client: [client, 41_000],
  server: [server, port],
});
const active = (port: number, client = CLIENT): Actor => ({ client: [SERVER, 20], server: [client, port] });
const late = (actor: Actor): Actor => ({ ...actor, fromStart: false });
const end = (stream: number, from?: 'client' | 'server'): Scene => ({ stream, end: true, ...(from ? { from } : {}) });

interface Row {
  title: string;
  actors: Record<number, Actor>;
  scenes: Scene[];
  transfers: object[];
}

const ROWS: Row[] = [
  {
    title: 'a connection to the port that was named, but of another host: not the transfer’s',
    actors: { 0: control(), 1: passive(50_000, STRANGER) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PASV\nS: 227 ok (192,0,2,21,195,80)\nC: RETR f\nS: 150 ok'),
      say(1, 'server', 'other'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [{ name: 'f', mode: 'passive', dataConnection: null, content: null }],
  },
  {
    title: 'two clients wait on the same port number: each gets the connection to its own address',
    actors: { 0: control(), 1: control(OTHER_CLIENT), 2: active(50_123), 3: active(50_123, OTHER_CLIENT) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PORT 192,0,2,10,195,203\nS: 200 ok\nC: RETR a'),
      ...dialogue(1, 'S: 220 hi\nC: PORT 192,0,2,11,195,203\nS: 200 ok\nC: RETR b'),
      say(2, 'client', 'aaa'),
      say(3, 'client', 'bb'),
    ],
    transfers: [
      { name: 'a', dataConnection: 2, content: { size: 3 } },
      { name: 'b', dataConnection: 3, content: { size: 2 } },
    ],
  },
  {
    title: 'PORT refused: the next transfer does not go to that address',
    actors: { 0: control(), 1: active(50_123) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PORT 192,0,2,10,195,203\nS: 500 no\nC: RETR f\nS: 425 no address'),
      ...dialogue(0, 'C: PORT 192,0,2,10,195,203\nS: 200 ok\nC: RETR g\nS: 150 ok'),
      say(1, 'client', 'x'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [
      { name: 'f', mode: 'unknown', dataConnection: null, completed: false },
      { name: 'g', mode: 'active', dataConnection: 1, completed: true },
    ],
  },
  {
    title: 'EPRT refused, as servers without IPv6 do: the same',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: EPRT |1|192.0.2.10|50123|\nS: 522 no\nC: RETR f\nS: 425 no address'),
    transfers: [{ name: 'f', mode: 'unknown' }],
  },
  {
    title: 'a refusal that comes after the next PASV: the next transfer keeps its own address',
    actors: { 0: control(), 1: passive(50_001) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PASV\nS: 227 ok (192,0,2,21,195,80)\nC: RETR no\nC: PASV'),
      ...dialogue(0, 'S: 550 no\nS: 227 ok (192,0,2,21,195,81)\nC: RETR yes\nS: 150 ok'),
      say(1, 'server', 'x'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [
      { name: 'no', completed: false, dataConnection: null },
      { name: 'yes', completed: true, dataConnection: 1 },
    ],
  },
  {
    title: 'a refusal that comes after the next PORT: the same',
    actors: { 0: control(), 1: active(50_001) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PORT 192,0,2,10,195,80\nC: RETR no\nC: PORT 192,0,2,10,195,81'),
      ...dialogue(0, 'S: 200 ok\nS: 550 no\nS: 200 ok\nC: RETR yes\nS: 150 ok'),
      say(1, 'client', 'x'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [
      { name: 'no', completed: false, dataConnection: null },
      { name: 'yes', completed: true, dataConnection: 1 },
    ],
  },
  {
    title: 'capture began late: a connection that stood before the command is not tied to it by time',
    actors: { 0: late(control()), 1: passive(50_000) },
    scenes: [
      ...dialogue(0, 'S: 200 ok'),
      say(1, 'server', 'long before'),
      ...dialogue(0, 'C: RETR f\nS: 150 ok\nS: 226 done'),
    ],
    transfers: [{ name: 'f', dataConnection: null, content: null }],
  },
  {
    title: 'capture began late: a connection that came after the last reply is not tied by time',
    actors: { 0: late(control()), 1: passive(50_000) },
    scenes: [...dialogue(0, 'S: 200 ok\nC: RETR f\nS: 150 ok\nS: 226 done'), say(1, 'server', 'afterwards')],
    transfers: [{ name: 'f', dataConnection: null, content: null }],
  },
  {
    title: 'capture began late: two connections while the transfer ran, and none is guessed to be its own',
    actors: { 0: late(control()), 1: passive(50_000), 2: passive(50_001) },
    scenes: [
      ...dialogue(0, 'S: 200 ok\nC: RETR f\nS: 150 ok'),
      say(1, 'server', 'a'),
      say(2, 'server', 'b'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [{ name: 'f', dataConnection: null, content: null }],
  },
  {
    title: 'capture began late, two sessions of the same hosts: one connection is tied by time only once',
    actors: { 0: late(control()), 1: late(control(CLIENT, 40_001)), 2: passive(50_000) },
    scenes: [
      ...dialogue(0, 'S: 200 ok\nC: RETR f\nS: 150 ok'),
      ...dialogue(1, 'S: 200 ok\nC: RETR g\nS: 150 ok'),
      say(2, 'server', 'a'),
      end(2),
      ...dialogue(0, 'S: 226 done'),
      ...dialogue(1, 'S: 226 done'),
    ],
    transfers: [
      { name: 'f', dataConnection: 2 },
      { name: 'g', dataConnection: null },
    ],
  },
  {
    title: 'an empty file: the sender’s FIN alone ends it',
    actors: { 0: control(), 1: passive(50_000) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR empty\nS: 150 ok'),
      end(1, 'server'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [{ name: 'empty', dataConnection: 1, content: { size: 0, complete: true } }],
  },
  {
    title: 'REST with no number: the transfer begins at the beginning',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: REST half\nS: 501 what\nC: RETR f\nS: 150 ok\nS: 226 done'),
    transfers: [{ name: 'f', restart: 0 }],
  },
  {
    title: 'REST below zero, taken by the server: the transfer begins at the beginning',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: REST -5\nS: 350 ok\nC: RETR f\nS: 150 ok\nS: 226 done'),
    transfers: [{ name: 'f', restart: 0 }],
  },
  {
    title: 'REST refused: the transfer begins at the beginning',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: REST 500\nS: 502 no\nC: RETR f\nS: 150 ok\nS: 226 done'),
    transfers: [{ name: 'f', restart: 0 }],
  },
  {
    title: 'TYPE I refused: the file is ASCII as before',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: TYPE I\nS: 504 no\nC: RETR f\nS: 150 ok\nS: 226 done'),
    transfers: [{ name: 'f', type: 'ascii' }],
  },
  {
    title: 'STAT and NOOP answered while a transfer runs: the transfer’s own reply is still to come',
    actors: { 0: control(), 1: passive(50_000) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR f\nS: 150 ok'),
      say(1, 'server', 'half'),
      ...dialogue(0, 'C: STAT\nC: NOOP\nS: 211 half of it\nS: 200 ok\nS: 426 broken off'),
    ],
    transfers: [{ name: 'f', completed: false, dataConnection: 1, frames: [4, 5, 11] }],
  },
  {
    title: 'NOOP sent while a transfer runs, answered behind it: each reply its own',
    actors: { 0: control(), 1: passive(50_000) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR f\nS: 150 ok\nC: NOOP\nC: SIZE g'),
      say(1, 'server', 'x'),
      ...dialogue(0, 'S: 226 done\nS: 200 ok\nS: 550 no g'),
    ],
    transfers: [{ name: 'f', completed: true, frames: [4, 5, 9] }],
  },
  {
    title: 'a transfer that ends with a code of no transfer, nothing else asked: it has ended',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: PASV\nS: 227 ok (192,0,2,21,195,80)\nC: RETR f\nS: 150 ok\nS: 200 done'),
    transfers: [{ name: 'f', completed: true, frames: [4, 5, 6] }],
  },
  {
    title: 'a transfer answered without having begun, another command behind it: it is its answer',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: LIST\nC: NOOP\nS: 200 empty\nS: 200 ok'),
    transfers: [{ command: 'LIST', completed: true, frames: [2, 4] }],
  },
  {
    title: 'a client has two servers send to each other: one connection, a transfer of both sessions',
    actors: {
      0: control(),
      1: { client: [CLIENT, 40_001], server: [OTHER_SERVER, 21] },
      2: { client: [OTHER_SERVER, 20], server: [SERVER, 50_000] },
    },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PASV\nS: 227 ok (192,0,2,21,195,80)'),
      ...dialogue(1, 'S: 220 hi\nC: PORT 192,0,2,21,195,80\nS: 200 ok'),
      ...dialogue(0, 'C: STOR f'),
      ...dialogue(1, 'C: RETR f\nS: 150 ok'),
      ...dialogue(0, 'S: 150 ok'),
      say(2, 'client', 'between servers'),
      end(2),
      ...dialogue(0, 'S: 226 done'),
      ...dialogue(1, 'S: 226 done'),
    ],
    transfers: [
      { command: 'STOR', kind: 'upload', mode: 'passive', dataConnection: 2, content: { size: 15, complete: true } },
      { command: 'RETR', kind: 'download', mode: 'active', dataConnection: 2, content: { size: 15, complete: true } },
    ],
  },
  {
    title: 'two clients behind one NAT name the same address of a stranger: only one has the connection',
    actors: {
      0: control(),
      1: control(CLIENT, 40_001),
      2: { client: [CLIENT, 41_000], server: [STRANGER, 50_000] },
    },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PASV\nS: 227 ok (192,0,2,99,195,80)\nC: RETR a'),
      ...dialogue(1, 'S: 220 hi\nC: PASV\nS: 227 ok (192,0,2,99,195,80)\nC: RETR b'),
      say(2, 'server', 'x'),
    ],
    transfers: [
      { name: 'a', dataConnection: null },
      { name: 'b', dataConnection: 2 },
    ],
  },
  {
    title: 'PORT names a private address behind NAT: tied by its port and the hosts',
    actors: { 0: control(), 1: active(50_123) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: PORT 10,0,0,5,195,203\nS: 200 ok\nC: RETR f\nS: 150 ok'),
      say(1, 'client', 'x'),
      ...dialogue(0, 'S: 226 done'),
    ],
    transfers: [{ mode: 'active', dataConnection: 1, content: { size: 1 } }],
  },
  {
    title: 'neither PORT nor PASV: the server connects to the client’s own port (RFC 959 §3.2)',
    actors: { 0: control(), 1: active(40_000) },
    scenes: [...dialogue(0, 'S: 220 hi\nC: RETR f\nS: 150 ok'), say(1, 'client', 'x'), ...dialogue(0, 'S: 226 done')],
    transfers: [{ mode: 'unknown', dataConnection: 1, content: { size: 1 } }],
  },
  {
    title: 'empty lines between commands: no reply is spent on them',
    actors: { 0: control() },
    scenes: dialogue(0, 'S: 220 hi\nC: NOOP\nC:\nS: 200 ok\nC:\nC: RETR f\nS: 550 no'),
    transfers: [{ name: 'f', completed: false }],
  },
  {
    title: 'after a hole on the server’s side: 550, which may answer anything, goes to the command before it',
    actors: { 0: control() },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: SIZE f'),
      { stream: 0, from: 'server', gap: 20 },
      ...dialogue(0, 'C: RETR f\nS: 550 no'),
    ],
    transfers: [{ name: 'f', completed: false }],
  },
];

describe('FTP: commands and their data connections', () => {
  test.each(ROWS)('$title', async ({ actors, scenes, transfers }) => {
    const { results } = await play({ actors, scenes });
    expect(results.ftp.flatMap((session) => session.transfers)).toMatchObject(transfers);
  });
});

const TLS_RECORD = Uint8Array.of(22, 3, 3, 0, 2, 1, 0);

test.each([
  ['both sides begin with a TLS record: what was carried is not the file, and said so', TLS_RECORD, ['data-protected']],
  ['only the file begins as a TLS record does: the file', Uint8Array.of(1), []],
])('a data connection, %s', async (_, fromClient, notes) => {
  const { results } = await play({
    actors: { 0: control(), 1: passive(50_000) },
    scenes: [
      ...dialogue(0, 'S: 220 hi\nC: EPSV\nS: 229 ok (|||50000|)\nC: RETR f\nS: 150 ok'),
      say(1, 'client', fromClient),
      say(1, 'server', TLS_RECORD),
      say(1, 'server', 'text'),
      ...dialogue(0, 'S: 226 done'),
    ],
  });
  expect(results.ftp[0]).toMatchObject({ notes, transfers: [{ dataConnection: 1, content: { size: 11 } }] });
});
