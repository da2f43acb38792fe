import { describe, expect, test } from 'vitest';
import { MAX_ALL_TEXT_CHARACTERS, TextBudget } from '../../../../src/analyzer/apps/content.ts';
import { MimeReader } from '../../../../src/analyzer/apps/mail/mime.ts';
import { Notes } from '../../../../src/analyzer/apps/notes.ts';
import { createHasher, sha256Of, utf8 } from './stage.ts';

async function read(mail: string | Uint8Array, { headersOnly = false, texts = new TextBudget() } = {}) {
  const notes = new Notes();
  const saved: [name: string, bytes: string][] = [];
  const artifacts = {
    create: (_: string, name: string) => ({
      write: (bytes: Uint8Array) => void saved.push([name, new TextDecoder().decode(bytes)]),
      close: () => `artifacts/${name}`,
    }),
  };
  const reader = new MimeReader({ artifacts, texts, createHasher });
  const raw = typeof mail === 'string' ? utf8(mail.replaceAll('\n', '\r\n')) : mail;
  const parts = await reader.read(raw, headersOnly, notes);
  return { parts, notes: notes.list(), saved };
}

describe('who it is from and for', () => {
  test.each<[title: string, headers: string, expected: object]>([
    ['nobody', 'Subject: x', { from: null, to: [] }],
    ['an address', 'From: a@x', { from: 'a@x' }],
    ['a name and an address', 'From: "Li Hua" <a@x>', { from: 'Li Hua <a@x>' }],
    ['a name that is the address', 'From: a@x <a@x>', { from: 'a@x' }],
    ['a name alone', 'From: nobody', { from: 'nobody' }],
    ['an encoded name', 'From: =?GBK?B?0+A=?= <a@x>', { from: '余 <a@x>' }],
    ['To, Cc and Bcc: all, in this order', 'Cc: c@x\nTo: a@x, b@x\nBcc: d@x', { to: ['a@x', 'b@x', 'c@x', 'd@x'] }],
    ['a group: its members', 'To: friends: a@x, B <b@x>;, c@x', { to: ['a@x', 'B <b@x>', 'c@x'] }],
    ['a group of nobody', 'To: undisclosed-recipients:;', { to: [] }],
  ])('%s', async (_, headers, expected) => {
    expect((await read(`${headers}\n\nbody\n`)).parts).toMatchObject(expected);
  });

  test.each([
    [2000, []],
    [2001, ['recipients-cut=1']],
  ])('%i recipients: two thousand at most, and said so', async (count, expected) => {
    const list = Array.from({ length: count }, (_, n) => `r${n}@x`);
    const { parts, notes } = await read(`To: ${list.join(',\n ')}\n\nx\n`);
    expect([parts.to, notes]).toEqual([list.slice(0, 2000), expected]);
  });
});

describe('headers', () => {
  test('as they were spelt, in their order, encoded words decoded, a broken one as it is', async () => {
    const { parts } = await read(
      'X-One: 1\nsubject: =?UTF-8?Q?=E4=BD=A0?=\nX-one: =?nothing?=\nDate: Mon, 2 Nov 2026 10:00:00 +0800\n\nx\n',
    );
    expect(parts.headers).toEqual([
      { name: 'X-One', value: '1' },
      { name: 'subject', value: '你' },
      { name: 'X-one', value: '=?nothing?=' },
      { name: 'Date', value: 'Mon, 2 Nov 2026 10:00:00 +0800' },
    ]);
    expect(parts).toMatchObject({ subject: '你', date: '2026-11-02T02:00:00.000Z', messageId: null, text: 'x\n' });
  });

  test('more than are listed, and longer than is shown: the first of each', async () => {
    const { parts } = await read(`X-Long: ${'y'.repeat(9000)}\n${'X: y\n'.repeat(600)}\nx\n`);
    expect([parts.headers.length, parts.headers[0]?.value.length]).toEqual([500, 8192]);
  });

  test.each([
    ['CRLF', '\r\n'],
    ['LF alone', '\n'],
  ])(
    'of a mail in lines of %s of which only the headers are kept: read, nothing of the rest, nothing to say',
    async (_, end) => {
      const mail = 'Subject: content-type: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b--\n';
      const { parts, notes } = await read(utf8(mail.replaceAll('\n', end)), { headersOnly: true });
      expect(parts).toMatchObject({ subject: 'content-type: x', attachments: [] });
      expect([parts.text ?? '', notes]).toEqual(['', []]);
    },
  );

  test('GBK as it is, behind a header in ASCII and before a body in another charset: read, the body as it says', async () => {
    const mail = [...utf8('X: y\r\nSubject: '), 0xc4, 0xe3, 0xba, 0xc3];
    const body = [...utf8('\r\nContent-Type: text/plain; charset=big5\r\n\r\n'), 0xa7, 0x41];
    const { parts } = await read(Uint8Array.of(...mail, ...body));
    expect([parts.subject, parts.text?.trim()]).toEqual(['你好', '你']);
  });
});

const part = (headers: string, body: string): string => `--b\n${headers}\n\n${body}\n`;
const multipart = (...parts: string[]): string =>
  `Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n${parts.join('')}--b--\n`;

