/** What an FTP control connection says of itself: greeting, refusals, notes, and what has no end. */
import { describe, expect, test } from 'vitest';
import { type Actor, CUTS, cutInto, dialogue, play, type Scene, say } from './stage.ts';

const CONTROL: Actor = { client: ['192.0.2.10', 40_000], server: ['192.0.2.21', 21] };

async function session(scenes: Scene[], actor: Partial<Actor> = {}) {
  const { results } = await play({ actors: { 0: { ...CONTROL, ...actor } }, scenes });
  return results.ftp[0]!;
}

const HELLO = 'S: 220 hi\n';

describe.each(CUTS.slice(0, 3))('cut %s', (_name, size) => {
  test.each<[title: string, text: string, expected: object]>([
    [
      '120, then 220: the second is the greeting',
      'S: 120 in a minute\nS: 220 hi\nC: USER u\nS: 230 in',
      { banner: 'hi', credentials: [{ accepted: true }] },
    ],
    [
      'a client that does not wait for the greeting: the greeting answers none of its commands',
      'C: DELE f\nS: 220 hi\nS: 550 no\nC: USER u\nS: 230 in',
      { banner: 'hi', refused: [{ command: 'DELE', code: 550 }], credentials: [{ accepted: true }] },
    ],
    ['421 at once: a greeting like any other', 'S: 421 full', { banner: 'full', refused: [] }],
    ['a greeting of several lines', 'S: 220-one\nS: two\nS: 220 three', { banner: 'one\ntwo\nthree' }],
    [
      '400, the least that refuses',
      `${HELLO}C: DELE a\nS: 400 no\nC: NOOP\nS: 399 odd`,
      { refused: [{ command: 'DELE', argument: 'a', code: 400, text: 'no' }] },
    ],
    [
      'PASS refused: among the refusals, too',
      `${HELLO}C: USER u\nS: 331 go\nC: PASS p\nS: 530 no`,
      { refused: [{ command: 'PASS', code: 530 }], credentials: [{ accepted: false }] },
    ],
    [
      'MODE Z taken: contents are as on the wire, and said so',
      `${HELLO}C: MODE Z\nS: 200 ok`,
      { notes: ['mode-not-stream'] },
    ],
    ['MODE b taken: the same', `${HELLO}C: mode b\nS: 200 ok`, { notes: ['mode-not-stream'] }],
    ['MODE Z refused: nothing to say', `${HELLO}C: MODE Z\nS: 400 no`, { notes: [] }],
    [
      'MODE S, in capitals or not: nothing to say',
      `${HELLO}C: MODE S\nS: 200 ok\nC: MODE  s\nS: 200 ok\nC: STRU S\nS: 200 ok`,
      { notes: [] },
    ],
    ['PROT P taken: the data is encrypted, and said so', `${HELLO}C: PROT p\nS: 200 ok`, { notes: ['data-protected'] }],
    [
      'PROT P refused, PROT C taken: nothing to say',
      `${HELLO}C: PROT P\nS: 536 no\nC: PROT C\nS: 200 ok\nC: PBSZ P\nS: 200 ok`,
      { notes: [] },
    ],
    [
      'AUTH refused: the dialogue goes on',
      `${HELLO}C: AUTH TLS\nS: 534 no\nC: USER u\nS: 230 in`,
      { encryptedFrom: null, credentials: [{ accepted: true }] },
    ],
    [
      'AUTH taken for something else than TLS: the dialogue goes on',
      `${HELLO}C: AUTH GSSAPI\nS: 334 more\nC: USER u\nS: 230 in`,
      { encryptedFrom: null, credentials: [{ accepted: true }] },
    ],
    [
      'HOST: its 220 is no greeting',
      `${HELLO}C: HOST a.example\nS: 220 this is a\nC: USER u\nS: 230 in`,
      { banner: 'hi', credentials: [{ user: 'u', accepted: true }] },
    ],
    [
      'a line that is no reply: shown, nobody’s',
      `${HELLO}C: USER u\nS: what\nS: 230 in`,
      { credentials: [{ accepted: true }], notes: [] },
    ],
    ['a refusal nobody has asked for: shown, of no command', `${HELLO}S: 421 too slow`, { refused: [], banner: 'hi' }],
    [
      'TYPE I, then TYPE E refused: still binary',
      `${HELLO}C: TYPE I\nS: 200 ok\nC: TYPE E\nS: 504 no\nC: NLST\nS: 150 ok`,
      { transfers: [{ command: 'NLST', kind: 'listing', type: 'binary' }] },
    ],
    [
      'TYPE e: text, too',
      `${HELLO}C: TYPE I\nS: 200 ok\nC: type e\nS: 200 ok\nC: MLSD\nS: 150 ok`,
      { transfers: [{ command: 'MLSD', kind: 'listing', type: 'ascii' }] },
    ],
    [
      'TYPE L 8: binary',
      `${HELLO}C: TYPE L 8\nS: 200 ok\nC: STOU\nS: 150 FILE: "a b"`,
      { transfers: [{ command: 'STOU', kind: 'upload', type: 'binary', name: 'a b' }] },
    ],
    [
      'REST: for the next transfer only',
      `${HELLO}C: REST 5\nS: 350 ok\nC: STOR a\nS: 150 ok\nS: 226 ok\nC: STOR a\nS: 150 ok`,
      { transfers: [{ restart: 5 }, { restart: 0 }] },
    ],
    [
      'REST 0: from the beginning',
      `${HELLO}C: REST 7\nS: 350 ok\nC: REST 0\nS: 350 ok\nC: STOR a\nS: 150 ok`,
      { transfers: [{ restart: 0 }] },
    ],
  ])('%s', async (_, text, expected) => {
    expect(await session(cutInto(dialogue(0, text), size))).toMatchObject(expected);
  });
});

