/** A capture file of a stranger, made to harm whoever opens its report: names, banners, mails, files, HTTP. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotateCapture } from '../../src/analyzer/capture-file/annotate.ts';
import { hasChromium, launch, openReport } from '../support/browser.ts';
import { Talk, TestCapture } from '../support/packet-builder.ts';
import { temporaryDirectory, wirelab } from '../support/wirelab.ts';

/** Each tries another way out of being text. */
const ATTACKS = {
  element: '<img src=x onerror=alert(1)>',
  script: '</script><script>alert(2)</script>',
  template: '</template></noscript><script>alert(3)</script>',
  style: '</style><style>*{display:none!important}</style>',
  attribute: `" autofocus onfocus="alert(4)' x='`,
  svg: '</text></svg><svg onload=alert(5)>',
  markdown: '](javascript:alert(6)) ![x](http://evil.example/x.png) `',
  csv: '=HYPERLINK("http://evil.example")',
  ansi: '\u001b[2J\u001b]0;owned\u0007',
  bidi: '\u202egpj.exe\u2066',
  line: '\u2028\u2029\u0085',
} as const;
const EVERYTHING = Object.values(ATTACKS).join(' ');
const ADDRESSES = { client: '10.0.0.1', server: '10.0.0.2' };

function ftp(capture: TestCapture): void {
  const talk = new Talk(capture, { ...ADDRESSES, clientPort: 40_000, serverPort: 21 }).open();
  talk.server('PA', `220 ${EVERYTHING}\r\n`);
  talk.client('PA', `USER ${ATTACKS.element}\r\n`);
  talk.server('PA', `331 ${ATTACKS.bidi}\r\n`);
  talk.client('PA', `PASS ${ATTACKS.script}\r\n`);
  talk.server('PA', `230 ${ATTACKS.ansi}\r\n`);
  talk.client('PA', 'PASV\r\n');
  talk.server('PA', '227 ok (10,0,0,2,195,80)\r\n');
  talk.client('PA', `RETR ../../${ATTACKS.svg}${ATTACKS.bidi}\r\n`);
  const data = new Talk(capture, { ...ADDRESSES, clientPort: 40_001, serverPort: 50_000 }, 10).open();
  talk.server('PA', '150 here\r\n');
  data.server('PA', `${EVERYTHING}\n`.repeat(20));
  data.client('A');
  data.closeInFour();
  talk.wait(20).server('PA', '226 done\r\n');
  talk.client('PA', `${ATTACKS.attribute}\r\n`);
  talk.server('PA', `500 ${ATTACKS.template}\r\n`);
  talk.closeInFour();
}

function mail(capture: TestCapture): void {
  const talk = new Talk(capture, { ...ADDRESSES, clientPort: 40_002, serverPort: 25 }, 100).open();
  talk.server('PA', `220 ${ATTACKS.style}\r\n`);
  talk.client('PA', `EHLO ${ATTACKS.script}\r\n`);
  talk.server('PA', `250-${ATTACKS.element}\r\n250 ${ATTACKS.attribute}\r\n`);
  talk.client('PA', 'MAIL FROM:<a@example>\r\n');
  talk.server('PA', '250 ok\r\n');
  talk.client('PA', 'RCPT TO:<b@example>\r\n');
  talk.server('PA', '250 ok\r\n');
  talk.client('PA', 'DATA\r\n');
  talk.server('PA', '354 go\r\n');
  talk.client(
    'PA',
    [
      `From: ${ATTACKS.script} <a@example>`,
      `Subject: ${ATTACKS.template} ${ATTACKS.bidi} ${ATTACKS.csv}`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/html',
      '',
      `<h1>${EVERYTHING}</h1><script>alert(7)</script>`,
      '--b',
      `Content-Type: text/plain; name="${ATTACKS.svg}.txt"`,
      `Content-Disposition: attachment; filename="../${ATTACKS.svg}.txt"`,
      '',
      ATTACKS.markdown,
      '--b--',
      '.',
      '',
    ].join('\r\n'),
  );
  talk.server('PA', `250 ${ATTACKS.markdown}\r\n`);
  talk.client('PA', 'QUIT\r\n');
  talk.server('PA', '221 bye\r\n');
  talk.closeInFour();
}

