/** The SMTP server's input, however the network cuts it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Journal } from '../../../src/hosts/journal.ts';
import { MailStore } from '../../../src/hosts/mail/mailbox.ts';
import { SmtpSite } from '../../../src/hosts/mail/smtp-server.ts';

const CHUNKS = ['Subject: x\r\n\r\n.one\r\n', '..two\r\n.\r\nQUIT\r\n', ''];
const DIALOGUE = [
  'EHLO client\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<li@example.com>\r\n',
  ...CHUNKS.map((chunk, index) => `BDAT ${chunk.length}${index === CHUNKS.length - 1 ? ' LAST' : ''}\r\n${chunk}`),
  'NOOP\r\nQUIT\r\n',
].join('');
const CODES = ['220', '250', '250', '250', '250', '250', '250', '250', '221'];

let store: MailStore;
let site: SmtpSite;

beforeEach(async () => {
  store = new MailStore('example.com', [{ name: 'li', password: 'p' }]);
  site = await SmtpSite.start({
    address: '127.0.0.1',
    port: 0,
    store,
    authentication: false,
    pipelining: true,
    closing: 'fin',
    journal: new Journal(),
  });
});

afterEach(() => site[Symbol.asyncDispose]());

/** Sends the pieces one after the other, each as a segment of its own, and returns the codes of all replies. */
async function converse(pieces: readonly string[]): Promise<string[]> {
  const socket = connect({ port: site.port, host: '127.0.0.1', noDelay: true });
  const replies = text(socket);
  await once(socket, 'connect');
  await once(socket, 'readable'); // RFC 2920 §3.1: nothing before the greeting.
  for (const piece of pieces) {
    socket.write(piece);
    await nextTurn();
  }
  const lines = (await replies).split('\r\n').slice(0, -1);
  return lines.filter((line) => line[3] === ' ').map((line) => line.slice(0, 3));
}

function delivered(): string {
  return store
    .byAccount('li')!
    .messages.map(({ bytes }) => bytes.toString().replace(/^[\s\S]*(?=Subject)/, ''))
    .join('|');
}

it.each(Array.from({ length: Math.ceil(DIALOGUE.length / 7) }, (_, index) => index * 7))(
  'BDAT, cut at byte %i: the same replies and the same mail, octet for octet',
  async (cut) => {
    expect(await converse([DIALOGUE.slice(0, cut), DIALOGUE.slice(cut)].filter((piece) => piece !== ''))).toEqual(
      CODES,
    );
    expect(delivered()).toBe(CHUNKS.join(''));
  },
);

it('BDAT, byte by byte: the same', async () => {
  expect(await converse(DIALOGUE.split(''))).toEqual(CODES);
  expect(delivered()).toBe(CHUNKS.join(''));
});

it('RSET between chunks: forgets those that came before', async () => {
  const envelope = 'MAIL FROM:<a@example.com>\r\nRCPT TO:<li@example.com>\r\n';
  const dialogue = `EHLO client\r\n${envelope}BDAT 3\r\nabcRSET\r\n${envelope}BDAT 14 LAST\r\nSubject: y\r\n\r\nQUIT\r\n`;
  expect(await converse([dialogue])).toEqual(['220', '250', '250', '250', '250', '250', '250', '250', '250', '221']);
  expect(delivered()).toBe('Subject: y\r\n\r\n');
});

it('BDAT without a recipient, or that is none: is refused, its octets are no commands', async () => {
  const dialogue = 'EHLO client\r\nBDAT 6 LAST\r\nRSET\r\nBDAT x\r\nNOOP\r\nQUIT\r\n';
  expect(await converse([dialogue])).toEqual(['220', '250', '503', '501', '250', '221']);
  expect(delivered()).toBe('');
});