describe('attachments', () => {
  test.each<[title: string, headers: string, name: string | null, savedAs: string]>([
    [
      'with a name',
      'Content-Type: text/csv\nContent-Disposition: attachment; filename="a b.csv"',
      'a b.csv',
      'a b.csv',
    ],
    ['a name in the type only', 'Content-Type: image/png; name=pic.png', 'pic.png', 'pic.png'],
    [
      'without a name: named by its type',
      'Content-Type: application/pdf\nContent-Disposition: attachment',
      null,
      'attachment.pdf',
    ],
    [
      'of an experimental type',
      'Content-Type: application/x-tar\nContent-Disposition: attachment',
      null,
      'attachment.tar',
    ],
    [
      'of a type that makes no ending',
      'Content-Type: application/vnd.ms-excel\nContent-Disposition: attachment',
      null,
      'attachment.bin',
    ],
    ['a mail', 'Content-Type: message/rfc822', null, 'attachment.eml'],
  ])('%s', async (_, headers, name, savedAs) => {
    const { parts, saved, notes } = await read(multipart(part(headers, 'Subject: inner\n\nhello')));
    expect(parts.attachments).toMatchObject([{ name, artifact: `artifacts/${savedAs}` }]);
    expect([saved.map(([file]) => file), notes]).toEqual([[savedAs], []]);
    expect(parts.attachments[0]!.sha256).toBe(sha256Of(utf8(saved[0]![1])));
    expect(parts.attachments[0]!.size).toBe(saved[0]![1].length);
    expect(saved[0]![1]).toContain('hello');
  });

  test.each([
    [500, []],
    [501, ['attachments-cut=1']],
  ])('%i of them: five hundred at most, and said so', async (count, expected) => {
    const { parts, notes } = await read(multipart(part('Content-Type: image/png', 'x').repeat(count)));
    expect([parts.attachments.length, notes]).toEqual([500, expected]);
  });
});

describe('what would take too long is not taken apart, its headers are read all the same', () => {
  const taken = { notes: [] as string[] };
  const not = { notes: ['mail-not-parsed=1'] };
  const inner = (n: number, spelt = 'boundary'): string => `--b\nContent-Type: multipart/mixed; ${spelt}=c${n}\n\n`;

  test.each<[title: string, mail: string, expected: { notes: string[] }]>([
    ['256 boundaries', multipart(...Array.from({ length: 255 }, (_, n) => inner(n))), taken],
    ['257 boundaries', multipart(...Array.from({ length: 256 }, (_, n) => inner(n))), not],
    ['257 boundaries in capitals', multipart(...Array.from({ length: 256 }, (_, n) => inner(n, 'BOUNDARY '))), not],
    [
      '257 boundaries in pieces (RFC 2231)',
      multipart(...Array.from({ length: 256 }, (_, n) => inner(n, 'boundary*0*'))),
      not,
    ],
    ['5,000 lines of dashes', multipart(...Array.from({ length: 4999 }, () => '--c\n')), taken],
    ['5,001 lines of dashes', multipart(...Array.from({ length: 5000 }, () => '--c\n')), not],
    ['5,001 lines of dashes in a mail without parts', `Subject: s\n\n${'--c\n'.repeat(5001)}`, taken],
    ['5,001 lines of one dash', multipart(...Array.from({ length: 5001 }, () => '-c\n')), taken],
  ])('%s', async (_, mail, { notes }) => {
    const told = await read(mail);
    expect([told.parts.subject, told.notes]).toEqual(['s', notes]);
  });
});

describe('texts', () => {
  test('longer than is shown: its beginning', async () => {
    const { parts } = await read(`Subject: s\n\n${'x'.repeat(300_000)}\n`);
    expect(parts.text).toBe('x'.repeat(256 * 1024));
  });

  test('no room for it and the headers: neither, and said so; the rest is told', async () => {
    const texts = new TextBudget();
    texts.spend(MAX_ALL_TEXT_CHARACTERS - 8);
    const { parts, notes } = await read('Subject: subject\n\nx\n', { texts });
    expect(parts).toMatchObject({ subject: 'subject', headers: [], text: null });
    expect(notes).toEqual(['texts-cut=1']);
  });

  test('just as much room as it needs: it and the headers', async () => {
    const texts = new TextBudget();
    texts.spend(MAX_ALL_TEXT_CHARACTERS - 9);
    const { parts, notes } = await read('Subject: subject\n\nx\n', { texts });
    expect(parts).toMatchObject({ headers: [{ name: 'Subject' }], text: 'x\n' });
    expect(notes).toEqual([]);
  });

  test('a mail without a body: none', async () => {
    expect((await read('Subject: s\n\n')).parts.text ?? '').toBe('');
  });

  test('bytes in Windows-1252 that call themselves Latin-1: read as what they are', async () => {
    const mail = 'Content-Type: text/plain; charset=iso-8859-1\r\n\r\nWhat?s next\r\n';
    const { parts } = await read(Uint8Array.from(mail, (sign) => (sign === '?' ? 0x92 : sign.charCodeAt(0))));
    expect(parts.text).toBe('What’s next\n');
  });
});

test.each([
  ['empty', new Uint8Array()],
  ['a thousand bytes of zero', new Uint8Array(1000)],
  ['an empty line', utf8('\r\n')],
  ['headers without an end', utf8('Subject: s')],
])('%s: told as far as it goes, and nothing thrown', async (title, raw) => {
  const { parts } = await read(raw);
  const { subject, to, date, messageId, attachments } = parts;
  const headers = { subject: title.startsWith('headers') ? 's' : null, to: [], date: null, messageId: null };
  expect({ subject, to, date, messageId, attachments }).toEqual({ ...headers, attachments: [] });
});
