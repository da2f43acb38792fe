/** What a POP3 connection says of itself: greeting, logins, what has no end, and bytes that are missing. */
import { describe, expect, test } from 'vitest';
import { LineAssembler } from '../../../../src/analyzer/apps/lines.ts';
import { followsOk, messageNumber, parsePop3Command } from '../../../../src/analyzer/apps/pop3/commands.ts';
import { type Actor, dialogue, play, type Scene, say, utf8 } from './stage.ts';

const ACTOR: Actor = { client: ['192.0.2.10', 40_000], server: ['192.0.2.25', 110] };

async function session(scenes: Scene[], actor: Partial<Actor> = {}) {
  const { results } = await play({ actors: { 0: { ...ACTOR, ...actor } }, scenes });
  return results.pop3[0]!;
}

const linesOf = async (scenes: Scene[], actor: Partial<Actor> = {}) =>
  (await session(scenes, actor)).dialogue.map(({ direction, kind, text }) => [direction, kind, text]);

const gap = (from: 'client' | 'server', length: number): Scene => ({ stream: 0, from, gap: length });
const HELLO = 'S: +OK ready\n';
const IN = `${HELLO}C: USER u\nS: +OK\nC: PASS p\nS: +OK in`;

function command(text: string) {
  const at = { frame: 7, seconds: 0, nanoseconds: 0 };
  return parsePop3Command(new LineAssembler(true).take(utf8(`${text}\r\n`), 0, at).line!);
}

test.each([
  ['quit', 'QUIT', ''],
  ['PASS  a b ', 'PASS', ' a b '],
  ['  STAT', 'STAT', ''],
  ['UTF8', 'UTF8', ''],
  ['', '', ''],
  ['+OK x', '', ''],
  ['dGlt', 'DGLT', ''],
  ['A-B c', '', ''],
])('the line %j: verb %j, argument %j', (text, verb, argument) => {
  expect(command(text)).toMatchObject({ verb, argument, text, frames: [7], at: { frame: 7 } });
});

test.each([
  ['RETR 1', 'mail'],
  ['TOP 1 0', 'mail'],
  ['CAPA', 'lines'],
  ['LIST', 'lines'],
  ['LIST ', 'lines'],
  ['LIST 1', null],
  ['UIDL', 'lines'],
  ['UIDL 1', null],
  ['AUTH', 'lines'],
  ['AUTH PLAIN', null],
  ['LANG', 'lines'],
  ['LANG en', null],
  ['STAT', null],
  ['UTF8', null],
])('%s: what follows its +OK is %j', (text, follows) => {
  expect(followsOk(command(text))).toBe(follows);
});

test.each([
  ['RETR 12', 12],
  ['TOP  3 10', 3],
  ['DELE x', 0],
  ['DELE', 0],
  ['RETR 1234567890', 0],
])('%s: message %i', (text, number) => {
  expect(messageNumber(command(text))).toBe(number);
});

