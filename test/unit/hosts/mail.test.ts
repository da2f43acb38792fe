import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/hosts/lines.ts';
import { compareMail } from '../../../src/hosts/mail/compare.ts';
import { composeMail, padMail } from '../../../src/hosts/mail/compose.ts';
import { MailStore } from '../../../src/hosts/mail/mailbox.ts';
import { traceHeaders } from '../../../src/hosts/mail/trace.ts';

describe('LineSplitter', () => {
  const TEXT = 'one\r\n\r\ntwo\nthree\r\nrest';

  it.each(Array.from({ length: TEXT.length }, (_, cut) => cut))('cut at byte %i: the same lines', (cut) => {
    const splitter = new LineSplitter(100);
    const chunks = [TEXT.slice(0, cut), TEXT.slice(cut)];
    const lines = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)));
    expect(lines.map(String)).toEqual(['one', '', 'two', 'three']);
    expect(splitter.takeRest().toString()).toBe('rest');
  });

  it.each(['x'.repeat(10), `${'x'.repeat(10)}\n`])(
    'a line of more than its bound: is refused, ended or not',
    (text) => {
      expect(() => new LineSplitter(10).push(Buffer.from(text))).toThrow(RangeError);
    },
  );

  it('many short pieces without an end: are refused once they add up', () => {
    const splitter = new LineSplitter(10);
    for (let count = 0; count < 9; count++) splitter.push(Buffer.from('x'));
    expect(() => splitter.push(Buffer.from('x'))).toThrow(RangeError);
  });
});

const MAIL = {
  from: { name: '李华', address: 'lihua@example.com' },
  to: 'lihua@example.com',
  subject: '你好',
  text: '你好\n.dot\n',
  attachments: [{ name: '附件.txt', content: Buffer.from('x'.repeat(5000)) }],
};

describe('composeMail', () => {
  it('a mail in Chinese with an attachment: lines of 7-bit text that end with CRLF, none too long', async () => {
    const { bytes } = await composeMail(MAIL);
    const text = bytes.toString('latin1');
    expect(text.endsWith('\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(text).toMatch(/^[\r\n\t -~]*$/);
    expect(text).toContain('\r\n.dot\r\n');
    expect(Math.max(...text.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
  });

  it.each([14, 15, 900, 901, 914, 915, 916, 1800, 1815, 5000])(
    'padding of %i bytes: is exactly that, in lines of a legal length',
    async (size) => {
      const mail = await composeMail(MAIL);
      const padded = padMail(mail, size);
      expect(padded.bytes.length - mail.bytes.length).toBe(size);
      expect(padded.bytes.subarray(size).equals(mail.bytes)).toBe(true);
      const lines = padded.bytes.subarray(0, size).toString().split('\r\n').slice(0, -1);
      expect(lines.every((line) => /^X-Padding: x+$/.test(line) && line.length <= 998)).toBe(true);
    },
  );

  it('padding by too little for a header, or by less than nothing: is refused', async () => {
    const mail = await composeMail(MAIL);
    for (const size of [1, 13, -5]) expect(() => padMail(mail, size)).toThrow("can't be padded");
    expect(padMail(mail, 0)).toBe(mail);
  });
});

describe('compareMail', () => {
  const sent = [{ messageId: '<1@x>', bytes: Buffer.from('Subject: x\r\n\r\nbody\r\n') }];

  it('headers added at the top: are named, continuation lines are not', () => {
    const trace = traceHeaders({
      sender: 'a@example.com',
      recipient: 'b@example.com',
      helo: 'client',
      clientAddress: 'fd25::20',
      server: 'mail.example.com',
      protocol: 'ESMTPA',
      id: 'X1',
      time: new Date(0),
    });
    expect(trace).toContain('([IPv6:fd25::20])');
    expect(trace).toContain('; Thu, 01 Jan 1970 00:00:00 +0000\r\n');
    const received = Buffer.concat([Buffer.from(trace), sent[0]!.bytes]);
    const names = ['Return-Path', 'Received'];
    expect(compareMail(received, sent)).toEqual({ equal: true, messageId: '<1@x>', addedHeaders: names });
  });

  it('one byte changed, or something added at the end: is not equal', () => {
    for (const text of ['Subject: y\r\n\r\nbody\r\n', 'Subject: x\r\n\r\nbody\r\n\r\n']) {
      expect(compareMail(Buffer.from(text), sent).equal).toBe(false);
    }
  });
});

describe('MailStore', () => {
  const store = new MailStore('example.com', [{ name: 'li', password: 'p' }]);

  it.each([
    ['li@example.com', true],
    ['li@EXAMPLE.COM', true],
    ['li@other.example', false],
    ['li', false],
    ['@example.com', false],
  ])('%s: is ours: %s', (address, isOurs) => {
    expect(store.byAddress(address) !== undefined).toBe(isOurs);
  });
});
