import { describe, expect, test } from 'vitest';
import { CUTS, cutInto, dialogue, play, type Scene, say } from './stage.ts';

const from = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

type Row = [title: string, port: number, scenes: Scene[], app: string | null];

const ROWS: Row[] = [
  ['FTP on a strange port, told by USER', 3000, dialogue(0, 'S: 220 hello\nC: USER u\nS: 331 go'), 'ftp'],
  ['FTP on a strange port, told by AUTH TLS', 3000, dialogue(0, 'S: 220 hello\nC: AUTH TLS\nS: 234 go'), 'ftp'],
  ['SMTP on a strange port, told by EHLO', 3000, dialogue(0, 'S: 220 hello\nC: EHLO x\nS: 250 go'), 'smtp'],
  ['SMTP on the FTP port', 21, dialogue(0, 'S: 220 mail ESMTP\nC: EHLO x\nS: 250 go'), 'smtp'],
  ['POP3 on a strange port', 3000, dialogue(0, 'S: +OK hello\nC: USER x'), 'pop3'],
  ['IMAP', 3000, dialogue(0, 'S: * OK hello\nC: a LOGIN u p'), 'imap'],
  ['SMTP on the FTP port, told by EHLO alone', 21, dialogue(0, 'S: 220 hello\nC: EHLO x\nS: 250 go'), 'smtp'],
  ['a greeting and then nothing, on the FTP port', 21, dialogue(0, 'S: 220 hello'), 'ftp'],
  ['SSH on the FTP port', 21, dialogue(0, 'S: SSH-2.0-x\nC: SSH-2.0-y'), 'ssh'],
  ['HTTP on a strange port', 3000, [say(0, 'client', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')], 'http'],
  ['HTTP on the SMTP port', 25, [say(0, 'client', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')], 'http'],
  ['TLS', 3000, [say(0, 'client', from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaaaaaaaaaa'))], 'tls'],
  [
    'TLS at once on the SMTP port',
    25,
    [say(0, 'client', from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaaaa'))],
    'tls',
  ],
  ['BGP', 179, [say(0, 'client', from(`${'\xff'.repeat(16)}\x00\x1d\x01\x04`))], 'bgp'],
  [
    'DNS by its port',
    53,
    [say(0, 'client', from('\x00\x1c\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a'))],
    'dns',
  ],
  ['telnet options', 3000, [say(0, 'server', from('\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27aaaa'))], 'telnet'],
  [
    'bytes that say nothing on a port that says nothing',
    3000,
    [say(0, 'client', from('\x00\x01\x02\x03'.repeat(100)))],
    null,
  ],
  ['words that say nothing', 3000, dialogue(0, 'C: hello\nS: who is there\nC: nobody'), null],
  ['a greeting and then nothing', 3000, dialogue(0, 'S: 220 hello'), null],
];

describe.each(CUTS)('cut %s', (_name, size) => {
  test.each(ROWS)('%s', async (_title, port, scenes, app) => {
    const { appOf, results } = await play({
      actors: { 0: { client: ['192.0.2.1', 40000], server: ['192.0.2.2', port] } },
      scenes: cutInto(scenes, size),
    });
    expect(appOf(0)).toBe(app);
    expect(results.ftp.length + results.smtp.length + results.pop3.length).toBe(
      app === 'ftp' || app === 'smtp' || app === 'pop3' ? 1 : 0,
    );
  });

  test('no SYN, and the roles taken wrongly: the dialogue turns them', async () => {
    const scenes = dialogue(0, 'C: 220 hello FTP\nS: USER u\nC: 331 go\nS: PASS p\nC: 230 in');
    const { swapped, results } = await play({
      actors: { 0: { client: ['192.0.2.2', 3000], server: ['192.0.2.1', 40000], fromStart: false } },
      scenes: cutInto(scenes, size),
    });
    expect(swapped(0)).toBe(true);
    expect(results.ftp[0]?.credentials).toMatchObject([{ user: 'u', password: 'p', accepted: true }]);
    expect(results.ftp[0]?.dialogue[0]?.direction).toBe('server');
  });
});
