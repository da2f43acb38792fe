import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Analysis, RecoveredContent } from '../../../../src/analyzer/model.ts';
import { type SummaryOptions, summaryOf as summaryWith } from '../../../../src/cli/analyze/summary.ts';
import { Talk, TestCapture } from '../../../support/packet-builder.ts';
import { analyse } from '../../analyzer/findings/analyse.ts';

type SmtpSession = Analysis['apps']['smtp'][number];
type SmtpMessage = SmtpSession['messages'][number];

const ESCAPE = '\u001b';

function contentWithout(missing: number): RecoveredContent {
  return { size: 5, sha256: '', missing, gaps: [], complete: missing === 0, artifact: null };
}

/** Without headers, from a@x to b@x and c@x. */
const MAIL: SmtpMessage = {
  from: null,
  to: [],
  subject: null,
  date: null,
  messageId: null,
  headers: [],
  text: null,
  attachments: [],
  frames: [1],
  content: contentWithout(0),
  sender: 'a@x',
  recipients: ['b@x', 'c@x'],
  via: 'DATA',
  accepted: true,
};

const SESSION: SmtpSession = {
  connection: 0,
  banner: null,
  helo: null,
  extensions: [],
  dialogue: [],
  credentials: [],
  messages: [],
  encryptedFrom: null,
  notes: [],
};

function summaryOf(analysis: Analysis, options: Omit<SummaryOptions, 'widthOf'>): string {
  return summaryWith(analysis, { ...options, widthOf: stringWidth });
}

async function halfClosed(): Promise<Analysis> {
  const capture = new TestCapture();
  for (const clientPort of [40_000, 40_001]) {
    const talk = new Talk(capture, { clientPort, serverPort: 25 }).open();
    talk.wait(1).client('FA');
    talk.wait(1).server('A');
  }
  // The capture goes on for longer than a second: only then is the other side's silence a verdict.
  new Talk(capture, { clientPort: 40_002, serverPort: 25 }).wait(1_500).open();
  return analyse(capture.pcap());
}

