/** What an SMTP connection says of itself: greeting, extensions, logins, what has no end, and what is let go. */
import { describe, expect, test } from 'vitest';
import { type Actor, dialogue, play, type Scene, say, sha256Of, utf8 } from './stage.ts';

const ACTOR: Actor = { client: ['192.0.2.10', 40_000], server: ['192.0.2.25', 25] };

async function session(scenes: Scene[], actor: Partial<Actor> = {}) {
  const { results } = await play({ actors: { 0: { ...ACTOR, ...actor } }, scenes });
  return results.smtp[0]!;
}

const HELLO = 'S: 220 mail ESMTP\n';
const READY = `${HELLO}C: EHLO pc\nS: 250 mail\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok`;

test.each<[title: string, text: string, expected: object]>([
  ['554 at once: a greeting like any other', 'S: 554 not you\nC: QUIT\nS: 221 bye', { banner: 'not you', helo: null }],
  [
    'EHLO refused, HELO taken: no extensions',
    `${HELLO}C: EHLO pc\nS: 502-what\nS: 502 SIZE\nC: HELO old\nS: 250-mail\nS: 250 SIZE`,
    { helo: 'old', extensions: [] },
  ],
  [
    'EHLO, then EHLO refused: the first stands',
    `${HELLO}C: EHLO pc\nS: 250-mail\nS: 250 SIZE\nC: EHLO other\nS: 503 no`,
    { helo: 'pc', extensions: ['SIZE'] },
  ],
  [
    'STARTTLS refused: the dialogue goes on',
    `${HELLO}C: STARTTLS\nS: 454 later\nC: EHLO pc\nS: 250 mail`,
    { encryptedFrom: null, helo: 'pc' },
  ],
  [
    'AUTH, the outcome not captured: unknown',
    `${HELLO}C: AUTH PLAIN AHUAcA==`,
    { credentials: [{ user: 'u', password: 'p', accepted: null }] },
  ],
  [
    'AUTH challenged, the capture ends: unknown',
    `${HELLO}C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6`,
    { credentials: [{ mechanism: 'LOGIN', user: null, accepted: null, frames: [2, 3] }] },
  ],
  [
    'AUTH refused, then another: both are told',
    `${HELLO}C: AUTH PLAIN AHUAcA==\nS: 535 no\nC: AUTH PLAIN AHUAcQ==\nS: 235 in`,
    {
      credentials: [
        { password: 'p', accepted: false },
        { password: 'q', accepted: true },
      ],
    },
  ],
  [
    'AUTH, two spaces before its initial response: taken all the same',
    `${HELLO}C: AUTH PLAIN  AHUAcA==\nS: 235 in`,
    { credentials: [{ mechanism: 'PLAIN', user: 'u', password: 'p' }] },
  ],
  [
    'AUTH, responses before they are asked for: they are responses',
    `${HELLO}C: AUTH LOGIN\nC: dQ==\nC: cA==\nS: 334 VXNlcm5hbWU6\nS: 334 UGFzc3dvcmQ6\nS: 235 in`,
    { credentials: [{ mechanism: 'LOGIN', user: 'u', password: 'p', accepted: true }] },
  ],
  [
    '334 nobody asked for: shown, and no challenge',
    `${HELLO}S: 334 VXNlcm5hbWU6\nC: EHLO pc\nS: 250 mail`,
    { helo: 'pc', credentials: [] },
  ],
  [
    'ETRN and VRFY, several lines: replies of their commands',
    `${HELLO}C: ETRN x\nS: 250-one\nS: 250 two\nC: VRFY a\nS: 252 maybe\nC: HELO pc\nS: 250 ok`,
    { helo: 'pc' },
  ],
  [
    'a command that no RFC has: its reply is its own',
    `${HELLO}C: XYZZY\nS: 500 what\nC: HELO pc\nS: 250 ok`,
    { helo: 'pc', banner: 'mail ESMTP' },
  ],
  [
    'a command that begins as MAIL does: the envelope stands',
    `${READY}\nC: MAILX FROM:<z@x>\nS: 500 what\nC: DATA\nS: 354 go\nC: x\nC: .\nS: 250 ok`,
    { messages: [{ sender: 'a@x', recipients: ['b@x'] }] },
  ],
  [
    'a command that begins as EHLO does: no greeting',
    `${HELLO}C: EHLOX other\nS: 250-what\nS: 250 SIZE`,
    { helo: null, extensions: [] },
  ],
  [
    'XCLIENT answered by 220, then a line that begins with no ASCII: no TLS was agreed on',
    `${HELLO}C: XCLIENT NAME=x\nS: 220 again\nC: é\nS: 500 what\nC: HELO pc\nS: 250 ok`,
    { encryptedFrom: null, helo: 'pc' },
  ],
  [
    'a line that is no reply: shown, nobody’s',
    `${HELLO}C: EHLO pc\nS: what\nS: 250-mail\nS: 250 SIZE`,
    { helo: 'pc', extensions: ['SIZE'], notes: [] },
  ],
  [
    'HELO between RCPT and DATA: the envelope is forgotten (RFC 5321 §4.1.4)',
    `${READY}\nC: HELO pc\nS: 250 ok\nC: DATA\nS: 354 go\nC: x\nC: .\nS: 250 ok`,
    { messages: [{ sender: null, recipients: [] }] },
  ],
  [
    'DATA answered by 250, as no server should: no mail, the next line is a command',
    `${READY}\nC: DATA\nS: 250 odd\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye`,
    { messages: [] },
  ],
  [
    '354 nobody asked for: what follows is a mail',
    `${HELLO}S: 354 go\nC: Subject: s\nC:\nC: x\nC: .\nS: 250 ok`,
    { messages: [{ subject: 's', accepted: true, sender: null }] },
  ],
  [
    '354 twice: one mail',
    `${READY}\nC: DATA\nS: 354 go\nS: 354 go\nC: Subject: s\nC: .\nS: 250 ok`,
    { messages: [{ subject: 's', accepted: true, content: { size: 12 } }] },
  ],
  [
    'a line that is no reply and 354 again inside a mail: neither is its verdict',
    `${READY}\nC: DATA\nS: 354 go\nC: one\nS: what\nS: 354 go\nC: .\nS: 552 no`,
    { messages: [{ accepted: false, content: { size: 5, complete: true } }] },
  ],
  [
    'a mail judged before its end: its end is still awaited',
    `${READY}\nC: DATA\nS: 354 go\nC: one\nS: 552 too big\nC: two\nC: .\nC: QUIT\nS: 221 bye`,
    { messages: [{ accepted: false, content: { size: 10, complete: true } }] },
  ],
  [
    'a mail judged before its end, twice: the first verdict stands',
    `${READY}\nC: DATA\nS: 354 go\nC: one\nS: 250 ok\nS: 421 too slow\nC: .`,
    { messages: [{ accepted: true, content: { complete: true } }] },
  ],
])('%s', async (_, text, expected) => {
  expect(await session(dialogue(0, text))).toMatchObject(expected);
});

