import { expect, test } from 'vitest';
import { AuthExchange, MAX_RESPONSES, readableBase64 } from '../../../../src/analyzer/apps/sasl.ts';

const b64 = (text: string): string => Buffer.from(text).toString('base64');

/** MS-NLMP §2.2.1.3, as far as the user's name. */
function ntlmAuthenticate(user: string, unicode: boolean, type = 3): string {
  const name = Buffer.from(user, unicode ? 'utf16le' : 'utf8');
  const message = Buffer.alloc(64 + name.length);
  message.write('NTLMSSP\0', 'latin1');
  message.writeUInt32LE(type, 8);
  message.writeUInt16LE(name.length, 36);
  message.writeUInt32LE(64, 40);
  message.writeUInt32LE(unicode ? 1 : 2, 60);
  name.copy(message, 64);
  return message.toString('base64');
}

const DIGEST = b64('charset=utf-8,username="chris \\"c\\" \\\\",realm="x",cnonce="username=\\"no\\"",response=d388');

type Row = [title: string, mechanism: string, responses: string[], user: string | null, password: string | null];

const ROWS: Row[] = [
  // RFC 4616
  ['PLAIN with an identity to act as: the one who logs in', 'PLAIN', [b64('boss\0tim\0tanstaaf')], 'tim', 'tanstaaf'],
  ['PLAIN in lower case: the same', 'plain', [b64('\0tim\0')], 'tim', ''],
  ['PLAIN in UTF-8', 'PLAIN', [b64('\0李华\0密码')], '李华', '密码'],
  ['PLAIN with a field too few: not guessed', 'PLAIN', [b64('tim\0tanstaaf')], null, null],
  ['PLAIN with a field too many: not guessed', 'PLAIN', [b64('\0tim\0a\0b')], null, null],
  ['PLAIN, the response not captured', 'PLAIN', [], null, null],
  ['LOGIN, name and password', 'LOGIN', [b64('tim'), b64('pw')], 'tim', 'pw'],
  ['LOGIN, the password not captured', 'LOGIN', [b64('tim')], 'tim', null],
  ['LOGIN, the name no base64: the password all the same', 'LOGIN', ['%', b64('pw')], null, 'pw'],
  ['LOGIN cancelled: the password is not one', 'LOGIN', [b64('tim'), b64('half'), '*'], 'tim', null],
  ['PLAIN cancelled: nothing', 'PLAIN', [b64('\0tim\0pw'), ' * '], null, null],
  // RFC 2195 §2
  [
    'CRAM-MD5: the digest is no password',
    'CRAM-MD5',
    ['dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw'],
    'tim',
    null,
  ],
  ['CRAM-MD5, a name with spaces, digest in capitals', 'CRAM-MD5', [b64(`a b ${'AF'.repeat(16)}`)], 'a b', null],
  ['CRAM-MD5, a digest too long: not guessed', 'CRAM-MD5', [b64(`tim ${'a'.repeat(33)}`)], null, null],
  ['CRAM-MD5, the response not captured', 'CRAM-MD5', [], null, null],
  [
    'DIGEST-MD5: the name as it is meant, its quotes and backslash too',
    'DIGEST-MD5',
    [DIGEST, ''],
    'chris "c" \\',
    null,
  ],
  ['DIGEST-MD5 in capitals', 'DIGEST-MD5', [b64('REALM="x",USERNAME="tim"')], 'tim', null],
  ['DIGEST-MD5 without a name', 'DIGEST-MD5', [b64('realm="x"')], null, null],
  ['DIGEST-MD5, the response not captured', 'DIGEST-MD5', [], null, null],
  // RFC 5802 §5
  ['SCRAM', 'SCRAM-SHA-1', [b64('n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL'), b64('c=biws,r=x,p=v0X8')], 'user', null],
  [
    'SCRAM with an identity to act as, signs in the name',
    'SCRAM-SHA-256',
    [b64('y,a=boss,n=a=2Cb=3D2Cc,r=x')],
    'a,b=2Cc',
    null,
  ],
  ['SCRAM with channel binding', 'SCRAM-SHA-256-PLUS', [b64('p=tls-exporter,,n=user,r=x')], 'user', null],
  ['SCRAM, the response not captured', 'SCRAM-SHA-1', [], null, null],
  [
    'XOAUTH2: the token is what lets in',
    'XOAUTH2',
    [b64('user=a@x,b\x01auth=Bearer ya29.t\x01\x01')],
    'a@x,b',
    'ya29.t',
  ],
  // RFC 7628 §4.1
  [
    'OAUTHBEARER',
    'OAUTHBEARER',
    [b64('n,a=user=3D1@x,\x01host=a.x\x01port=587\x01auth=bearer t==\x01\x01')],
    'user=1@x',
    't==',
  ],
  ['OAUTHBEARER without a name', 'OAUTHBEARER', [b64('n,,\x01host=a=b\x01auth=Bearer t\x01\x01')], null, 't'],
  ['OAUTHBEARER, the response not captured', 'OAUTHBEARER', [], null, null],
  ['NTLM in UTF-16', 'NTLM', [b64('NTLMSSP\0negotiate'), ntlmAuthenticate('李华', true)], '李华', null],
  ['NTLM in the client’s own charset', 'NTLM', ['', ntlmAuthenticate('tim', false)], 'tim', null],
  ['NTLM, another message in its place: not guessed', 'NTLM', ['', ntlmAuthenticate('tim', true, 2)], null, null],
  ['NTLM, a message cut short: not guessed', 'NTLM', ['', b64('NTLMSSP\0\x03')], null, null],
  ['NTLM, 64 bytes of something else: not guessed', 'NTLM', ['', Buffer.alloc(64, 3).toString('base64')], null, null],
  // RFC 4422 Appendix A
  ['EXTERNAL as somebody', 'EXTERNAL', [b64('fred@x')], 'fred@x', null],
  ['EXTERNAL as whom TLS says', 'EXTERNAL', ['='], null, null],
  ['a mechanism that is not read: only its name', 'GSSAPI', [b64('n=user,username="user",user=user tim')], null, null],
];