function web(capture: TestCapture): void {
  const talk = new Talk(capture, { ...ADDRESSES, clientPort: 40_003, serverPort: 80 }, 200).open();
  talk.client('PA', `GET /${ATTACKS.element} HTTP/1.1\r\nHost: ${ATTACKS.script}\r\n\r\n`);
  talk.server('PA', `HTTP/1.1 200 ${ATTACKS.svg}\r\n\r\n${EVERYTHING}`);
  talk.closeInFour();
}

describe.skipIf(!hasChromium)('report of a hostile capture file', () => {
  let browser: Browser;
  let file: string;
  let directory: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    const capture = new TestCapture();
    ftp(capture);
    mail(capture);
    web(capture);
    const path = join(directory, `x${ATTACKS.bidi.slice(0, 4)}<b>.pcapng`);
    const names = new Map([
      [ADDRESSES.client, ATTACKS.element],
      [ADDRESSES.server, `${ATTACKS.svg}${ATTACKS.bidi}${ATTACKS.ansi}`],
    ]);
    const comments = new Map([[1, [EVERYTHING]]]);
    await writeFile(path, annotateCapture(capture.pcap(), { names, comments }));
    const ended = await wirelab(['report', path, '--format', 'html,md', '--lang', 'en', '--out', directory]);
    expect(ended.code, ended.stderr).toBe(0);
    file = join(directory, 'report.html');
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  for (const [hash, shown] of [
    ['#report', 'onerror=alert(1)'],
    ['#frame-4', 'onerror=alert(1)'],
    ['#packets-4', 'onerror=alert(1)'],
    ['#packets?filter=smtp', 'alert(2)'],
    ['#packets?filter=http', 'alert(1)'],
    ['#stream-0', 'alert(6)'],
    ['#stream-1', 'alert(6)'],
    ['#stream-1/graphs', 'tcp.stream 1'],
    ['#stream-2/ladder', 'alert(2)'],
    ['#%3Cimg%20src=x%20onerror=alert(8)%3E', 'onerror=alert(1)'],
    ['#packets?filter=%3Cscript%3Ealert(9)%3C/script%3E', 'searched as text'],
  ] as const) {
    test(`${hash}: what was said is there as text, nothing runs, nothing is asked for`, async () => {
      const opened = await openReport(browser, file, { hash });
      const view = opened.page.locator('#app');
      await expect.poll(() => view.innerText()).toContain(shown);
      expect(await view.locator('img, script, style, iframe, object, link, form, base').count()).toBe(0);
      expect(await view.locator('[onerror], [onload], [onfocus], [href^="javascript"], [src]').count()).toBe(0);
      expect(await view.innerText()).not.toMatch(/[\u001b\u0007\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      expect(await view.locator('.bar, .tabs').first().isVisible()).toBe(true);
      expect(opened.complaints).toEqual([]);
      expect(opened.requests).toEqual([]);
      await opened.close();
    });
  }

  test('without JavaScript: the same, and the file’s own markup is whole', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const paper = page.locator('.static .paper');
    expect(await paper.textContent()).toContain('onerror=alert(1)');
    expect(await page.locator('.static').locator('img, script, style, iframe').count()).toBe(0);
    expect(await page.locator('.static [onerror], .static [onload], .static [onfocus]').count()).toBe(0);
    await context.close();
    const text = await readFile(file, 'utf8');
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text.match(/<\/noscript/g)).toHaveLength(1);
    expect(text).not.toMatch(/[\u001b\u0007\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
  });

  test('printed: pages, and still no dialog', async () => {
    const opened = await openReport(browser, file);
    expect((await opened.page.pdf({ format: 'A4' })).subarray(0, 5).toString()).toBe('%PDF-');
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });
});
