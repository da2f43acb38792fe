import { describe, expect, test } from 'vitest';
import { CUTS, cutInto, dialogue, type Play, play, type Scene, say, sha256Of, utf8 } from './stage.ts';

const actors: Play['actors'] = { 0: { client: ['192.0.2.10', 40000], server: ['192.0.2.25', 110] } };

const MAIL = 'From: a@example.com\r\nSubject: hi\r\n\r\nbody\r\n.dotted\r\n\r\n';
const stuffed = (text: string): string => `${text.replace(/(^|\r\n)\./g, '$1..')}.\r\n`;

const LOGIN = 'S: +OK ready <1896.697170952@x>\nC: USER lihua\nS: +OK\nC: PASS two words\nS: +OK in';

async function fetchFrom(scenes: Scene[], size: (nth: number) => number = () => 1e9, fromStart = true) {
  const played = await play({ actors: { 0: { ...actors[0]!, fromStart } }, scenes: cutInto(scenes, size) });
  expect(played.results.pop3).toHaveLength(1);
  return { session: played.results.pop3[0]!, artifacts: played.artifacts, app: played.appOf(0) };
}

const retrieve: Scene[] = [
  ...dialogue(0, `${LOGIN}\nC: STAT\nS: +OK 1 50\nC: LIST\nS: +OK\nS: 1 50\nS: .\nC: RETR 1\nS: +OK 50 octets`),
  say(0, 'server', stuffed(MAIL)),
  ...dialogue(0, 'C: DELE 1\nS: +OK\nC: QUIT\nS: +OK bye'),
];

describe.each(CUTS)('cut %s', (_name, size) => {
  test('RETR and DELE: the mail is recovered, its dots taken away, and marked as deleted', async () => {
    const { session, artifacts, app } = await fetchFrom(retrieve, size);
    expect(app).toBe('pop3');
    expect(session).toMatchObject({
      banner: 'ready <1896.697170952@x>',
      notes: [],
      credentials: [{ mechanism: 'USER/PASS', user: 'lihua', password: 'two words', accepted: true }],
      messages: [
        {
          number: 1,
          via: 'RETR',
          deleted: true,
          subject: 'hi',
          content: { size: MAIL.length, sha256: sha256Of(utf8(MAIL)), missing: 0 },
        },
      ],
    });
    expect(artifacts.map(({ name, bytes }) => [name, sha256Of(bytes)])).toEqual([
      ['pop3-0-1.eml', sha256Of(utf8(MAIL))],
    ]);
    expect(session.dialogue.map(({ text }) => text)).toEqual([
      '+OK ready <1896.697170952@x>',
      'USER lihua',
      '+OK',
      'PASS two words',
      '+OK in',
      'STAT',
      '+OK 1 50',
      'LIST',
      '+OK',
      '1 50',
      'RETR 1',
      '+OK 50 octets',
      MAIL,
      'DELE 1',
      '+OK',
      'QUIT',
      '+OK bye',
    ]);
  });

  test('pipelined: each block belongs to its command', async () => {
    const { session } = await fetchFrom(
      [
        ...dialogue(0, LOGIN),
        say(0, 'client', 'CAPA\r\nUIDL 1\r\nTOP 1 0\r\nRETR 2\r\nRETR 3\r\nDELE 2\r\nRSET\r\nQUIT\r\n'),
        say(
          0,
          'server',
          '+OK\r\nTOP\r\nPIPELINING\r\n.\r\n+OK 1 abc\r\n+OK\r\nSubject: hi\r\n\r\n.\r\n-ERR no\r\n+OK\r\n',
        ),
        say(0, 'server', `${stuffed(MAIL)}+OK\r\n+OK\r\n+OK bye\r\n`),
      ],
      size,
    );
    expect(session.messages).toMatchObject([
      { number: 1, via: 'TOP', subject: 'hi', content: { size: 15 } },
      { number: 3, via: 'RETR', deleted: false, content: { sha256: sha256Of(utf8(MAIL)) } },
    ]);
    expect(session.dialogue.filter(({ kind }) => kind === 'data').map(({ text }) => text.slice(0, 3))).toEqual([
      'TOP',
      'Sub',
      'Fro',
    ]);
  });

  test.each([
    [
      'APOP',
      'C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\nS: +OK in',
      { mechanism: 'APOP', user: 'mrose', password: null, accepted: true },
    ],
    [
      'AUTH PLAIN',
      `C: AUTH PLAIN\nS: + \nC: ${btoa('\0u\0p')}\nS: +OK in`,
      { mechanism: 'PLAIN', user: 'u', password: 'p', accepted: true },
    ],
    [
      'AUTH LOGIN',
      `C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: ${btoa('u')}\nS: + UGFzc3dvcmQ6\nC: ${btoa('p')}\nS: -ERR no`,
      { mechanism: 'LOGIN', user: 'u', password: 'p', accepted: false },
    ],
    [
      'AUTH CRAM-MD5',
      `C: AUTH CRAM-MD5\nS: + ${btoa('<1896.697170952@pop.example>')}\nC: ${btoa(`tim ${'b9'.repeat(16)}`)}\nS: +OK in`,
      { mechanism: 'CRAM-MD5', user: 'tim', password: null, accepted: true },
    ],
    [
      'AUTH PLAIN with initial response',
      `C: AUTH PLAIN ${btoa('\0u\0p')}\nS: +OK in`,
      { mechanism: 'PLAIN', user: 'u', password: 'p', accepted: true },
    ],
    [
      'AUTH LOGIN cancelled',
      `C: AUTH LOGIN\nS: + VXNlcm5hbWU6\nC: ${btoa('u')}\nS: + UGFzc3dvcmQ6\nC: *\nS: -ERR cancelled`,
      { mechanism: 'LOGIN', user: 'u', password: null, accepted: false },
    ],
    [
      'PASS refused',
      'C: USER u\nS: +OK\nC: PASS bad\nS: -ERR no',
      { mechanism: 'USER/PASS', user: 'u', password: 'bad', accepted: false },
    ],
  ])('%s: decoded, with its outcome', async (_title, lines, credential) => {
    const { session } = await fetchFrom([...dialogue(0, `S: +OK ready\n${lines}\nC: NOOP\nS: +OK`)], size);
    expect(session.credentials).toMatchObject([credential]);
    expect(session.dialogue.at(-1)?.text).toBe('+OK');
  });

  test('STLS accepted: the rest is not read', async () => {
    const scenes = [
      ...dialogue(0, 'S: +OK ready\nC: STLS\nS: +OK go'),
      say(0, 'client', Uint8Array.of(22, 3, 1, 10, 13, 10)),
    ];
    const { session } = await fetchFrom(scenes, size);
    expect(session.encryptedFrom).not.toBeNull();
    expect(session.dialogue).toHaveLength(3);
  });
});

