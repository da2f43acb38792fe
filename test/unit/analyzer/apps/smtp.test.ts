import { describe, expect, test } from 'vitest';
import { CUTS, cutInto, dialogue, type Play, play, type Scene, say, sha256Of, utf8 } from './stage.ts';

const actors: Play['actors'] = { 0: { client: ['192.0.2.10', 40000], server: ['192.0.2.25', 25] } };
const b64 = (text: string): string => btoa(text);

const OPENING = `
  S: 220 mail.example.com ESMTP
  C: EHLO pc.example.com
  S: 250-mail.example.com
  S: 250-PIPELINING
  S: 250 AUTH LOGIN PLAIN`;

const mail = (subject: string, body: string): string =>
  `From: Li Hua <lihua@example.com>\r\nTo: lihua@example.com\r\nSubject: ${subject}\r\nMessage-ID: <1@example.com>\r\n` +
  `Received: from a\r\nReceived: from b\r\n\r\n${body}`;

const FIRST = mail('=?UTF-8?B?5L2g5aW9?=', 'Hello\r\n.begins with a dot\r\n..two\r\n.\rnot the end\r\n');
const stuffed = (text: string): string => `${text.replace(/(^|\r\n)\./g, '$1..')}.\r\n`;

const stuff = async (scenes: Scene[], size: (nth: number) => number = () => 1e9) => {
  const { results, artifacts } = await play({ actors, scenes: cutInto(scenes, size) });
  expect(results.smtp).toHaveLength(1);
  return { session: results.smtp[0]!, artifacts };
};

