/** What a POP3 server's bytes are: one line, lines up to a lone dot, or a mail, as the command before them says (RFC 1939 §3). */
import { describe, expect, test } from 'vitest';
import type { Pop3Session } from '../../../../src/analyzer/model.ts';
import { CUTS, cutInto, dialogue, type Play, play, type Scene, say } from './stage.ts';

const actors: Play['actors'] = { 0: { client: ['192.0.2.10', 40000], server: ['192.0.2.25', 110] } };
const LOGIN = 'S: +OK ready\nC: USER u\nS: +OK\nC: PASS p\nS: +OK in';

async function session(scenes: Scene[], size: (nth: number) => number = () => 1e9): Promise<Pop3Session> {
  const { results } = await play({ actors, scenes: cutInto(scenes, size) });
  return results.pop3[0]!;
}

const ROWS: [title: string, scenes: Scene[], expected: object, texts?: readonly string[]][] = [
  [
    'LIST and UIDL with a number answer in one line, the mail behind them is the next command’s',
    [
      ...dialogue(0, `${LOGIN}\nC: LIST 1\nS: +OK 1 50\nC: UIDL 1\nS: +OK 1 abc\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'Subject: x\r\n\r\n.\r\n'),
    ],
    { messages: [{ number: 1, subject: 'x', content: { complete: true } }] },
    ['LIST 1', '+OK 1 50', 'UIDL 1', '+OK 1 abc', 'RETR 1', '+OK', 'Subject: x\r\n\r\n'],
  ],
  [
    'LIST refused: no lines follow',
    dialogue(0, `${LOGIN}\nC: LIST\nS: -ERR no\nC: NOOP\nS: +OK done`),
    { messages: [] },
    ['LIST', '-ERR no', 'NOOP', '+OK done'],
  ],
  [
    'an empty LIST: a dot alone',
    dialogue(0, `${LOGIN}\nC: LIST\nS: +OK none\nS: .\nC: NOOP\nS: +OK done`),
    { messages: [] },
    ['LIST', '+OK none', 'NOOP', '+OK done'],
  ],
  [
    'AUTH without a mechanism lists them; the next AUTH is a login',
    dialogue(0, `S: +OK ready\nC: AUTH\nS: +OK\nS: PLAIN\nS: LOGIN\nS: .\nC: AUTH PLAIN AHUAcA==\nS: +OK in`),
    { credentials: [{ mechanism: 'PLAIN', user: 'u', password: 'p', accepted: true }] },
    ['+OK ready', 'AUTH', '+OK', 'PLAIN\nLOGIN', 'AUTH PLAIN AHUAcA==', '+OK in'],
  ],
  [
    'lines of a mail that look like replies: they are the mail',
    [
      ...dialogue(0, `${LOGIN}\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'Subject: x\r\n\r\n+OK not a reply\r\n-ERR neither\r\n.\r\n'),
      ...dialogue(0, 'C: DELE 1\nS: +OK'),
    ],
    { messages: [{ deleted: true, text: '+OK not a reply\n-ERR neither\n', content: { complete: true } }] },
  ],
  [
    'two dots alone on a line, in a mail and in a list: one dot, not the end',
    [
      ...dialogue(0, `${LOGIN}\nC: CAPA\nS: +OK\nS: ..\nS: TOP\nS: .\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'a: b\r\n\r\n..\r\nend\r\n.\r\n'),
    ],
    { messages: [{ content: { size: 'a: b\r\n\r\n.\r\nend\r\n'.length, complete: true } }] },
    ['CAPA', '+OK', '.\nTOP', 'RETR 1', '+OK', 'a: b\r\n\r\n.\r\nend\r\n'],
  ],
  [
    'RETR refused, then another: the mail is the second’s',
    [
      ...dialogue(0, `${LOGIN}\nC: RETR 1\nS: -ERR gone\nC: RETR 2\nS: +OK`),
      say(0, 'server', 'Subject: two\r\n\r\n.\r\n'),
    ],
    { messages: [{ number: 2, subject: 'two' }] },
  ],
  [
    'TOP and RETR of the same mail: both are listed, each by its own command',
    [
      ...dialogue(0, `${LOGIN}\nC: TOP 3 0\nS: +OK`),
      say(0, 'server', 'Subject: x\r\n\r\n.\r\n'),
      ...dialogue(0, 'C: RETR 3\nS: +OK'),
      say(0, 'server', 'Subject: x\r\n\r\nbody\r\n.\r\n'),
    ],
    {
      messages: [
        { number: 3, via: 'TOP', content: { size: 14 } },
        { number: 3, via: 'RETR', content: { size: 20 } },
      ],
    },
  ],
  [
    'DELE refused: not deleted',
    [
      ...dialogue(0, `${LOGIN}\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'a: b\r\n\r\n.\r\n'),
      ...dialogue(0, 'C: DELE 1\nS: -ERR no'),
    ],
    { messages: [{ number: 1, deleted: false }] },
  ],
  [
    'DELE, RSET, DELE of another: only what was deleted last is',
    [
      ...dialogue(0, `${LOGIN}\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'a: b\r\n\r\n.\r\n'),
      ...dialogue(0, 'C: RETR 2\nS: +OK'),
      say(0, 'server', 'a: b\r\n\r\n.\r\n'),
      ...dialogue(0, 'C: DELE 1\nS: +OK\nC: RSET\nS: +OK\nC: DELE 2\nS: +OK'),
    ],
    {
      messages: [
        { number: 1, deleted: false },
        { number: 2, deleted: true },
      ],
    },
  ],
  [
    'RSET refused: the marks stay',
    [
      ...dialogue(0, `${LOGIN}\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'a: b\r\n\r\n.\r\n'),
      ...dialogue(0, 'C: DELE 1\nS: +OK\nC: RSET\nS: -ERR no'),
    ],
    { messages: [{ deleted: true }] },
  ],
  [
    'USER refused, then another with its password: two logins, the first without a password',
    dialogue(0, 'S: +OK ready\nC: USER a\nS: -ERR no\nC: USER b\nS: +OK\nC: PASS p\nS: +OK in'),
    {
      credentials: [
        { user: 'a', password: null, accepted: false, frames: [2, 3] },
        { user: 'b', password: 'p', accepted: true, frames: [4, 5, 6, 7] },
      ],
    },
  ],
  [
    'PASS with a space at its end and its beginning: kept as it was sent',
    dialogue(0, 'S: +OK ready\nC: USER u\nS: +OK\nC: PASS  two words \nS: -ERR no'),
    { credentials: [{ password: ' two words ', accepted: false }] },
  ],
  [
    'APOP refused: the name is known, no password was ever sent',
    dialogue(0, `S: +OK ready <1@x>\nC: APOP u ${'a'.repeat(32)}\nS: -ERR no`),
    { credentials: [{ mechanism: 'APOP', user: 'u', password: null, accepted: false, frames: [2, 3] }] },
  ],
  [
    'a response that spells a command while it is asked for: it is the response',
    dialogue(0, 'S: +OK ready\nC: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: STAT\nS: + UGFzc3dvcmQ6\nC: NOOP\nS: -ERR no'),
    { credentials: [{ mechanism: 'LOGIN', accepted: false, frames: [2, 3, 4, 5, 6, 7] }] },
  ],
  [
    'a tab, a bracket or nothing behind the status: a status all the same; a longer word is none',
    dialogue(
      0,
      `${LOGIN}\nC: NOOP\nS: +OK\tfine\nC: DELE 1\nS: -ERR[IN-USE] no\nC: NOOP\nS: +ok\nC: LIST 1\nS: +OKAY\nS: +OK 1 5`,
    ),
    { banner: 'ready', credentials: [{ accepted: true }], notes: [] },
    ['+OK\tfine', 'DELE 1', '-ERR[IN-USE] no', 'NOOP', '+ok', 'LIST 1', '+OKAY', '+OK 1 5'],
  ],
  [
    'RETR answered with a tab behind the status: the mail follows',
    [...dialogue(0, `${LOGIN}\nC: RETR 1\nS: +OK\t14`), say(0, 'server', 'Subject: x\r\n\r\n.\r\n')],
    { messages: [{ number: 1, subject: 'x', content: { complete: true } }] },
  ],
  [
    'a server that ends its lines with LF alone: the client that goes on has had the whole mail',
    [
      ...dialogue(0, `${LOGIN}\nC: LIST`),
      say(0, 'server', '+OK\n1 24\n.\n'),
      ...dialogue(0, 'C: RETR 1'),
      say(0, 'server', '+OK\nSubject: x\n\nbody\n.\n'),
      ...dialogue(0, 'C: DELE 1\nS: +OK gone'),
    ],
    { messages: [{ number: 1, deleted: true, subject: 'x', content: { complete: true } }] },
    ['LIST', '+OK', '1 24', 'RETR 1', '+OK', 'Subject: x\n\nbody\n.\n', 'DELE 1', '+OK gone'],
  ],
  [
    'a client that goes on before the mail’s end, no dot last: the mail goes on as well',
    [
      ...dialogue(0, `${LOGIN}\nC: RETR 1\nS: +OK`),
      say(0, 'server', 'Subject: x\r\n\r\n'),
      ...dialogue(0, 'C: NOOP'),
      say(0, 'server', 'body\r\n.\r\n+OK done\r\n'),
    ],
    { messages: [{ content: { size: 20, complete: true } }] },
    ['NOOP', '+OK done'],
  ],
  [
    'STLS refused: the dialogue goes on in plain text',
    dialogue(0, 'S: +OK ready\nC: STLS\nS: -ERR no\nC: USER u\nS: +OK\nC: PASS p\nS: +OK in'),
    { encryptedFrom: null, credentials: [{ user: 'u', accepted: true }] },
  ],
];

describe.each(CUTS.slice(0, 3))('POP3 blocks, cut %s', (name, size) => {
  test.each(ROWS)('%s', async (_, scenes, expected, texts) => {
    const found = await session(scenes, size);
    // Frames are told of the uncut dialogue.
    const wanted = JSON.stringify(expected, (key, value) => (key === 'frames' && name !== 'whole' ? undefined : value));
    expect(found).toMatchObject(JSON.parse(wanted));
    if (texts !== undefined) expect(found.dialogue.map(({ text }) => text).slice(-texts.length)).toEqual(texts);
  });
});