test.each<[title: string, text: string, expected: object]>([
  ['-ERR at once: a greeting like any other', 'S: -ERR full', { banner: 'full' }],
  ['+OK and nothing else', 'S: +OK\nC: QUIT\nS: +OK bye', { banner: '' }],
  [
    'PASS without a USER: the password is kept',
    `${HELLO}C: PASS p\nS: -ERR no`,
    { credentials: [{ user: null, password: 'p', accepted: false, frames: [2, 3] }] },
  ],
  [
    'USER, and nothing more: unknown',
    `${HELLO}C: USER u\nS: +OK`,
    { credentials: [{ user: 'u', password: null, accepted: null, frames: [2, 3] }] },
  ],
  [
    'AUTH, the outcome not captured: unknown',
    `${HELLO}C: AUTH PLAIN AHUAcA==`,
    { credentials: [{ user: 'u', password: 'p', accepted: null }] },
  ],
  [
    'AUTH with an empty initial response (RFC 5034 §4)',
    `${HELLO}C: AUTH EXTERNAL =\nS: +OK in`,
    { credentials: [{ mechanism: 'EXTERNAL', user: null, accepted: true }] },
  ],
  [
    'AUTH refused, then another: both are told',
    `${HELLO}C: AUTH PLAIN AHUAcA==\nS: -ERR no\nC: AUTH PLAIN AHUAcQ==\nS: +OK in`,
    {
      credentials: [
        { password: 'p', accepted: false },
        { password: 'q', accepted: true },
      ],
    },
  ],
  [
    'a challenge nobody asked for: shown, and none',
    `${HELLO}S: + VXNlcm5hbWU6\nC: STAT\nS: +OK 0 0`,
    { credentials: [] },
  ],
  [
    'AUTH, a line that only begins as a challenge does: none',
    `${HELLO}C: AUTH PLAIN\nS: +what\nC: STAT\nS: -ERR no`,
    { credentials: [{ mechanism: 'PLAIN', frames: [2, 5] }] },
  ],
  [
    'AUTH with nothing but spaces: it asks for the mechanisms',
    `${HELLO}C: AUTH  \nS: +OK\nS: PLAIN\nS: .\nC: QUIT\nS: +OK bye`,
    { credentials: [] },
  ],
  [
    '+ok in lower case: taken all the same',
    'S: +ok ready\nC: USER u\nS: +ok\nC: PASS p\nS: +ok in',
    { banner: 'ready', credentials: [{ accepted: true }] },
  ],
  [
    'RETR and DELE without a number, both taken: which mail was deleted is not known',
    `${IN}\nC: RETR\nS: +OK\nS: a: b\nS:\nS: .\nC: DELE\nS: +OK`,
    { messages: [{ number: 0, deleted: false }] },
  ],
  [
    'LANG and UTF8 (RFC 6856): lines, then one line',
    `${HELLO}C: LANG\nS: +OK\nS: en English\nS: .\nC: LANG en\nS: +OK en\nC: UTF8\nS: +OK\nC: DELE 1\nS: -ERR no`,
    { notes: [], messages: [] },
  ],
  [
    'a command that no RFC has: its reply is its own',
    `${HELLO}C: XYZZY\nS: -ERR what\nC: USER u\nS: +OK\nC: PASS p\nS: +OK`,
    { credentials: [{ user: 'u', accepted: true }] },
  ],
  [
    '-ERR nobody has asked for: shown, of no command',
    `${IN}\nS: -ERR too slow\nC: NOOP\nS: +OK`,
    { credentials: [{ accepted: true }], notes: [] },
  ],
])('%s', async (_, text, expected) => {
  expect(await session(dialogue(0, text))).toMatchObject(expected);
});

describe('what has no end', () => {
  test('a command and a reply when the capture ends: shown, and not acted upon', async () => {
    const scenes = [
      ...dialogue(0, `${HELLO}C: USER u\nS: +OK`),
      say(0, 'client', 'PASS p'),
      say(0, 'server', '-ERR n'),
    ];
    expect((await session(scenes)).credentials).toMatchObject([{ password: null, accepted: null }]);
    expect((await linesOf(scenes)).slice(3)).toEqual([
      ['client', 'command', 'PASS p'],
      ['server', 'reply', '-ERR n'],
    ]);
  });

  test('lines when the capture ends: shown as far as they came', async () => {
    const scenes = dialogue(0, `${IN}\nC: CAPA\nS: +OK\nS: TOP\nS: UIDL`);
    expect((await linesOf(scenes)).at(-1)).toEqual(['server', 'data', 'TOP\nUIDL']);
  });

  test('a line one byte longer than is kept: cut, and said so, on either side', async () => {
    const long = (start: string) => `${start.padEnd(16 * 1024, 'x')}x\r\n`;
    const found = await session([
      ...dialogue(0, HELLO),
      say(0, 'client', long('NOOP ')),
      say(0, 'server', long('+OK ')),
    ]);
    expect(found.notes).toEqual(['line-cut=2']);
  });
});