describe('what has no end', () => {
  const linesOf = async (scenes: Scene[]) =>
    (await session(scenes)).dialogue.map(({ direction, kind, text }) => [direction, kind, text]);

  test('a command and a reply when the capture ends: shown, and not acted upon', async () => {
    const scenes = [
      ...dialogue(0, `${HELLO}C: HELO pc\nS: 250-mail`),
      say(0, 'client', 'MAIL FROM:<a@x>'),
      say(0, 'server', '250'),
    ];
    expect(await session(scenes)).toMatchObject({ helo: null, messages: [] });
    expect((await linesOf(scenes)).slice(2)).toEqual([
      ['server', 'reply', '250-mail'],
      ['client', 'command', 'MAIL FROM:<a@x>'],
      ['server', 'reply', '250'],
    ]);
  });

  test('bytes missing behind it: shown before the gap, the rest as lines of unknown meaning until a command comes', async () => {
    const scenes: Scene[] = [
      ...dialogue(0, HELLO),
      say(0, 'client', 'EHLO p'),
      { stream: 0, from: 'client', gap: 9 },
      ...dialogue(0, 'C: of a mail\nC: more of it\nC: .\nS: 250 queued\nC: QUIT\nS: 221 bye'),
    ];
    expect((await linesOf(scenes)).slice(1)).toEqual([
      ['client', 'command', 'EHLO p'],
      ['client', 'gap', '9'],
      ['client', 'data', 'of a mail\nmore of it\n.'],
      ['server', 'reply', '250 queued'],
      ['client', 'command', 'QUIT'],
      ['server', 'reply', '221 bye'],
    ]);
    expect(await session(scenes)).toMatchObject({ messages: [], helo: null });
  });

  test('bytes missing, then a command: a line behind it that no RFC has is a command again', async () => {
    const scenes: Scene[] = [
      ...dialogue(0, HELLO),
      { stream: 0, from: 'client', gap: 9 },
      ...dialogue(0, 'C: NOOP\nS: 250 ok\nC: XYZZY'),
    ];
    expect((await linesOf(scenes)).at(-1)).toEqual(['client', 'command', 'XYZZY']);
  });

  test('lines of unknown meaning when the capture ends: shown', async () => {
    const scenes: Scene[] = [
      ...dialogue(0, HELLO),
      { stream: 0, from: 'client', gap: 9 },
      ...dialogue(0, 'C: of a mail'),
    ];
    expect((await linesOf(scenes)).slice(2)).toEqual([['client', 'data', 'of a mail']]);
  });

  test.each<[title: string, scenes: Scene[], content: object]>([
    ['a mail by DATA', [...dialogue(0, 'C: DATA\nS: 354 go'), say(0, 'client', 'half')], { size: 4, complete: false }],
    ['a mail by DATA, its dot seen', dialogue(0, 'C: DATA\nS: 354 go\nC: all\nC: .'), { size: 5, complete: true }],
    ['a chunk', [say(0, 'client', 'BDAT 9 LAST\r\nhalf')], { size: 4, complete: false }],
    [
      'a chunk that is not the last',
      [say(0, 'client', 'BDAT 4\r\nhalf'), ...dialogue(0, 'S: 250 ok')],
      { size: 4, complete: false },
    ],
  ])('%s when the capture ends: what is there, its verdict unknown', async (_, scenes, content) => {
    expect((await session([...dialogue(0, READY), ...scenes])).messages).toMatchObject([{ accepted: null, content }]);
  });

  test('a chunk that is not the last when the capture ends: shown before its reply', async () => {
    const scenes = [...dialogue(0, READY), say(0, 'client', 'BDAT 4\r\nhalf'), ...dialogue(0, 'S: 250 ok')];
    expect((await linesOf(scenes)).slice(-3)).toEqual([
      ['client', 'command', 'BDAT 4'],
      ['client', 'data', 'half'],
      ['server', 'reply', '250 ok'],
    ]);
  });

  test('a line one byte longer than is kept: cut, and said so, on either side', async () => {
    const long = (start: string) => `${start.padEnd(16 * 1024, 'x')}x\r\n`;
    const found = await session([
      ...dialogue(0, HELLO),
      say(0, 'client', long('NOOP ')),
      say(0, 'server', long('250 ')),
    ]);
    expect(found.notes).toEqual(['line-cut=2']);
  });
});