describe.each(CUTS)('cut %s', (_name, size) => {
  test('two mails on a connection: dots taken away, envelope, headers and hash', async () => {
    const second = mail('two', 'second\r\n');
    const { session, artifacts } = await stuff(
      [
        ...dialogue(
          0,
          `${OPENING}
          C: MAIL FROM:<a@example.com> SIZE=100
          S: 250 ok
          C: RCPT TO:<b@example.com>
          S: 250 ok
          C: RCPT TO:<no@example.com>
          S: 550 no
          C: DATA
          S: 354 go`,
        ),
        say(0, 'client', stuffed(FIRST)),
        ...dialogue(
          0,
          'S: 250 queued\nC: MAIL FROM:<>\nS: 250 ok\nC: RCPT TO: c@example.com\nS: 250 ok\nC: DATA\nS: 354 go',
        ),
        say(0, 'client', stuffed(second)),
        ...dialogue(0, 'S: 552 too big\nC: QUIT\nS: 221 bye'),
      ],
      size,
    );
    expect(session).toMatchObject({
      banner: 'mail.example.com ESMTP',
      helo: 'pc.example.com',
      extensions: ['PIPELINING', 'AUTH LOGIN PLAIN'],
      notes: [],
    });
    expect(session.messages).toMatchObject([
      {
        sender: 'a@example.com',
        recipients: ['b@example.com'],
        via: 'DATA',
        accepted: true,
        from: 'Li Hua <lihua@example.com>',
        to: ['lihua@example.com'],
        subject: '你好',
        messageId: '<1@example.com>',
        content: { size: FIRST.length, sha256: sha256Of(utf8(FIRST)), missing: 0, gaps: [], complete: true },
      },
      {
        sender: '',
        recipients: ['c@example.com'],
        accepted: false,
        subject: 'two',
        content: { sha256: sha256Of(utf8(second)) },
      },
    ]);
    expect(session.messages[0]?.headers.filter(({ name }) => name === 'Received')).toHaveLength(2);
    expect(artifacts.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['mail smtp-0-1.eml', 'mail smtp-0-2.eml']);
    expect(artifacts.map(({ bytes }) => sha256Of(bytes))).toEqual([sha256Of(utf8(FIRST)), sha256Of(utf8(second))]);
    expect(session.dialogue.filter(({ kind }) => kind === 'data').map(({ text }) => text)).toEqual([FIRST, second]);
    expect(session.dialogue.at(-1)).toMatchObject({ direction: 'server', text: '221 bye' });
  });

  test('pipelined group, then DATA refused, RSET: no message, commands after it are commands', async () => {
    const { session } = await stuff(
      [
        ...dialogue(0, OPENING),
        say(0, 'client', 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n'),
        ...dialogue(0, 'S: 250 ok\nS: 550 no\nS: 554 no recipients\nC: RSET\nS: 250 ok\nC: QUIT\nS: 221 bye'),
      ],
      size,
    );
    expect(session.messages).toEqual([]);
    expect(
      session.dialogue.filter(({ direction }) => direction === 'client').map(({ text }) => text.slice(0, 4)),
    ).toEqual(['EHLO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT']);
  });

  test('LMTP, two of three recipients taken, one mailbox full: a reply for each, the message kept for one', async () => {
    const { session } = await stuff(
      [
        ...dialogue(
          0,
          `S: 220 mail LMTP
          C: LHLO pc.example.com
          S: 250-mail
          S: 250 PIPELINING
          C: MAIL FROM:<a@x>
          C: RCPT TO:<b@x>
          C: RCPT TO:<no@x>
          C: RCPT TO:<full@x>
          C: DATA
          S: 250 ok
          S: 250 ok
          S: 550 no
          S: 250 ok
          S: 354 go`,
        ),
        say(0, 'client', stuffed(FIRST)),
        ...dialogue(0, 'S: 250 kept\nS: 452 full'),
        say(0, 'client', 'MAIL FROM:<c@x>\r\nRCPT TO:<d@x>\r\nRCPT TO:<e@x>\r\nBDAT 2 LAST\r\nhi'),
        ...dialogue(0, 'S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 452 full\nS: 452 full\nC: QUIT\nS: 221 bye'),
      ],
      size,
    );
    expect(session.messages).toMatchObject([
      { sender: 'a@x', recipients: ['b@x'], accepted: true },
      { sender: 'c@x', recipients: [], accepted: false },
    ]);
    expect(session.notes).toEqual([]);
  });

  test('pipelined BDAT in chunks, a lone dot inside: content is not unstuffed', async () => {
    const whole = mail('chunks', 'x\r\n.\r\ny\r\n');
    const cut = whole.length - 5;
    const { session } = await stuff(
      [
        ...dialogue(0, OPENING),
        say(
          0,
          'client',
          `MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nBDAT ${cut}\r\n${whole.slice(0, cut)}BDAT 5 LAST\r\n${whole.slice(cut)}`,
        ),
        say(0, 'server', '250 ok\r\n250 ok\r\n250 chunk\r\n250 message\r\n'),
        say(0, 'client', 'MAIL FROM:<c@x>\r\nRCPT TO:<d@x>\r\nBDAT 0 LAST\r\n'),
        say(0, 'server', '250 ok\r\n250 ok\r\n250 message\r\n'),
      ],
      size,
    );
    expect(session.messages).toMatchObject([
      {
        via: 'BDAT',
        sender: 'a@x',
        recipients: ['b@x'],
        accepted: true,
        subject: 'chunks',
        content: { sha256: sha256Of(utf8(whole)) },
      },
      { via: 'BDAT', sender: 'c@x', recipients: ['d@x'], accepted: true, content: { size: 0 } },
    ]);
  });

  test('STARTTLS accepted: the rest is not read', async () => {
    const { session } = await stuff(
      [...dialogue(0, `${OPENING}\nC: STARTTLS\nS: 220 go`), say(0, 'client', Uint8Array.of(22, 3, 1, 10, 13, 10))],
      size,
    );
    expect(session.encryptedFrom).toBeGreaterThan(5);
    expect(session.dialogue).toHaveLength(5);
  });

  const AUTH: [title: string, lines: string, credential: object][] = [
    [
      'PLAIN with initial response',
      `C: AUTH PLAIN ${b64('\0u\0p')}\nS: 235 ok`,
      { mechanism: 'PLAIN', user: 'u', password: 'p', accepted: true },
    ],
    [
      'PLAIN without',
      `C: AUTH PLAIN\nS: 334 \nC: ${b64('z\0u\0p')}\nS: 535 no`,
      { user: 'u', password: 'p', accepted: false },
    ],
    [
      'LOGIN without',
      `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${b64('u')}\nS: 334 UGFzc3dvcmQ6\nC: ${b64('p')}\nS: 235 ok`,
      { mechanism: 'LOGIN', user: 'u', password: 'p', accepted: true },
    ],
    [
      'LOGIN with initial response',
      `C: AUTH login ${b64('u')}\nS: 334 UGFzc3dvcmQ6\nC: ${b64('p')}\nS: 235 ok`,
      { user: 'u', password: 'p' },
    ],
    [
      'LOGIN cancelled',
      `C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${b64('u')}\nS: 334 UGFzc3dvcmQ6\nC: *\nS: 501 cancelled`,
      { user: 'u', password: null, accepted: false },
    ],
    [
      'CRAM-MD5',
      `C: AUTH CRAM-MD5\nS: 334 ${b64('<1@x>')}\nC: ${b64(`u ${'a'.repeat(32)}`)}\nS: 235 ok`,
      { mechanism: 'CRAM-MD5', user: 'u', password: null, accepted: true },
    ],
    [
      'XOAUTH2',
      `C: AUTH XOAUTH2 ${b64('user=u@x\x01auth=Bearer tok\x01\x01')}\nS: 235 ok`,
      { user: 'u@x', password: 'tok' },
    ],
    [
      'a mechanism that is refused',
      'C: AUTH GSSAPI\nS: 504 no',
      { mechanism: 'GSSAPI', user: null, password: null, accepted: false },
    ],
    [
      'broken base64',
      'C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: %%%\nS: 501 bad',
      { user: null, password: null, accepted: false },
    ],
  ];

  test.each(AUTH)('AUTH %s', async (_title, lines, credential) => {
    const { session } = await stuff([...dialogue(0, `${OPENING}\n${lines}\nC: NOOP\nS: 250 ok`)], size);
    expect(session.credentials).toMatchObject([credential]);
    expect(session.dialogue.at(-1)?.text).toBe('250 ok');
  });
});

test('a client that does not wait for the greeting, the mail included: all the same', async () => {
  const { session } = await stuff([
    say(0, 'client', `HELO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n${FIRST.slice(0, 30)}`),
    say(0, 'server', '220 hi\r\n250 x\r\n250 ok\r\n250 ok\r\n354 go\r\n'),
    say(0, 'client', `${stuffed(FIRST).slice(30)}QUIT\r\n`),
    say(0, 'server', '250 ok\r\n221 bye\r\n'),
  ]);
  expect(session).toMatchObject({ banner: 'hi', helo: 'x', notes: [] });
  expect(session.messages).toMatchObject([{ accepted: true, content: { sha256: sha256Of(utf8(FIRST)) } }]);
});

test('a client that says everything and closes before the server speaks: one mail, judged by its own reply', async () => {
  const { session } = await stuff([
    say(0, 'client', `EHLO pc\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n${stuffed(FIRST)}QUIT\r\n`),
    { stream: 0, end: true, from: 'client' },
    ...dialogue(0, 'S: 220 hi\nS: 250 EHLO\nS: 250 ok\nS: 250 ok\nS: 354 go\nS: 250 queued\nS: 221 bye'),
    { stream: 0, end: true, from: 'server' },
  ]);
  expect(session).toMatchObject({ banner: 'hi', helo: 'pc', notes: [] });
  expect(session.messages).toMatchObject([
    { sender: 'a@x', recipients: ['b@x'], accepted: true, content: { sha256: sha256Of(utf8(FIRST)), complete: true } },
  ]);
});

describe('a lone dot between line ends of which one is a bare LF', () => {
  const begun = `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go`;

  test.each([
    ['LF, dot, LF', 'Subject: x\n\nhello\n.\n', 'hello\n.\n'],
    ['LF, dot, CRLF', 'Subject: x\r\n\r\nhello\n.\r\n', 'hello\n.\n'],
    ['CRLF, dot, LF', 'Subject: x\r\n\r\nhello\r\n.\n', 'hello\n\n'],
    ['CRLF, dot, LF and an empty line', 'Subject: x\r\n\r\nhello\r\n.\n\n', 'hello\n\n\n'],
  ])('%s, and the server takes it for the end: it is; what follows are commands', async (_, body, text) => {
    const { session } = await stuff([
      ...dialogue(0, begun),
      say(0, 'client', body),
      ...dialogue(0, 'S: 250 queued\nS: 500 empty line\nC: QUIT\nS: 221 bye'),
    ]);
    expect(session.messages).toMatchObject([{ accepted: true, subject: 'x', text, content: { complete: true } }]);
    expect(session.dialogue.at(-2)).toMatchObject({ kind: 'command', text: 'QUIT' });
  });

  test.each([
    ['the server says nothing yet: a line of the mail', 'a\n.\n', 'b\r\n.\r\n', 'a\n.\nb\r\n'],
    ['two dots: a line of the mail, whatever the server says too early', 'a\r\n..\n', 'b\r\n.\r\n', 'a\r\n.\nb\r\n'],
    ['text behind it: a line of the mail', 'a\n.\nb', '\r\n.\r\n', 'a\n.\nb\r\n'],
  ])('%s', async (title, first, rest, body) => {
    const early = title.startsWith('the server says nothing') ? [] : dialogue(0, 'S: 250 queued');
    const { session } = await stuff([
      ...dialogue(0, begun),
      say(0, 'client', first),
      ...early,
      say(0, 'client', rest),
      ...(early.length > 0 ? [] : dialogue(0, 'S: 250 queued')),
      ...dialogue(0, 'C: QUIT\nS: 221 bye'),
    ]);
    expect(session.messages).toMatchObject([
      { accepted: true, content: { complete: true, sha256: sha256Of(utf8(body)) } },
    ]);
    expect(session.dialogue.at(-2)).toMatchObject({ kind: 'command', text: 'QUIT' });
  });
});

test('STARTTLS whose agreement is not in the capture: the first record tells', async () => {
  const { session } = await stuff([
    ...dialogue(0, `${OPENING}\nC: STARTTLS`),
    { stream: 0, from: 'server', gap: 20 },
    say(0, 'client', Uint8Array.of(22, 3, 1, 0, 5, 1, 0, 0, 1, 0)),
  ]);
  expect(session.encryptedFrom).not.toBeNull();
  expect(session.dialogue.at(-1)?.kind).toBe('gap');
});

test('AUTH: what base64 says stands beside it', async () => {
  const { session } = await stuff(dialogue(0, `${OPENING}\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: ${b64('lihua')}`));
  expect(session.dialogue.map(({ decoded }) => decoded).filter(Boolean)).toEqual(['Username:', 'lihua']);
});

test('600 recipients on a mail: all of them', async () => {
  const many = Array.from({ length: 600 }, (_, n) => `r${n}@example.com`);
  const { session } = await stuff([
    ...dialogue(0, `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok`),
    say(0, 'client', many.map((to) => `RCPT TO:<${to}>\r\n`).join('')),
    say(0, 'server', many.map((_, n) => (n === 7 ? '550 no\r\n' : '250 ok\r\n')).join('')),
    ...dialogue(0, 'C: DATA\nS: 354 go'),
    say(0, 'client', stuffed(FIRST)),
    ...dialogue(0, 'S: 250 ok'),
  ]);
  expect(session.messages[0]?.recipients).toEqual(many.filter((_, n) => n !== 7));
});

describe('attachments', () => {
  const file = 'attached 附件\n'.repeat(20);
  const base64 = Buffer.from(file).toString('base64').replace(/.{76}/g, '$&\r\n');
  const multipart =
    'From: a@x\r\nTo: b@x\r\nSubject: files\r\nContent-Type: multipart/mixed; boundary="sep"\r\n\r\n' +
    '--sep\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n正文\r\n' +
    "--sep\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''%E9%99%84%E4%BB%B6.txt\r\n\r\n" +
    `${base64}\r\n--sep--\r\n`;
  const sent = (message: string): Scene[] => [
    ...dialogue(0, `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go`),
    say(0, 'client', stuffed(message)),
    ...dialogue(0, 'S: 250 ok'),
  ];

  test('by decoded name and hash, saved beside the mail', async () => {
    const { session, artifacts } = await stuff(sent(multipart));
    expect(session.messages[0]).toMatchObject({
      text: '正文\n',
      attachments: [
        { name: '附件.txt', size: utf8(file).length, sha256: sha256Of(utf8(file)), artifact: 'artifacts/附件.txt' },
      ],
    });
    expect(artifacts.map(({ kind }) => kind)).toEqual(['mail', 'attachment']);
  });

  const nested = (depth: number): string => {
    let open = 'From: a@x\r\nSubject: deep\r\n';
    for (let n = 0; n < depth; n++) open += `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`;
    return `${open}Content-Type: text/plain\r\n\r\nbottom\r\n`;
  };

  test.each([
    ['nested 1,000 deep', nested(1000)],
    ['nested 200 deep', nested(200)],
    [
      '100,000 parts',
      `Subject: deep\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(100_000)}`,
    ],
    [
      '20,000 multiparts side by side',
      `Subject: deep\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${Array.from({ length: 20_000 }, (_, n) => `--b\r\nContent-Type: multipart/mixed; boundary=c${n}\r\n\r\n--c${n}\r\n\r\nx\r\n`).join('')}`,
    ],
    ['one line of a million bytes', `Subject: deep\r\n\r\n${'x'.repeat(1_000_000)}\r\n`],
    ['600,000 bytes of headers', `Subject: deep\r\n${'X: y\r\n'.repeat(100_000)}\r\n\r\nx\r\n`],
  ])('%s: bounded, the mail itself is whole', async (_title, message) => {
    const started = performance.now();
    const { session } = await stuff(sent(message));
    expect(performance.now() - started).toBeLessThan(8000);
    expect(session.messages[0]).toMatchObject({
      subject: 'deep',
      content: { size: message.length, sha256: sha256Of(utf8(message)) },
    });
    expect(session.messages[0]!.attachments.length).toBeLessThanOrEqual(500);
  });
});

describe('bytes missing', () => {
  const scenes: Scene[] = [
    ...dialogue(0, `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go`),
    say(0, 'client', FIRST.slice(0, 60)),
    say(0, 'client', FIRST.slice(60, 150)),
    say(0, 'client', stuffed(FIRST).slice(150)),
    ...dialogue(0, 'S: 250 queued\nC: QUIT\nS: 221 bye'),
  ];

  test.each(scenes.map((_scene, nth) => nth))('scene %i missing: marked in place, nothing invented', async (nth) => {
    const scene = scenes[nth]!;
    if (!('bytes' in scene)) return;
    const lost = scene.bytes.length;
    const { session } = await stuff(scenes.with(nth, { stream: 0, from: scene.from, gap: lost }));
    expect(session.dialogue.filter(({ kind }) => kind === 'gap')).toMatchObject([
      { direction: scene.from, text: String(lost) },
    ]);
    expect(session.messages).toHaveLength(1);
    const [message] = session.messages;
    expect([null, 'a@x']).toContain(message?.sender);
    if (message?.content.missing === 0) expect(message.content.sha256).toBe(sha256Of(utf8(FIRST)));
    else expect(message?.content.missing).toBe(lost);
    expect(session.dialogue.filter(({ text }) => text === 'QUIT' || text === '221 bye').length).toBeGreaterThan(0);
  });

  test('a gap inside the mail: offset and length are named', async () => {
    const { session } = await stuff(scenes.with(12, { stream: 0, from: 'client', gap: 90 }));
    expect(session.messages[0]).toMatchObject({
      accepted: true,
      content: { missing: 90, gaps: [{ offset: 60, length: 90 }] },
    });
  });

  test('the end of the mail is missing: the reply ends it', async () => {
    const { session } = await stuff(scenes.with(13, { stream: 0, from: 'client', gap: 80 }));
    expect(session.messages[0]).toMatchObject({ accepted: true, content: { missing: 80, size: 150, complete: false } });
    expect(session.dialogue.slice(-2).map(({ text }) => text)).toEqual(['QUIT', '221 bye']);
  });

  test('capture begins inside a mail: its lines are shown as they are, the next mail is whole', async () => {
    const late: Play = { actors: { 0: { ...actors[0]!, fromStart: false } }, scenes: [] };
    const { results } = await play({
      ...late,
      scenes: [
        say(0, 'client', 'iddle of a line\r\nMore text\r\n.\r\n'),
        ...dialogue(0, 'S: 250 queued\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go'),
        say(0, 'client', stuffed(FIRST)),
        ...dialogue(0, 'S: 250 ok'),
      ],
    });
    expect(results.smtp[0]?.notes).toEqual(['late-start']);
    expect(results.smtp[0]?.dialogue[0]).toMatchObject({
      direction: 'client',
      kind: 'data',
      text: 'iddle of a line\nMore text\n.',
    });
    expect(results.smtp[0]?.messages).toMatchObject([
      { sender: 'a@x', accepted: true, content: { sha256: sha256Of(utf8(FIRST)) } },
    ]);
  });

  test('only the client was captured: messages are recovered, and said to be guessed', async () => {
    const { session } = await stuff([
      ...dialogue(0, 'C: EHLO pc\nC: MAIL FROM:<a@x>\nC: RCPT TO:<b@x>\nC: DATA'),
      say(0, 'client', stuffed(FIRST)),
      ...dialogue(0, 'C: QUIT'),
      { stream: 0, end: true },
    ]);
    expect(session.messages).toMatchObject([
      { sender: 'a@x', recipients: ['b@x'], accepted: null, content: { sha256: sha256Of(utf8(FIRST)) } },
    ]);
    expect(session.notes).toEqual(['reply-to-data-guessed']);
  });
});

test('a mail larger than is taken apart: saved and hashed, its headers read, and said so', async () => {
  const block = `${'y'.repeat(998)}\r\n`.repeat(1000);
  const scenes: Scene[] = [
    ...dialogue(0, `${OPENING}\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go`),
    say(0, 'client', mail('large', '')),
    ...Array.from({ length: 18 }, () => say(0, 'client', block)),
    say(0, 'client', '.\r\n'),
    ...dialogue(0, 'S: 250 ok'),
  ];
  const { session } = await stuff(scenes);
  expect(session.messages[0]).toMatchObject({
    subject: 'large',
    attachments: [],
    content: { size: mail('large', '').length + 18_000_000 },
  });
  expect(session.notes).toEqual(['mail-too-large=1']);
});

test.each([
  ['GBK', [0xb1, 0xca, 0xbc, 0xc7], '笔记'],
  ['Windows-1252', [...utf8('What'), 0x92, ...utf8('s next')], 'What’s next'],
  ['UTF-8', [...utf8('笔记')], '笔记'],
  ['Windows-1252, encoded and', [...utf8('=?windows-1252?Q?What=92s_next?=')], 'What’s next'],
] as const)(
  'a subject in %s whether it says so or not: read as what it is, the body untouched',
  async (_, subject, text) => {
    const body = Uint8Array.of(0xff, 0xb1, 0xca);
    const raw = Uint8Array.of(
      ...utf8('From: a@example.com\r\nSubject: '),
      ...subject,
      ...utf8('\r\nX: y\r\n\r\n'),
      ...body,
    );
    const { session, artifacts } = await stuff([
      ...dialogue(0, `${OPENING}\nC: MAIL FROM:<a@example.com>\nS: 250 ok\nC: RCPT TO:<b@example.com>\nS: 250 ok`),
      ...dialogue(0, 'C: DATA\nS: 354 go'),
      say(0, 'client', Uint8Array.of(...raw, ...utf8('\r\n.\r\n'))),
      ...dialogue(0, 'S: 250 ok'),
    ]);
    expect(session.messages[0]).toMatchObject({ subject: text, from: 'a@example.com' });
    expect(session.messages[0]?.headers.map(({ name, value }) => [name, value])).toContainEqual(['Subject', text]);
    expect(artifacts[0]?.bytes.subarray(0, raw.length)).toEqual(Buffer.from(raw));
  },
);

test('a mail without an end, its invitation and its verdict in one segment: the mail stands between them', async () => {
  const { session } = await stuff([
    ...dialogue(0, 'S: 220 hi\nC: HELO x\nS: 250 x\nC: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok'),
    say(0, 'client', 'DATA\r\nSubject: x\r\n\r\nhello\r\n.\n'),
    say(0, 'server', '354 go\r\n250 queued\r\n'),
  ]);
  expect(session.dialogue.slice(-3).map(({ text }) => text)).toEqual([
    '354 go',
    'Subject: x\r\n\r\nhello\r\n\n',
    '250 queued',
  ]);
});
