import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { MailStore } from '../../../src/hosts/mail/mailbox.ts';
import { parseCommand, parseNumber } from '../../../src/hosts/pop3/command.ts';
import { decodeLine, encodeMultiLine, topOf } from '../../../src/hosts/pop3/multi-line.ts';
import { Pop3Session } from '../../../src/hosts/pop3/session.ts';

const MAIL = 'Subject: one\r\n\r\nfirst\r\n.second\r\nthird\r\n';

let store: MailStore;
let session: Pop3Session;

beforeEach(() => {
  store = new MailStore('example.com', [{ name: 'lihua', password: 'se cret' }]);
  store.byAccount('lihua')!.deliver(Buffer.from(MAIL));
  store.byAccount('lihua')!.deliver(Buffer.from('Subject: two\r\n\r\n'));
  session = new Pop3Session(store);
});

function say(...lines: string[]): string {
  return lines.map((line) => session.handle(line).status).at(-1)!;
}

function body(line: string): string {
  return session.handle(line).body!.toString();
}

function logIn(): void {
  expect(say('USER lihua', 'PASS se cret')).toBe(`+OK maildrop has 2 message(s) (${MAIL.length + 16} octets)`);
}

function apop(password: string, of = session): string {
  const timestamp = /<.*>/.exec(of.greeting().status)![0];
  return `APOP lihua ${createHash('md5')
    .update(timestamp + password)
    .digest('hex')}`;
}

describe('AUTHORIZATION', () => {
  it('USER and PASS, which may hold spaces: open the maildrop', () => {
    logIn();
  });

  it('USER with the domain: opens it, too', () => {
    expect(say('USER lihua@EXAMPLE.com', 'PASS se cret')).toMatch(/^\+OK/);
  });

  it('an unknown name: is told apart from a wrong password by nothing', () => {
    const unknown = [say('USER nobody'), say('PASS x')];
    const wrong = [say('USER lihua'), say('PASS x')];
    expect(unknown).toEqual(wrong);
    expect(wrong[1]).toMatch(/^-ERR/);
  });

  it('PASS without USER, or a second PASS after a wrong one: is refused', () => {
    expect(say('PASS se cret')).toMatch(/^-ERR/);
    expect(say('USER lihua', 'PASS wrong', 'PASS se cret')).toMatch(/^-ERR/);
  });

  it('APOP with the right digest: opens the maildrop', () => {
    expect(say(apop('se cret'))).toMatch(/^\+OK/);
  });

  it('APOP with a wrong digest, or with that of another session: is refused', () => {
    expect(say(apop('wrong'))).toMatch(/^-ERR/);
    expect(say(apop('se cret', new Pop3Session(store)))).toMatch(/^-ERR/);
  });

  it('APOP for nobody: is refused, even with a digest of no password', () => {
    const timestamp = /<.*>/.exec(session.greeting().status)![0];
    const digest = createHash('md5').update(`${timestamp}undefined`).digest('hex');
    expect(say(`APOP nobody ${digest}`)).toMatch(/^-ERR/);
  });

  it('a second session while the first has the mailbox: is told [IN-USE]', () => {
    logIn();
    const second = new Pop3Session(store);
    second.handle('USER lihua');
    expect(second.handle('PASS se cret').status).toMatch(/^-ERR \[IN-USE\]/);
  });

  it.each(['STAT', 'LIST', 'RETR 1', 'DELE 1', 'NOOP', 'TOP 1 0', 'UIDL', 'RSET'])(
    '%s before login: is refused',
    (line) => {
      expect(say(line)).toMatch(/^-ERR/);
    },
  );
});

