/** What belongs to which mail: envelopes, terminators, chunks and verdicts where bytes are missing or commands are odd. */
import { describe, expect, test } from 'vitest';
import type { SmtpSession } from '../../../../src/analyzer/model.ts';
import { CUTS, cutInto, dialogue, type Play, play, type Scene, say } from './stage.ts';

const actors: Play['actors'] = { 0: { client: ['192.0.2.10', 40000], server: ['192.0.2.25', 25] } };
const OPENING = 'S: 220 mail.example.com ESMTP\nC: EHLO pc\nS: 250 mail';
const READY = `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok`;
const gap = (from: 'client' | 'server', length: number): Scene => ({ stream: 0, from, gap: length });

async function session(scenes: Scene[], size: (nth: number) => number = () => 1e9): Promise<SmtpSession> {
  const { results } = await play({ actors, scenes: cutInto(scenes, size) });
  return results.smtp[0]!;
}

const ROWS: [title: string, scenes: Scene[], expected: object][] = [
  [
    'a second MAIL before DATA: only what follows it is the envelope',
    [
      ...dialogue(0, `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok`),
      ...dialogue(0, 'C: MAIL FROM:<c@x>\nS: 250 ok\nC: RCPT TO:<d@x>\nS: 250 ok\nC: DATA\nS: 354 go'),
      say(0, 'client', 'x\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    { messages: [{ sender: 'c@x', recipients: ['d@x'], accepted: true }] },
  ],
  [
    'RCPT behind a mail without a new MAIL: the mail before keeps its recipients',
    [
      ...dialogue(0, `${READY}\nC: DATA\nS: 354 go`),
      say(0, 'client', 'x\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok\nC: RCPT TO:<late@x>\nS: 250 odd'),
    ],
    { messages: [{ sender: 'a@x', recipients: ['b@x'] }] },
  ],
  [
    'RCPT without an address: no recipient',
    [
      ...dialogue(0, `${READY}\nC: RCPT nobody\nS: 250 odd\nC: DATA\nS: 354 go`),
      say(0, 'client', 'x\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    { messages: [{ recipients: ['b@x'] }] },
  ],
  [
    'RSET between RCPT and the next MAIL: the envelope is forgotten',
    [
      ...dialogue(0, `${READY}\nC: RSET\nS: 250 ok\nC: DATA\nS: 354 odd`),
      say(0, 'client', 'x\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    { messages: [{ sender: null, recipients: [] }] },
  ],
  [
    'an empty line that ends in LF alone, then a lone dot: not the end (RFC 5321 §2.3.8)',
    [
      ...dialogue(0, `${READY}\nC: DATA\nS: 354 go`),
      say(0, 'client', 'text\r\n\n.\r\nmore\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok\nC: QUIT\nS: 221 bye'),
    ],
    { messages: [{ accepted: true, content: { size: 'text\r\n\n.\r\nmore\r\n'.length, complete: true } }] },
  ],
  [
    'two dots alone on a line: one dot of content, not the end',
    [
      ...dialogue(0, `${READY}\nC: DATA\nS: 354 go`),
      say(0, 'client', '..\r\nmore\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    { messages: [{ accepted: true, content: { size: '.\r\nmore\r\n'.length, complete: true } }] },
  ],
  [
    'a mail of nothing but its lone dot: empty, complete, accepted',
    [...dialogue(0, `${READY}\nC: DATA\nS: 354 go`), say(0, 'client', '.\r\n'), ...dialogue(0, 'S: 250 ok')],
    { messages: [{ accepted: true, content: { size: 0, complete: true } }] },
  ],
  [
    'the first of three mails refused after its end, the others taken: each has its own verdict',
    [
      ...dialogue(0, OPENING),
      ...['a', 'b', 'c'].flatMap((name) => [
        ...dialogue(0, `C: MAIL FROM:<${name}@x>\nS: 250 ok\nC: RCPT TO:<r@x>\nS: 250 ok\nC: DATA\nS: 354 go`),
        say(0, 'client', `${name}\r\n.\r\n`),
        ...dialogue(0, name === 'a' ? 'S: 552 too much' : 'S: 250 ok'),
      ]),
    ],
    {
      messages: [
        { sender: 'a@x', accepted: false },
        { sender: 'b@x', accepted: true },
        { sender: 'c@x', accepted: true },
      ],
    },
  ],
  [
    'BDAT, an empty last chunk and nothing behind it: the mail is whole',
    [
      ...dialogue(0, READY),
      say(0, 'client', 'BDAT 3\r\nabc'),
      ...dialogue(0, 'S: 250 ok\nC: BDAT 0 LAST\nS: 250 queued'),
    ],
    { messages: [{ accepted: true, content: { size: 3, complete: true } }] },
  ],
  [
    'BDAT, the second chunk refused: the message is refused, whatever is said of the last',
    [
      ...dialogue(0, READY),
      say(0, 'client', 'BDAT 3\r\nabcBDAT 3\r\ndefBDAT 0 LAST\r\n'),
      say(0, 'server', '250 ok\r\n452 full\r\n503 no\r\n'),
    ],
    { messages: [{ via: 'BDAT', accepted: false, content: { size: 6 } }] },
  ],
  [
    'BDAT with a size that is none: no chunk begins, the next line is a command',
    [...dialogue(0, `${READY}\nC: BDAT many\nS: 501 what\nC: NOOP\nS: 250 ok`)],
    { messages: [] },
  ],
  [
    'BDAT, then MAIL without LAST or RSET: the mail begun is not complete, the next one is its own',
    [
      ...dialogue(0, READY),
      say(0, 'client', 'BDAT 3\r\nabc'),
      ...dialogue(0, 'S: 552 too much\nC: MAIL FROM:<c@x>\nS: 250 ok\nC: RCPT TO:<d@x>\nS: 250 ok'),
      say(0, 'client', 'BDAT 2 LAST\r\nhi'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    {
      messages: [
        { sender: 'a@x', accepted: false, content: { size: 3, complete: false } },
        { sender: 'c@x', recipients: ['d@x'], accepted: true, content: { size: 2, complete: true } },
      ],
    },
  ],
  [
    'BDAT, then BURL LAST: one mail, of which a part is not on the wire',
    [
      ...dialogue(0, READY),
      say(0, 'client', 'BDAT 3\r\nabcBURL imap://x/y;uid=1 LAST\r\n'),
      ...dialogue(0, 'S: 250 ok\nS: 250 sent\nC: QUIT\nS: 221 bye'),
    ],
    {
      messages: [{ via: 'BDAT', accepted: true, content: { size: 3, missing: 0, complete: false } }],
      notes: ['part-fetched=1'],
    },
  ],
  [
    'BURL, then BDAT LAST, refused: the same',
    [
      ...dialogue(0, `${READY}\nC: BURL imap://x/y\nS: 250 ok`),
      say(0, 'client', 'BDAT 3 LAST\r\nabc'),
      ...dialogue(0, 'S: 554 no'),
    ],
    { messages: [{ accepted: false, content: { size: 3, complete: false } }], notes: ['part-fetched=1'] },
  ],
  ['BURL without a URL: no mail begins', dialogue(0, `${READY}\nC: BURL\nS: 501 what`), { messages: [], notes: [] }],
  [
    'SOML, which also writes to a terminal: a mail like any other',
    [
      ...dialogue(0, `${OPENING}\nC: SOML FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go`),
      say(0, 'client', 'x\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    { messages: [{ sender: 'a@x', recipients: ['b@x'], accepted: true }] },
  ],
  [
    'XCLIENT, then EHLO again: the extensions of the second',
    dialogue(
      0,
      `${OPENING}\nC: XCLIENT NAME=spike ADDR=192.0.2.1\nS: 220 again\nC: EHLO spike\nS: 250-mail\nS: 250 SIZE`,
    ),
    { banner: 'mail.example.com ESMTP', helo: 'spike', extensions: ['SIZE'], notes: [] },
  ],
  [
    'a response that spells a command while it is asked for: it is the response',
    dialogue(0, `${OPENING}\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: QUIT\nS: 334 UGFzc3dvcmQ6\nC: NOOP\nS: 535 no`),
    { credentials: [{ mechanism: 'LOGIN', accepted: false, frames: [4, 5, 6, 7, 8, 9] }] },
  ],
  [
    'the client goes on with a command instead of a response: the exchange is over, the command is a command',
    dialogue(0, `${OPENING}\nC: AUTH PLAIN AHUAcA==\nC: NOOP\nS: 235 ok\nS: 250 ok`),
    { credentials: [{ user: 'u', password: 'p', accepted: true }] },
  ],
];

describe.each(CUTS.slice(0, 3))('SMTP transactions, cut %s', (name, size) => {
  test.each(ROWS)('%s', async (_, scenes, expected) => {
    // Frames are told of the uncut dialogue.
    const wanted =
      name === 'whole'
        ? expected
        : JSON.parse(JSON.stringify(expected, (key, value) => (key === 'frames' ? undefined : value)));
    expect(await session(scenes, size)).toMatchObject(wanted);
  });
});

const MISSING: [title: string, scenes: Scene[], expected: object][] = [
  [
    'the greeting is missing: the reply to EHLO is no greeting',
    [gap('server', 20), ...dialogue(0, 'C: EHLO pc\nS: 250-mail\nS: 250 SIZE')],
    { banner: null, helo: 'pc', extensions: ['SIZE'] },
  ],
  [
    '354 is missing: what follows DATA is the mail, and the next reply is its verdict',
    [
      ...dialogue(0, `${READY}\nC: DATA`),
      say(0, 'client', 'Subject: x\r\n\r\nhello\r\n.\r\n'),
      gap('server', 8),
      ...dialogue(0, 'S: 250 queued\nC: QUIT\nS: 221 bye'),
    ],
    { messages: [{ accepted: true, subject: 'x', content: { complete: true } }], notes: ['reply-to-data-guessed'] },
  ],
  [
    'bytes missing from inside a chunk and beyond it: the mail lacks its own part only',
    [
      ...dialogue(0, READY),
      say(0, 'client', 'BDAT 20 LAST\r\n0123456789'),
      gap('client', 16),
      ...dialogue(0, 'S: 250 taken'),
    ],
    { messages: [{ content: { size: 10, missing: 10 } }] },
  ],
  [
    'bytes missing from inside a chunk: the command behind it is a command',
    [
      ...dialogue(0, READY),
      say(0, 'client', 'BDAT 20 LAST\r\n0123456789'),
      gap('client', 10),
      ...dialogue(0, 'S: 250 taken\nC: MAIL FROM:<c@x>\nS: 250 ok\nC: RCPT TO:<d@x>\nS: 250 ok\nC: DATA\nS: 354 go'),
      say(0, 'client', 'y\r\n.\r\n'),
      ...dialogue(0, 'S: 250 ok'),
    ],
    {
      messages: [
        { content: { size: 10, missing: 10 }, frames: [8, 9] },
        { sender: 'c@x', recipients: ['d@x'], accepted: true },
      ],
    },
  ],
];

test.each(MISSING)('SMTP, %s', async (_, scenes, expected) => {
  expect(await session(scenes)).toMatchObject(expected);
});
