import { describe, expect, test } from 'vitest';
import { createAnalyzer } from '../../../src/analyzer/analyzer.ts';
import { PacketCollector } from '../../../src/report/packets/collector.ts';
import { BLACKED_OUT, type Redactable, redact } from '../../../src/report/redact.ts';
import { Talk } from '../../support/packet-builder.ts';
import { sampleLab } from './sample-lab.ts';

const PASSWORD = 'TSzV8pqk7z';

/** A session on a port: each text is a segment of its own, `>` from the client, `<` from the server. */
async function session(port: number, texts: readonly string[]): Promise<Redactable> {
  const talk = new Talk(undefined, { serverPort: port }).open();
  for (const text of texts) {
    talk.wait(1);
    if (text.startsWith('>')) talk.client('PA', text.slice(2));
    else talk.server('PA', text.slice(2));
  }
  talk.closeInFour();
  const collector = new PacketCollector();
  const analyzer = createAnalyzer({ hashFile: false, observer: collector });
  analyzer.push(talk.capture.pcap());
  const analysis = await analyzer.finish();
  return { analysis, manifest: null, packets: collector.finish(analysis) };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The password as it is and in base64, alone and as AUTH PLAIN carries it: what of it is left, in texts or in bytes. */
function left({ analysis, packets }: Redactable, user = 'zhangwei', password = PASSWORD): string[] {
  const texts = JSON.stringify(analysis);
  const bytes = Buffer.from(packets.bytes).toString('latin1');
  const forms = [password, base64(password), base64(`\0${user}\0${password}`), base64(`${user}\0${user}\0${password}`)];
  return forms.flatMap((form) => [
    ...(texts.includes(form) ? [`text ${form}`] : []),
    ...(bytes.includes(form) ? [`bytes ${form}`] : []),
  ]);
}

const GREETING = ['< 220 mail ESMTP\r\n', '> EHLO pc\r\n', '< 250-mail\r\n250 AUTH PLAIN LOGIN\r\n'];

describe('redact, AUTH in SMTP', () => {
  test.each([
    [
      'PLAIN with its answer in the command',
      [...GREETING, `> AUTH PLAIN ${base64(`\0zhangwei\0${PASSWORD}`)}\r\n`, '< 235 ok\r\n'],
    ],
    [
      'PLAIN with its answer in a line of its own',
      [
        ...GREETING,
        '> AUTH PLAIN\r\n',
        '< 334 \r\n',
        `> ${base64(`zhangwei\0zhangwei\0${PASSWORD}`)}\r\n`,
        '< 235 ok\r\n',
      ],
    ],
    [
      'LOGIN, name and password asked for in turn',
      [
        ...GREETING,
        '> AUTH LOGIN\r\n',
        '< 334 VXNlcm5hbWU6\r\n',
        `> ${base64('zhangwei')}\r\n`,
        '< 334 UGFzc3dvcmQ6\r\n',
        `> ${base64(PASSWORD)}\r\n`,
        '< 235 ok\r\n',
      ],
    ],
    [
      'LOGIN, the password cut over two segments',
      [
        ...GREETING,
        '> AUTH LOGIN\r\n',
        '< 334 VXNlcm5hbWU6\r\n',
        `> ${base64('zhangwei')}\r\n`,
        '< 334 UGFzc3dvcmQ6\r\n',
        `> ${base64(PASSWORD).slice(0, 6)}`,
        `> ${base64(PASSWORD).slice(6)}\r\n`,
        '< 235 ok\r\n',
      ],
    ],
  ])('%s: the account stays, the password is in no text and in no packet', async (_, texts) => {
    const before = await session(25, texts);
    expect(before.analysis.apps.smtp[0]!.credentials).toMatchObject([{ user: 'zhangwei', password: PASSWORD }]);
    expect(left(before)).not.toEqual([]);
    const after = redact(before);
    expect(left(after)).toEqual([]);
    expect(after.analysis.apps.smtp[0]!.credentials).toMatchObject([{ user: 'zhangwei', password: BLACKED_OUT }]);
    const bytes = Buffer.from(after.packets.bytes).toString('latin1');
    expect(bytes).not.toContain(base64(PASSWORD).slice(0, 6));
    expect(bytes).not.toContain(base64(PASSWORD).slice(6));
  });

  test('the lines that carried it decoded: blacked out, and nothing else is', async () => {
    const auth = `> AUTH PLAIN ${base64(`\0zhangwei\0${PASSWORD}`)}\r\n`;
    const { analysis } = redact(await session(25, [...GREETING, auth, '< 235 ok\r\n', '> QUIT\r\n', '< 221 bye\r\n']));
    const { dialogue } = analysis.apps.smtp[0]!;
    expect(dialogue.find(({ text }) => text.startsWith('AUTH'))).toMatchObject({
      text: `AUTH PLAIN ${BLACKED_OUT}`,
      decoded: BLACKED_OUT,
    });
    expect(dialogue.map(({ text }) => text)).toEqual(expect.arrayContaining(['EHLO pc', '235 ok', 'QUIT', '221 bye']));
  });
});

test('POP3: the password is in no text and in no packet', async () => {
  const texts = ['< +OK hello\r\n', '> USER zhangwei\r\n', '< +OK\r\n', `> PASS ${PASSWORD}\r\n`, '< +OK\r\n'];
  expect(left(redact(await session(110, texts)))).toEqual([]);
});

describe('redact, texts around a password', () => {
  test('Chinese on both sides, which has no spaces: it goes all the same', () => {
    const lab = sampleLab({ password: 'tiger' });
    const [question] = lab.manifest.questions;
    const answer = { en: 'The password is tiger, tigers are none.', zh: '密码是tiger，口令tiger可读。' };
    const manifest = { ...lab.manifest, questions: [{ ...question!, answer }] };
    expect(redact({ ...lab, manifest }).manifest!.questions[0]!.answer).toEqual({
      en: `The password is ${BLACKED_OUT}, tigers are none.`,
      zh: `密码是${BLACKED_OUT}，口令${BLACKED_OUT}可读。`,
    });
  });

  test('a long one inside another word: it goes there too', () => {
    const lab = sampleLab({ password: PASSWORD });
    const [question] = lab.manifest.questions;
    const manifest = { ...lab.manifest, questions: [{ ...question!, answer: { en: `x${PASSWORD}y`, zh: '' } }] };
    expect(redact({ ...lab, manifest }).manifest!.questions[0]!.answer.en).toBe(`x${BLACKED_OUT}y`);
  });
});