describe('TRANSACTION', () => {
  beforeEach(logIn);

  it('STAT, LIST and UIDL: count and name the messages', () => {
    expect(say('STAT')).toBe(`+OK 2 ${MAIL.length + 16}`);
    expect(body('LIST')).toBe(`1 ${MAIL.length}\r\n2 16\r\n.\r\n`);
    expect(say('LIST 2')).toBe('+OK 2 16');
    const [first, second] = store.byAccount('lihua')!.messages.map((message) => message.uid);
    expect(body('UIDL')).toBe(`1 ${first}\r\n2 ${second}\r\n.\r\n`);
    expect(say('UIDL 1')).toBe(`+OK 1 ${first}`);
  });

  it('RETR: the message with its leading dots doubled', () => {
    expect(body('RETR 1')).toBe(`${MAIL.replace('.second', '..second')}.\r\n`);
  });

  it('TOP: header, blank line, and so many lines', () => {
    expect(body('TOP 1 0')).toBe('Subject: one\r\n\r\n.\r\n');
    expect(body('TOP 1 2')).toBe('Subject: one\r\n\r\nfirst\r\n..second\r\n.\r\n');
    expect(body('TOP 1 99')).toBe(body('RETR 1'));
    expect(say('TOP 1')).toMatch(/^-ERR/);
  });

  it('DELE: hides the message, keeps the other’s number, and RSET brings it back', () => {
    expect(say('DELE 1')).toMatch(/^\+OK/);
    expect(say('DELE 1')).toMatch(/^-ERR/);
    expect(say('RETR 1')).toMatch(/^-ERR/);
    expect(body('LIST')).toBe('2 16\r\n.\r\n');
    expect(say('RSET')).toBe(`+OK maildrop has 2 message(s) (${MAIL.length + 16} octets)`);
    expect(say('RETR 1')).toMatch(/^\+OK/);
  });

  it.each(['RETR', 'RETR 0', 'RETR 3', 'RETR -1', 'RETR 1x', 'RETR 99999999999', 'DELE', 'LIST 9'])(
    '%s: no such message',
    (line) => {
      expect(say(line)).toMatch(/^-ERR/);
    },
  );

  it('QUIT: deletes what is marked, and the mailbox is free again', () => {
    expect(session.handle('DELE 1') && session.handle('QUIT')).toMatchObject({ close: true });
    expect(store.byAccount('lihua')!.messages).toHaveLength(1);
    expect(store.byAccount('lihua')!.lock()).toBe(true);
  });

  it('the connection ends without QUIT: nothing is deleted, and the mailbox is free again', () => {
    say('DELE 1');
    session.end();
    expect(store.byAccount('lihua')!.messages).toHaveLength(2);
    expect(store.byAccount('lihua')!.lock()).toBe(true);
  });

  it('mail that arrives during the session: waits for the next one', () => {
    store.byAccount('lihua')!.deliver(Buffer.from('Subject: three\r\n\r\n'));
    expect(say('STAT')).toMatch(/^\+OK 2 /);
    say('DELE 1', 'QUIT');
    expect(store.byAccount('lihua')!.messages).toHaveLength(2);
  });

  it('USER again, or a command that nobody knows: is refused', () => {
    for (const line of ['USER lihua', 'XYZZY', '', 'constructor', '__proto__']) expect(say(line)).toMatch(/^-ERR/);
  });

  it('CAPA in either state, commands in any case: are answered', () => {
    expect(body('capa')).toBe(new Pop3Session(store).handle('CAPA').body!.toString());
    expect(say('noop')).toBe('+OK');
  });
});

describe('parsing', () => {
  it('a command line: is cut at its first space', () => {
    expect(parseCommand('pass two  words ')).toEqual({ keyword: 'PASS', rest: 'two  words ', args: ['two', 'words'] });
  });

  it.each([
    ['12', 12],
    ['012', 12],
    ['-1', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
    ['1234567890', undefined],
  ])('the number %j: is %j', (text, number) => {
    expect(parseNumber(text)).toBe(number);
  });

  it.each(['', 'x', 'x\r\n', '.', '.\r\n..\r\n', 'a\r\n.\r\nb', '\r\n.'])(
    '%j: comes back from the wire as it went',
    (text) => {
      const lines = encodeMultiLine(Buffer.from(text)).toString().split('\r\n');
      expect(lines.splice(-2)).toEqual(['.', '']);
      const decoded = lines.map((line) => decodeLine(Buffer.from(line)));
      expect(decoded).not.toContain(null);
      const expected = text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`;
      expect(decoded.map((line) => `${String(line)}\r\n`).join('')).toBe(expected);
    },
  );

  it('TOP of a message without a body: is all of it', () => {
    expect(topOf(Buffer.from('Subject: x\r\n'), 5).toString()).toBe('Subject: x\r\n');
  });
});