describe('what a client may send before the reply to DATA', () => {
  test.each([
    [256 * 1024, []],
    [256 * 1024 + 1, ['reply-to-data-guessed']],
  ])('%i bytes: held back as long as there is room, then taken for the mail', async (length, notes) => {
    const body = utf8(`${'y'.repeat(length - 2)}\r\n`);
    const held = [say(0, 'client', body.subarray(0, 1000)), say(0, 'client', body.subarray(1000))];
    const found = await session([
      ...dialogue(0, `${READY}\nC: DATA`),
      ...held,
      ...dialogue(0, 'S: 354 go\nC: .\nS: 250 ok'),
    ]);
    expect(found).toMatchObject({
      notes,
      messages: [{ accepted: true, content: { complete: true, sha256: sha256Of(body) } }],
    });
  });

  test.each([
    [4096, []],
    [4097, ['reply-to-data-guessed']],
  ])('%i pieces: held back as long as there is room, then taken for the mail', async (pieces, notes) => {
    const held = Array.from({ length: pieces }, () => say(0, 'client', 'y'));
    const found = await session([...dialogue(0, `${READY}\nC: DATA`), ...held, ...dialogue(0, 'S: 354 go\nC:\nC: .')]);
    expect(found).toMatchObject({ notes, messages: [{ content: { size: pieces + 2, complete: true } }] });
  });

  test('more than there is room for, and DATA refused after all: a mail that was refused', async () => {
    const body = say(0, 'client', `${'y'.repeat(256 * 1024)}\r\n`);
    const found = await session([...dialogue(0, `${READY}\nC: DATA`), body, ...dialogue(0, 'S: 554 no\nC: .')]);
    expect(found.messages).toMatchObject([{ accepted: false, content: { complete: true } }]);
  });

  test('a command: it was no mail', async () => {
    const found = await session([...dialogue(0, `${READY}\nC: DATA\nC: RSET\nC: QUIT`), { stream: 0, end: true }]);
    expect(found).toMatchObject({ messages: [], notes: [] });
    expect(found.dialogue.at(-1)?.text).toBe('QUIT');
  });

  test('nothing, and the reply is missing: no mail is made of it', async () => {
    const found = await session([...dialogue(0, `${READY}\nC: DATA`), { stream: 0, from: 'server', gap: 8 }]);
    expect(found).toMatchObject({ messages: [], notes: [] });
  });
});