describe('bytes missing', () => {
  test('inside a command: its beginning before the gap; its rest, no command, as lines of unknown meaning', async () => {
    const scenes = [
      ...dialogue(0, IN),
      say(0, 'client', 'RET'),
      gap('client', 3),
      ...dialogue(0, 'C: st of it\nC: STAT\nS: +OK 1 9'),
    ];
    expect((await linesOf(scenes)).slice(5)).toEqual([
      ['client', 'command', 'RET'],
      ['client', 'gap', '3'],
      ['client', 'data', 'st of it'],
      ['client', 'command', 'STAT'],
      ['server', 'reply', '+OK 1 9'],
    ]);
  });

  test('inside a list: marked in place, the line that was cut shown; the next command ends it', async () => {
    const scenes = [
      ...dialogue(0, `${IN}\nC: UIDL\nS: +OK\nS: 1 aa`),
      say(0, 'server', '2 b'),
      gap('server', 7),
      ...dialogue(0, 'S: tail\nC: DELE 1\nS: +OK'),
    ];
    const found = await session(scenes);
    expect(found.dialogue.find(({ kind }) => kind === 'data')?.text).toBe('1 aa\n2 b\n[… 7 B …]\ntail');
    expect(found.dialogue.at(-1)?.text).toBe('+OK');
  });

  test('the status line of a list: its lines are shown, none is a reply', async () => {
    const scenes = [
      ...dialogue(0, `${IN}\nC: UIDL`),
      gap('server', 5),
      ...dialogue(0, 'S: 1 aa\nS: .\nC: STAT\nS: +OK 1 9'),
    ];
    expect((await linesOf(scenes)).slice(-4)).toEqual([
      ['server', 'gap', '5'],
      ['server', 'data', '1 aa'],
      ['client', 'command', 'STAT'],
      ['server', 'reply', '+OK 1 9'],
    ]);
  });

  test('a reply: the status line behind it is the next command’s', async () => {
    const scenes = [...dialogue(0, `${HELLO}C: USER u`), gap('server', 5), ...dialogue(0, 'C: PASS p\nS: -ERR no')];
    expect((await session(scenes)).credentials).toMatchObject([{ user: 'u', password: 'p', accepted: false }]);
  });

  test('the greeting: the next status line is a reply', async () => {
    const scenes = [gap('server', 9), ...dialogue(0, 'C: USER u\nS: -ERR no')];
    expect(await session(scenes)).toMatchObject({ banner: null, credentials: [{ accepted: false }] });
  });
});

test('the client closes while a mail comes: the mail goes on to its dot', async () => {
  const scenes: Scene[] = [
    ...dialogue(0, `${IN}\nC: RETR 1\nS: +OK\nS: one`),
    { stream: 0, end: true, from: 'client' },
    ...dialogue(0, 'S: two\nS: .'),
  ];
  expect((await session(scenes)).messages).toMatchObject([
    { content: { size: 10, complete: true }, frames: [8, 10, 11] },
  ]);
});

test('TLS, then bytes missing on both sides: nothing more is said of the dialogue', async () => {
  const scenes = [
    ...dialogue(0, `${HELLO}C: STLS\nS: +OK go`),
    say(0, 'client', Uint8Array.of(22, 3, 1, 0, 4)),
    gap('client', 50),
    gap('server', 50),
  ];
  expect(await session(scenes)).toMatchObject({ encryptedFrom: 4, dialogue: { length: 3 } });
});

test('capture began late, a status line and the middle of a mail behind it: lines of unknown meaning up to the dot', async () => {
  const scenes = [
    say(0, 'server', '+OK 99 octets\r\nSubject: s\r\n\r\nx\r\n.\r\n'),
    ...dialogue(0, 'C: DELE 1\nS: +OK'),
  ];
  expect(await linesOf(scenes, { fromStart: false })).toEqual([
    ['server', 'reply', '+OK 99 octets'],
    ['server', 'data', 'Subject: s\n\nx'],
    ['client', 'command', 'DELE 1'],
    ['server', 'reply', '+OK'],
  ]);
  expect(await session(scenes, { fromStart: false })).toMatchObject({
    banner: null,
    messages: [],
    notes: ['late-start'],
  });
});

test('mails and logins without end: the first ten thousand, and said so', async () => {
  const fetched = 'RETR 1\r\n'.repeat(501);
  const mails = '+OK\r\na: b\r\n\r\n.\r\n'.repeat(501);
  const found = await session([
    ...dialogue(0, IN),
    ...Array.from({ length: 20 }, () => [say(0, 'client', fetched), say(0, 'server', mails)]).flat(),
    ...Array.from({ length: 20 }, () => [
      say(0, 'client', 'APOP u d\r\n'.repeat(510)),
      say(0, 'server', '-ERR no\r\n'.repeat(510)),
    ]).flat(),
  ]);
  expect([found.messages.length, found.credentials.length]).toEqual([10_000, 10_000]);
  expect(found.notes).toContain('items-cut=20');
}, 30_000);