test.each(ROWS)('%s', (_, mechanism, responses, user, password) => {
  const asked = new AuthExchange(mechanism, null, [1]);
  for (const response of responses) asked.respond(response, []);
  const expected = { mechanism: mechanism.toUpperCase(), user, password };
  // RFC 4954 §4: `=` is an empty initial response; in a response it is no base64, which reveals as little.
  expect(asked.end(true, [])).toEqual({ ...expected, accepted: true, frames: [1] });
  const [initial = null, ...others] = responses;
  const atOnce = new AuthExchange(mechanism, initial, [1]);
  for (const response of others) atOnce.respond(response, []);
  expect(atOnce.end(null, [2])).toEqual({ ...expected, accepted: null, frames: [1, 2] });
});

test('an exchange: challenged until it responds, its frames all named', () => {
  const exchange = new AuthExchange('LOGIN', null, [3]);
  expect(exchange.challenged).toBe(false);
  exchange.challenge([4, 5]);
  expect(exchange.challenged).toBe(true);
  exchange.respond(b64('tim'), [6]);
  expect(exchange.challenged).toBe(false);
  expect(exchange.end(false, [7])).toMatchObject({ user: 'tim', accepted: false, frames: [3, 4, 5, 6, 7] });
});

test('responses without end: the first are kept', () => {
  const exchange = new AuthExchange('LOGIN', null, []);
  for (let n = 0; n < 10 * MAX_RESPONSES; n++) exchange.respond(b64(`r${n}`), []);
  expect(exchange.end(null, [])).toMatchObject({ user: 'r0', password: 'r1' });
});

test.each([
  ['words', b64('Username:'), 'Username:'],
  ['words, padding forgotten', 'dQ', 'u'],
  ['PLAIN, NUL between its fields', b64('\0u\0p'), '\0u\0p'],
  ['XOAUTH2, its signs between the fields', b64('user=u\x01\x01'), 'user=u\x01\x01'],
  ['nothing', '', null],
  ['spaces', '  ', null],
  ['bytes that nobody can read', b64('NTLMSSP\0\x02\x03'), null],
  ['no base64', 'not at all', null],
] as const)('a line of base64, %s: %j', (_, line, decoded) => {
  expect(readableBase64(line)).toBe(decoded);
});
