/** Dialogues that go over to TLS: from which frame on, whatever the protocol; and IMAP's, of which nothing else is told. */
import { expect, test } from 'vitest';
import { analyse } from '../../../support/analyse.ts';
import { Talk } from '../../../support/packet-builder.ts';

const CLIENT_HELLO = Uint8Array.of(22, 3, 1, 0, 4, 1, 0, 0, 0);
/** RFC 8446 §4.1.3, of TLS 1.2: no extensions. */
const SERVER_HELLO = Uint8Array.of(22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3, ...new Uint8Array(32), 0, 0xc0, 0x2f, 0);
const ALERT = Uint8Array.of(21, 3, 3, 0, 2, 1, 0);

const TLS = [CLIENT_HELLO, SERVER_HELLO, ALERT] as const;

/** `C:` and `S:` lines, each a segment; then what the client says, the server says, and the server says with its FIN. */
async function connectionOf(serverPort: number, lines: string, [client, server, last]: readonly Uint8Array[] = TLS) {
  const talk = new Talk(undefined, { serverPort }).open();
  for (const line of lines.split('\n').filter((text) => text !== '')) {
    if (line.startsWith('C')) talk.client('PA', `${line.slice(3)}\r\n`);
    else talk.server('PA', `${line.slice(3)}\r\n`);
  }
  const first = talk.capture.frames + 1;
  talk.client('PA', client);
  talk.server('PA', server);
  talk.client('A');
  talk.server('FPA', last);
  talk.client('FA');
  talk.server('A');
  const { analysis } = await analyse(talk.capture.pcap());
  const { app, encryptedFrom, teardown } = analysis.connections[0]!;
  return { first, app, encryptedFrom, shownAs: teardown.segments.map((segment) => segment.shownAs).find(Boolean) };
}

const IMAP = 'S: * OK [CAPABILITY IMAP4rev1 STARTTLS] ready\n';

const AGREED: [title: string, port: number, lines: string, app: string][] = [
  [
    'IMAP',
    143,
    `${IMAP}C: a1 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: a1 OK done\nC: a2 STARTTLS\nS: a2 OK go`,
    'imap',
  ],
  ['IMAP in lower case', 143, `${IMAP}C: . starttls\nS: . ok go`, 'imap'],
  [
    'IMAP after a login that was refused',
    143,
    `${IMAP}C: a LOGIN u p\nS: a NO plain text\nC: b STARTTLS\nS: b OK go`,
    'imap',
  ],
  ['SMTP', 25, 'S: 220 mail ESMTP\nC: EHLO x\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 go', 'smtp'],
  ['POP3', 110, 'S: +OK ready\nC: STLS\nS: +OK go', 'pop3'],
  ['FTP', 21, 'S: 220 FTP\nC: AUTH TLS\nS: 234 go', 'ftp'],
];

test.each(AGREED)('%s, TLS agreed on: its first frame, and what is shown behind it', async (_, port, lines, app) => {
  const { first, ...told } = await connectionOf(port, lines);
  expect(told).toEqual({ app, encryptedFrom: first, shownAs: 'TLSv1.2' });
});

test.each(AGREED)(
  '%s, TLS agreed on, the first byte of its first record by itself: that frame',
  async (_, port, lines) => {
    const { first, encryptedFrom } = await connectionOf(port, lines, [
      CLIENT_HELLO.subarray(0, 1),
      SERVER_HELLO,
      ALERT,
    ]);
    expect(encryptedFrom).toBe(first);
  },
);

test.each([465, 990, 993, 995])('TLS from the first byte on port %i: TLS, and no frame from which on', async (port) => {
  const { app, encryptedFrom, shownAs } = await connectionOf(port, '');
  expect({ app, encryptedFrom, shownAs }).toEqual({ app: 'tls', encryptedFrom: undefined, shownAs: 'TLSv1.2' });
});

const BYE = ['z LOGOUT', '* BYE', 'z OK'].map((line) => new TextEncoder().encode(`${line}\r\n`));
test.each([
  ['STARTTLS refused', `${IMAP}C: a STARTTLS\nS: a NO not here`],
  ['STARTTLS answered under another tag', `${IMAP}C: a STARTTLS\nS: b OK what`],
  ['no STARTTLS', `${IMAP}C: a LOGIN u p\nS: a OK in`],
])('IMAP, %s: in plain text to its end', async (_, lines) => {
  const { app, encryptedFrom, shownAs } = await connectionOf(143, lines, BYE);
  expect({ app, encryptedFrom, shownAs }).toEqual({ app: 'imap', encryptedFrom: undefined, shownAs: 'IMAP' });
});

const ODD = new TextEncoder().encode('\x16\x03 no record\r\n');
test.each([
  ['none was asked for', 'C: a LOGIN {3}\nS: + go'],
  ['it was refused', 'C: a STARTTLS\nS: a NO not here'],
  ['it was agreed on under another tag', 'C: a STARTTLS\nS: b OK what'],
  ['a line without a tag names it', 'C: a STARTTLS\nS: * a OK what'],
])('IMAP, a line that begins as a record does, no TLS, as %s: text', async (_, lines) => {
  const { encryptedFrom } = await connectionOf(143, `${IMAP}${lines}`, [ODD, BYE[1]!, BYE[2]!]);
  expect(encryptedFrom).toBeUndefined();
});

test.each([
  ['SMTP', 25, '220 mail', 'NOOP'],
  ['POP3', 110, '+OK ready', 'NOOP'],
  ['IMAP', 143, '* OK ready', 'a NOOP'],
])(
  '%s, lines in two segments of which the second begins as a record does: text',
  async (_, serverPort, greeting, command) => {
    const talk = new Talk(undefined, { serverPort }).open();
    for (const text of [greeting, '\x16\x03\x01\r\n']) talk.server('PA', text);
    for (const text of [command, '\x16\x03\x01\r\n']) talk.client('PA', text);
    const { analysis } = await analyse(talk.capture.pcap());
    expect(analysis.connections[0]?.encryptedFrom).toBeUndefined();
  },
);

test.each(['SELECT INBOX', 'FETCH 1 BODY[]', 'uid search all', 'LIST "" *'])(
  'IMAP, %s, of a client that is logged in: nothing is looked for any more',
  async (command) => {
    const { encryptedFrom } = await connectionOf(143, `${IMAP}C: a ${command}\nS: a OK`);
    expect(encryptedFrom).toBeUndefined();
  },
);

test.each(['CAPABILITY', 'noop', 'ID NIL', 'AUTHENTICATE PLAIN', 'LOGIN u p', 'LOGOUT'])(
  'IMAP, %s, and STARTTLS behind it: looked for all the same',
  async (command) => {
    const { first, encryptedFrom } = await connectionOf(143, `${IMAP}C: a ${command}\nS: a NO\nC: b STARTTLS\nS: b OK`);
    expect(encryptedFrom).toBe(first);
  },
);

test('IMAP, bytes missing inside a line, the agreement among them: the first record tells', async () => {
  const talk = new Talk(undefined, { serverPort: 143 }).open();
  talk.server('PA', '* OK ready\r\n');
  talk.client('PA', 'a STARTTLS\r\n');
  talk.server('PA', 'a O');
  talk.unseen('server', 8);
  talk.client('A');
  const first = talk.client('PA', CLIENT_HELLO);
  talk.server('PA', SERVER_HELLO);
  talk.client('A');
  const { analysis } = await analyse(talk.capture.pcap());
  expect(analysis.connections[0]).toMatchObject({ app: 'imap', encryptedFrom: first });
});