describe('what has no end', () => {
  const texts = async (scenes: Scene[]) =>
    (await session(scenes)).dialogue.map(({ direction, kind, text }) => [direction, kind, text]);

  test('a command and a reply when the capture ends: shown, and not acted upon', async () => {
    const scenes = [
      ...dialogue(0, `${HELLO}C: USER u\nS: 331-go`),
      say(0, 'client', 'PASS sec'),
      say(0, 'server', ' on'),
    ];
    const { credentials } = await session(scenes);
    expect(credentials).toMatchObject([{ user: 'u', password: null, accepted: null }]);
    expect((await texts(scenes)).slice(2)).toEqual([
      ['server', 'reply', '331-go'],
      ['client', 'command', 'PASS sec'],
      ['server', 'reply', ' on'],
    ]);
  });

  test('bytes missing behind it: shown before the gap; the rest of a name is no command', async () => {
    const scenes: Scene[] = [
      ...dialogue(0, HELLO),
      say(0, 'client', 'RETR a'),
      { stream: 0, from: 'client', gap: 9 },
      ...dialogue(0, 'C: file.txt\nC: NOOP\nS: 200 ok'),
      say(0, 'server', '250-a\r\n250'),
      { stream: 0, from: 'server', gap: 4 },
      ...dialogue(0, 'S: tail\nC: PWD\nS: 257 "/"'),
    ];
    expect((await texts(scenes)).slice(1)).toEqual([
      ['client', 'command', 'RETR a'],
      ['client', 'gap', '9'],
      ['client', 'command', 'file.txt'],
      ['client', 'command', 'NOOP'],
      ['server', 'reply', '200 ok'],
      ['server', 'reply', '250-a'],
      ['server', 'reply', '250'],
      ['server', 'gap', '4'],
      ['server', 'reply', 'tail'],
      ['client', 'command', 'PWD'],
      ['server', 'reply', '257 "/"'],
    ]);
    expect((await session(scenes)).transfers).toEqual([]);
  });

  test('a verb that no RFC has, its beginning certain: a command like any other', async () => {
    const found = await session(dialogue(0, `${HELLO}C: XYZZY\nS: 500 what\nC: DELE f\nS: 550 no`));
    expect(found.refused.map(({ command, code }) => [command, code])).toEqual([
      ['XYZZY', 500],
      ['DELE', 550],
    ]);
  });

  test('a line longer than is kept: cut, and said by how much, on either side', async () => {
    const long = 'x'.repeat(16 * 1024 + 3);
    const found = await session([
      ...dialogue(0, HELLO),
      say(0, 'client', `${long}\r\n`),
      say(0, 'server', `500 ${long}\r\n`),
    ]);
    expect(found.notes).toEqual(['line-cut=10']);
  });
});

test('capture began late: the first reply is no greeting', async () => {
  const found = await session(dialogue(0, 'C: DELE f\nS: 550 no\nC: PWD\nS: 257 "/"'), { fromStart: false });
  expect(found).toMatchObject({ banner: null, refused: [{ command: 'DELE' }], notes: ['late-start'] });
});

test('the greeting is among missing bytes: the next reply is its command’s', async () => {
  const found = await session([{ stream: 0, from: 'server', gap: 20 }, ...dialogue(0, 'C: USER u\nS: 530 no')]);
  expect(found).toMatchObject({ banner: null, refused: [{ command: 'USER', code: 530 }] });
});

test('refusals and logins without end: the first ten thousand', async () => {
  const asked = 'USER u\r\nPASS p\r\n'.repeat(300);
  const refused = '331 go\r\n530 no\r\n'.repeat(300);
  const scenes = Array.from({ length: 40 }, () => [say(0, 'client', asked), say(0, 'server', refused)]).flat();
  const found = await session([...dialogue(0, HELLO), ...scenes]);
  expect([found.credentials.length, found.refused.length]).toEqual([10_000, 10_000]);
}, 30_000);