describe('the summary', () => {
  it.each(['en', 'zh'] as const)('%s, narrow terminal: no line of text or table is wider', async (language) => {
    const text = summaryOf(await halfClosed(), { language, color: false, width: 60 });
    for (const line of text.split('\n')) {
      // Filters stay whole, so that they can be copied.
      if (/frame\.number|tcp\.stream/.test(line)) continue;
      expect(stringWidth(line), line).toBeLessThanOrEqual(60);
    }
  });

  it('two connections with the same finding: it is said once, with both numbers', async () => {
    const text = summaryOf(await halfClosed(), { language: 'en', color: false });
    expect(text.match(/Half-closed: only one side sent a FIN/g)).toHaveLength(1);
    expect(text).toContain('Half-closed: only one side sent a FIN  #0 #1');
    expect(text).toContain('frame.number in {4..5}');
  });

  it('half-closed: the guess that holds is marked, with both states', async () => {
    const text = summaryOf(await halfClosed(), { language: 'zh', color: false });
    expect(text).toMatch(/✔ 在抓包期间另一方始终没有关闭/);
    expect(text).toContain('CLOSE-WAIT');
  });

  it('colour off: no escape sequence; colour on: some', async () => {
    const analysis = await halfClosed();
    expect(summaryOf(analysis, { language: 'en', color: false })).not.toContain(ESCAPE);
    expect(summaryOf(analysis, { language: 'en', color: true })).toContain(`${ESCAPE}[`);
  });

  it('names from the capture that a terminal would obey: escaped', async () => {
    const analysis = await halfClosed();
    analysis.connections[0]!.server.name = `${ESCAPE}]0;owned\u0007`;
    analysis.capture.file = `a${ESCAPE}[2J.pcap`;
    analysis.capture.warnings.push({ code: 'x', message: `bad${ESCAPE}c`, count: 1, firstFrame: null, offset: null });
    const text = summaryOf(analysis, { language: 'en', color: false });
    expect(text).not.toContain(ESCAPE);
    expect(text).toContain('\\x1b');
  });

  it('a wide terminal: a table; a narrow one: whole addresses, three lines a connection', async () => {
    const analysis = await halfClosed();
    const wide = summaryOf(analysis, { language: 'en', color: false, width: 200 });
    expect(wide).toMatch(/^0 +10\.0\.0\.1:40000 → 10\.0\.0\.2:25 .*half-closed \(client\)/m);
    const narrow = summaryOf(analysis, { language: 'zh', color: false, width: 60 });
    expect(narrow).toMatch(/^#0 10\.0\.0\.1:40000 → 10\.0\.0\.2:25\n {4}三次握手 · 半关闭（客户端）\n {4}发送 0 B/m);
  });

  it('a login and a mail: a line each, on one line whatever the names hold', async () => {
    const analysis = await halfClosed();
    const credential = { mechanism: 'PLAIN', user: 'u\nv', password: `p${ESCAPE}[2J`, accepted: true, frames: [1] };
    const mail = { ...MAIL, from: 'a@x', to: ['b@x', 'c@x'], subject: '实验\r\n报告', recipients: ['b@x'] };
    analysis.apps.smtp.push({
      ...SESSION,
      credentials: [credential],
      messages: [{ ...mail, content: contentWithout(2) }],
    });
    const text = summaryOf(analysis, { language: 'en', color: false, width: 100 });
    expect(text).toContain('    ✔ login u v / p\\x1b[2J (PLAIN)\n');
    expect(text).toContain('    ✉ 实验 报告  5 B (2 bytes missing)  a@x → b@x +1\n');
  });

  it('a rejected mail without headers, and a note: the envelope names whom, the note is in words', async () => {
    const analysis = await halfClosed();
    const messages = [{ ...MAIL, accepted: false }];
    analysis.apps.smtp.push({ ...SESSION, messages, notes: ['late-start', 'items-cut=1'] });
    const text = summaryOf(analysis, { language: 'en', color: false, width: 100 });
    expect(text).toContain('    ✉ – (rejected)  5 B  a@x → b@x +1\n');
    expect(text).toContain('    · 1 more transfer or message is not listed.\n');
    expect(text).not.toContain('first part of the dialogue');
  });

  it('one of what is counted: it is said in the singular', async () => {
    const capture = new TestCapture();
    new Talk(capture).client('S');
    const analysis = await analyse(capture.pcap());
    Object.assign(analysis.capture, { dropped: 1, truncated: 1 });
    analysis.apps.smtp.push({ ...SESSION, messages: [{ ...MAIL, content: contentWithout(1) }] });
    const text = summaryOf(analysis, { language: 'en', color: false, width: 200 });
    expect(text).toContain(' · 1 packet · 1 TCP · 1 connection');
    expect(text).toContain('! the capture lost 1 packet\n! the snapshot cut 1 packet\n');
    expect(text).toContain('5 B (1 byte missing)');
  });

  it('a table: the column of marks stands only where a connection has one', async () => {
    const capture = new TestCapture();
    const talk = new Talk(capture).open();
    const tableOf = async () => summaryOf(await analyse(capture.pcap()), { language: 'en', color: false, width: 200 });
    expect(await tableOf()).toMatch(/ RTT$/m);
    talk.client('PA', 'data', { seq: 1, ack: 1 });
    talk.client('PA', 'data', { seq: 1, ack: 1 });
    expect(await tableOf()).toMatch(/ RTT {2}Wireshark’s marks\n.* retransmission/);
  });

  it('a capture from standard input: it is called so', async () => {
    const analysis = await halfClosed();
    analysis.capture.file = null;
    expect(summaryOf(analysis, { language: 'en', color: false })).toMatch(/^standard input\n/);
    expect(summaryOf(analysis, { language: 'zh', color: false })).toMatch(/^标准输入\n/);
  });

  it.each([
    ['port', { serverPort: 443 }, 'not captured; roles by port'],
    ['first packet', { clientPort: 40_000, serverPort: 40_001 }, 'not captured; roles by first packet'],
  ] as const)('no SYN in the capture, roles told by %s: it says so', async (_, ports, said) => {
    const capture = new TestCapture();
    new Talk(capture, ports).client('A', '', { seq: 5, ack: 9 });
    expect(summaryOf(await analyse(capture.pcap()), { language: 'en', color: false, width: 200 })).toContain(said);
  });

  it('ordinary findings only: they are counted, and nothing else is said to be missing', async () => {
    const capture = new TestCapture();
    new Talk(capture).open(1, { server: 1380 }).closeInFour();
    const text = summaryOf(await analyse(capture.pcap()), { language: 'en', color: false });
    expect(text).toContain('Nothing unusual.\n· 2 ordinary findings; --json has them\n');
    expect(text).not.toContain('more');
  });

  it('the capture ends in the middle: what one reason leaves open is said once', async () => {
    const capture = new TestCapture();
    new Talk(capture).open().wait(1).client('PA', 'data');
    const text = summaryOf(await analyse(capture.pcap()), { language: 'en', color: false });
    expect(text).toMatch(/ {2}\? 6 guesses stay open\n {4}No FIN is in the capture, and the capture ends soon/);
    expect(text.match(/No FIN is in the capture/g)).toHaveLength(1);
  });

  it('two closings of one kind, only one with its FIN on data: each is said of its own connection', async () => {
    const capture = new TestCapture();
    for (const [clientPort, data] of [
      [40_000, ''],
      [40_001, 'bye'],
    ] as const) {
      const talk = new Talk(capture, { clientPort }).open().wait(1);
      talk.server(data === '' ? 'FA' : 'FPA', data);
      talk.wait(1).client('FA');
      talk.wait(1).server('A');
    }
    const text = summaryOf(await analyse(capture.pcap()), { language: 'en', color: false });
    expect(text).toMatch(/three segments {2}#0\n {2}✔ The ACK of the first FIN/);
    expect(text).toMatch(/three segments {2}#1\n {2}✔ A FIN rides on a segment that carries data/);
  });

  it('only one guess falls: it is counted as one', async () => {
    const capture = new TestCapture();
    new Talk(capture).client('A', '', { seq: 5, ack: 9 });
    const text = summaryOf(await analyse(capture.pcap()), { language: 'en', color: false });
    expect(text).toContain('✘ 1 other guess is refuted; --json has it');
  });

  it('a simultaneous close: no guess holds, and none is called another', async () => {
    const capture = new TestCapture();
    const talk = new Talk(capture).open();
    talk.wait(1).client('FA', '', { seq: 1, ack: 1 });
    talk.wait(0.1).server('FA', '', { seq: 1, ack: 1 });
    talk.wait(1).client('A', '', { seq: 2, ack: 2 });
    talk.wait(1).server('A', '', { seq: 2, ack: 2 });
    const text = summaryOf(await analyse(capture.pcap()), { language: 'en', color: false });
    expect(text).toMatch(/simultaneous {2}#0\n {2}✘ all \d+ guesses are refuted/);
  });

  it('nothing in the capture: it says so without a table', async () => {
    const text = summaryOf(await analyse(new TestCapture().pcap()), { language: 'en', color: false });
    expect(text).toContain('0 connections');
    expect(text).toContain('Nothing unusual.');
  });
});