test('capture began late: the first reply is no greeting', async () => {
  const found = await session(dialogue(0, 'C: RSET\nS: 250 ok\nC: HELO pc\nS: 250 mail'), { fromStart: false });
  expect(found).toMatchObject({ banner: null, helo: 'pc', notes: ['late-start'] });
});

test('TLS, then bytes missing on both sides: nothing more is said of the dialogue', async () => {
  const found = await session([
    ...dialogue(0, `${HELLO}C: STARTTLS\nS: 220 go`),
    say(0, 'client', Uint8Array.of(22, 3, 1, 0, 4)),
    { stream: 0, from: 'client', gap: 50 },
    { stream: 0, from: 'server', gap: 50 },
  ]);
  expect(found).toMatchObject({ encryptedFrom: 4, dialogue: { length: 3 } });
});

test('mails without end: the first ten thousand, and said so', async () => {
  const mails = 'BDAT 0 LAST\r\n'.repeat(2500);
  const found = await session([
    ...dialogue(0, READY),
    ...Array.from({ length: 4 }, () => [say(0, 'client', mails), say(0, 'server', '250 ok\r\n'.repeat(2500))]).flat(),
    ...dialogue(0, 'C: BDAT 0 LAST\nS: 250 ok'),
  ]);
  expect(found.messages.length).toBe(10_000);
  expect(found.notes).toContain('items-cut=1');
}, 30_000);

test('recipients and logins without end: the first ten thousand, and said so where it matters', async () => {
  const many = 'RCPT TO:<r@x>\r\n'.repeat(501);
  const logins = 'AUTH PLAIN AHUAcA==\r\n'.repeat(510);
  const found = await session([
    ...dialogue(0, READY),
    ...Array.from({ length: 20 }, () => [say(0, 'client', many), say(0, 'server', '250 ok\r\n'.repeat(501))]).flat(),
    ...Array.from({ length: 20 }, () => [say(0, 'client', logins), say(0, 'server', '535 no\r\n'.repeat(510))]).flat(),
    ...dialogue(0, 'C: DATA\nS: 354 go\nC: .\nS: 250 ok'),
  ]);
  expect([found.messages[0]?.recipients.length, found.credentials.length]).toEqual([10_000, 10_000]);
  expect(found.notes).toContain('recipients-cut=21');
}, 30_000);
