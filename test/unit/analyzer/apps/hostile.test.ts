/** Dialogues damaged at random (the same on every run): nothing throws, nothing grows without bound. */
import { describe, expect, test } from 'vitest';
import { describeNote } from '../../../../src/analyzer/apps/notes.ts';
import { analysisSchema, type Direction } from '../../../../src/analyzer/model.ts';
import { dialogue, type Play, play, type Scene, say, utf8 } from './stage.ts';

/** Marsaglia's xorshift: the same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2654435761 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const MAIL =
  'Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n..dots\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--b--\r\n.\r\n';

const PLAYS: Record<string, Play> = {
  ftp: {
    actors: {
      0: { client: ['192.0.2.1', 40000], server: ['192.0.2.2', 21] },
      1: { client: ['192.0.2.1', 40001], server: ['192.0.2.2', 50000] },
      2: { client: ['192.0.2.2', 20], server: ['192.0.2.1', 50001] },
    },
    scenes: [
      ...dialogue(
        0,
        'S: 220-hi\nS: 220 there\nC: USER u\nS: 331 go\nC: PASS p\nS: 230 in\nC: PASV\nS: 227 (192,0,2,2,195,80)',
      ),
      ...dialogue(0, 'C: REST 5\nS: 350 ok\nC: RETR f\nS: 150 ok'),
      say(1, 'server', 'data '.repeat(100)),
      ...dialogue(0, 'S: 226 done\nC: PORT 192,0,2,1,195,81\nS: 200 ok\nC: STOU\nS: 150 FILE: g'),
      say(2, 'server', 'more '.repeat(100)),
      ...dialogue(0, 'C: ABOR\nS: 426 no\nS: 226 ok\nC: EPRT |2|::1|5|\nS: 522 no\nC: AUTH TLS\nS: 234 go'),
      say(0, 'client', Uint8Array.of(22, 3, 1, 0, 9, 1, 2, 3)),
    ],
  },
  smtp: {
    actors: { 0: { client: ['192.0.2.1', 40000], server: ['192.0.2.2', 25] } },
    scenes: [
      ...dialogue(
        0,
        'S: 220 hi ESMTP\nC: EHLO x\nS: 250-a\nS: 250 b\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: dQ==\nS: 334 UGFz\nC: *\nS: 501 no',
      ),
      ...dialogue(0, 'C: MAIL FROM:<a@x>\nS: 250 ok\nC: RCPT TO:<b@x>\nS: 250 ok\nC: DATA\nS: 354 go'),
      say(0, 'client', MAIL),
      say(0, 'client', 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nBDAT 10\r\n0123456789BDAT 3 LAST\r\nabc'),
      ...dialogue(0, 'S: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 ok\nS: 250 ok\nC: STARTTLS\nS: 220 go'),
      say(0, 'client', Uint8Array.of(22, 3, 1, 0, 9, 1, 2, 3)),
    ],
  },
  pop3: {
    actors: { 0: { client: ['192.0.2.1', 40000], server: ['192.0.2.2', 110] } },
    scenes: [
      ...dialogue(
        0,
        'S: +OK hi\nC: APOP u d\nS: -ERR no\nC: AUTH PLAIN\nS: + \nC: AHUAcA==\nS: +OK in\nC: LIST\nS: +OK\nS: 1 2\nS: .',
      ),
      ...dialogue(0, 'C: RETR 1\nS: +OK'),
      say(0, 'server', MAIL),
      ...dialogue(0, 'C: TOP 1 1\nS: +OK'),
      say(0, 'server', MAIL),
      ...dialogue(0, 'C: DELE 1\nS: +OK\nC: RSET\nS: +OK\nC: STLS\nS: +OK'),
      say(0, 'client', Uint8Array.of(22, 3, 1, 0, 9, 1, 2, 3)),
    ],
  },
};

const SPICE = [
  '\r\n',
  '\n',
  '.\r\n',
  '220 ',
  '354 x\r\n',
  'BDAT 99999999999 LAST\r\n',
  '\xff\xf4',
  '{1}',
  '250-',
  'PASV\r\n',
].map(utf8);

function damage(scenes: readonly Scene[], random: (below: number) => number): Scene[] {
  const damaged: Scene[] = [];
  for (const scene of scenes) {
    if (!('bytes' in scene)) continue;
    const other: Direction = scene.from === 'client' ? 'server' : 'client';
    switch (random(12)) {
      case 0:
        damaged.push({ stream: scene.stream, from: scene.from, gap: 1 + random(scene.bytes.length * 2) });
        break;
      case 1:
        damaged.push(scene, scene);
        break;
      case 2:
        damaged.splice(random(damaged.length + 1), 0, scene);
        break;
      case 3:
        damaged.push({ ...scene, from: other });
        break;
      case 4:
        damaged.push({ ...scene, bytes: scene.bytes.map((byte) => (random(10) === 0 ? random(256) : byte)) });
        break;
      case 5:
        damaged.push({ ...scene, bytes: scene.bytes.subarray(0, random(scene.bytes.length)) });
        break;
      case 6:
        damaged.push(scene, { stream: scene.stream, from: other, bytes: SPICE[random(SPICE.length)]! });
        break;
      case 7:
        damaged.push({ stream: scene.stream, from: scene.from, bytes: SPICE[random(SPICE.length)]! }, scene);
        break;
      default:
        damaged.push(scene);
    }
  }
  return damaged;
}

describe.each(Object.entries(PLAYS))('%s', (_name, { actors, scenes }) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    '400 damaged dialogues, lot %i: nothing throws, sums and schema hold',
    async (lot) => {
      for (let n = 0; n < 400; n++) {
        const random = randomFrom(lot * 1000 + n);
        const fromStart = random(4) > 0;
        const cast = Object.fromEntries(
          Object.entries(actors).map(([stream, actor]) => [stream, { ...actor, fromStart }]),
        );
        const damaged = damage(scenes, random);
        const heard = damaged.reduce((sum, scene) => sum + ('bytes' in scene ? scene.bytes.length : 0), 0);
        const { results, artifacts } = await play({ actors: cast, scenes: damaged });
        const written = artifacts
          .filter(({ kind }) => kind !== 'attachment')
          .reduce((sum, { bytes }) => sum + bytes.length, 0);
        expect(written).toBeLessThanOrEqual(heard);
        expect(analysisSchema.shape.apps.safeParse(results).error).toBeUndefined();
        const sessions = [...results.ftp, ...results.smtp, ...results.pop3];
        for (const { notes } of sessions) for (const note of notes) expect(describeNote(note, 'zh')).not.toBe(note);
      }
    },
  );
});

test('100,000 mails on a connection: those listed are bounded, and it is said', async () => {
  const once = 'MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nBDAT 11 LAST\r\nA: b\r\n\r\nc\r\n';
  const scenes: Scene[] = [
    ...dialogue(0, 'S: 220 hi ESMTP\nC: EHLO x\nS: 250 x'),
    ...Array.from({ length: 100 }, () => say(0, 'client', once.repeat(200))),
  ];
  const { results } = await play({ actors: PLAYS.smtp!.actors, scenes });
  expect(results.smtp[0]?.messages.length).toBe(10_000);
  expect(results.smtp[0]?.notes).toContain('items-cut=10000');
}, 30_000);
