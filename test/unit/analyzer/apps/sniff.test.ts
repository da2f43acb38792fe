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
  ['SIP asking for options', 3000, [say(0, 'client', 'OPTIONS sip:a@b SIP/2.0\r\n\r\n')], 'sip'],
  ['RTSP asking for options', 3000, [say(0, 'client', 'OPTIONS rtsp://a/b RTSP/1.0\r\n\r\n')], 'rtsp'],
  ['HTTP asking for options', 3000, [say(0, 'client', 'OPTIONS http://a/b HTTP/1.1\r\n\r\n')], 'http'],
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

/** Told by their first segment. */
const AT_ONCE: [title: string, port: number, scenes: Scene[], app: string | null][] = [
  ['HTTP/2 with prior knowledge', 3000, [say(0, 'client', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')], 'http2'],
  ['HTTP by an extension method', 3000, [say(0, 'client', 'M-SEARCH * HTTP/1.1\r\n\r\n')], 'http'],
  ['an HTTP answer, the request not captured', 3000, [say(0, 'server', 'HTTP/1.1 200 OK\r\n\r\n')], 'http'],
  ['RTSP', 3000, [say(0, 'client', 'DESCRIBE rtsp://a/b RTSP/1.0\r\n\r\n')], 'rtsp'],
  ['SIP', 3000, [say(0, 'client', 'INVITE sip:a@b SIP/2.0\r\n\r\n')], 'sip'],
  ['an SSL 2.0 hello', 3000, [say(0, 'client', from('\x80\x2e\x01\x03\x01\x00\x15\x00\x00\x00\x10aaaaa'))], 'tls'],
  ['TLS from its middle', 3000, [say(0, 'server', from('\x17\x03\x03\x00\x20aaaaaaaaaaaaaaaa'))], 'tls'],
  ['SMB 1', 3000, [say(0, 'client', from('\x00\x00\x00\x85\xffSMBraaaaaaaa'))], 'smb'],
  ['SMB 2', 3000, [say(0, 'server', from('\x00\x00\x00\x85\xfeSMB@aaaaaaaa'))], 'smb'],
  ['MQTT', 3000, [say(0, 'client', from('\x10\x10\x00\x04MQTT\x04\x02\x00\x3caaaa'))], 'mqtt'],
  ['AMQP', 3000, [say(0, 'client', from('AMQP\x00\x00\x09\x01aaaaaaaaa'))], 'amqp'],
  ['BitTorrent', 3000, [say(0, 'client', from('\x13BitTorrent protocol\x00'))], 'bittorrent'],
  ['Redis', 3000, [say(0, 'client', '*1\r\n$4\r\nPING\r\n')], 'redis'],
  ['RDP', 3000, [say(0, 'client', from('\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03'))], 'rdp'],
  ['IRC', 3000, [say(0, 'client', 'NICK someone\r\nUSER a 0 * :b\r\n')], 'irc'],
  ['one long word', 3000, [say(0, 'client', 'A'.repeat(40))], null],
];

test.each(AT_ONCE)('%s', async (_title, port, scenes, app) => {
  const { appOf } = await play({
    actors: { 0: { client: ['192.0.2.1', 40000], server: ['192.0.2.2', port] } },
    scenes,
  });
  expect(appOf(0)).toBe(app);
});

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