describe('bytes missing', () => {
  test.each(retrieve.map((_scene, nth) => nth))('scene %i missing: marked in place, nothing invented', async (nth) => {
    const scene = retrieve[nth]!;
    if (!('bytes' in scene)) return;
    const { session } = await fetchFrom(retrieve.with(nth, { stream: 0, from: scene.from, gap: scene.bytes.length }));
    expect(session.dialogue.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
    for (const { content, number } of session.messages) {
      expect([0, 1]).toContain(number);
      if (content.missing === 0) expect(content.sha256).toBe(sha256Of(utf8(MAIL)));
    }
    for (const { password } of session.credentials) expect([null, 'two words']).toContain(password);
    expect(session.dialogue.filter(({ text }) => text === 'QUIT' || text === '+OK bye').length).toBeGreaterThan(0);
  });

  test('the first part of a mail is missing with its status line: the rest is shown as its rest', async () => {
    const cut = MAIL.length - 8;
    const scenes = [
      ...retrieve.slice(0, 12),
      { stream: 0, from: 'server', gap: 15 + cut } as const,
      say(0, 'server', stuffed(MAIL).slice(cut + 1)),
      ...retrieve.slice(14),
    ];
    const { session } = await fetchFrom(scenes);
    expect(session.messages).toMatchObject([{ number: 1, deleted: true, content: { missing: 15 + cut, size: 8 } }]);
    expect(session.dialogue.at(-1)?.text).toBe('+OK bye');
  });

  test('the end of a mail is missing with its dot: the next command ends it', async () => {
    const scenes = retrieve.toSpliced(13, 1, say(0, 'server', MAIL.slice(0, 40)), {
      stream: 0,
      from: 'server',
      gap: 30,
    });
    const { session } = await fetchFrom(scenes);
    expect(session.messages).toMatchObject([{ number: 1, deleted: true, content: { missing: 30, size: 40 } }]);
  });

  test('the capture ends inside a mail: what is there, and that it is not complete', async () => {
    const { session } = await fetchFrom([...retrieve.slice(0, 13), say(0, 'server', MAIL.slice(0, 40))]);
    expect(session.messages).toMatchObject([{ number: 1, content: { size: 40, missing: 0, complete: false } }]);
  });

  test('capture begins inside a mail: its lines are shown, the next mail is whole', async () => {
    const scenes = [
      say(0, 'server', 'iddle of a line\r\nmore\r\n.\r\n'),
      ...dialogue(0, 'C: RETR 2\nS: +OK'),
      say(0, 'server', stuffed(MAIL)),
    ];
    const { session } = await fetchFrom(scenes, undefined, false);
    expect(session.dialogue[0]).toMatchObject({ kind: 'data', direction: 'server', text: 'iddle of a line\nmore' });
    expect(session.messages).toMatchObject([{ number: 2, content: { sha256: sha256Of(utf8(MAIL)), missing: 0 } }]);
    expect(session.notes).toEqual(['late-start']);
  });
});
