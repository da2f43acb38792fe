/** The report of a real FTP lab, in a real browser. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { goToPlace, hasChromium, type OpenedReport, openReport } from '../support/browser.ts';
import { openLabReport } from '../support/lab-report.ts';
import type { FinishedRun } from '../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../support/wirelab.ts';

describe.skipIf(!hasChromium)('report of the FTP lab, opened in Chromium', () => {
  let browser: Browser;
  let run: FinishedRun;
  let file: string;
  let report: OpenedReport;

  beforeAll(async () => {
    ({ browser, file, report, run } = await openLabReport('ftp', 'Li Hua'));
  });
  afterAll(async () => {
    await browser?.close();
  });

  const goTo = (hash: string) => goToPlace(report.page, hash);

  test('opened: says first how complete the capture is, and holds every section of the lab', async () => {
    const { page } = report;
    await expect.poll(() => page.locator('.completeness').textContent()).toContain('This capture is whole');
    const ids = ['aim', 'environment', 'procedure', 'opening', 'dialogue', 'credentials', 'files', 'command-rules'];
    for (const id of [...ids, 'closing', 'puzzle', 'curves', 'findings', 'answers', 'verify', 'thoughts', 'appendix']) {
      expect(await page.locator(`section#${id}`).count(), id).toBe(1);
    }
  });

  test('credentials: account and password of the run stand in the table', async () => {
    const cells = await report.page.locator('#credentials tbody').textContent();
    expect(cells).toContain(String(run.manifest.parameters.user));
    expect(cells).toContain(String(run.manifest.parameters.password));
  });

  test('every claim: its frame links point to packets of the capture', async () => {
    const links = await report.page.locator('.frame-link').all();
    const frames = new Set(await Promise.all(links.map(async (link) => Number(await link.getAttribute('data-frame')))));
    expect(frames.size).toBeGreaterThan(30);
    for (const frame of frames) expect(frame).toBeLessThanOrEqual(run.analysis.capture.packets);
  });

  test('frame link, clicked: the packet opens with its layers, bytes are marked, Escape closes it', async () => {
    const { page } = report;
    await page.locator('#credentials .frame-link').first().click();
    const inspector = page.locator('.inspector');
    await inspector.waitFor();
    expect(await inspector.textContent()).toContain('File Transfer Protocol (FTP)');
    await inspector.locator('.node-text', { hasText: /^Transmission Control Protocol/ }).click();
    expect(await inspector.locator('.byte.marked').count()).toBeGreaterThanOrEqual(20);
    await page.keyboard.press('Escape');
    await inspector.waitFor({ state: 'hidden' });
  });

  test('filter box: a display filter, a text and a broken filter each show what they say', async () => {
    const { page } = report;
    await goTo('#packets');
    const input = page.locator('.filter-input');
    const shown = async () =>
      Number(((await page.locator('.status').textContent()) ?? '').split(' of ')[0]?.replace(/\D/g, ''));
    const fins = run.analysis.connections.flatMap((c) => c.teardown.segments).filter((s) => s.role.startsWith('fin'));
    await input.fill('tcp.flags.fin == 1');
    expect(await shown()).toBe(fins.length);
    await input.fill('ftp.request.command in {"USER", "PASS"}');
    const logins = run.analysis.apps.ftp.flatMap((session) => session.dialogue);
    expect(await shown()).toBe(logins.filter((line) => /^(USER|PASS) /.test(line.text)).length);
    await input.fill('Request: PASS');
    expect(await page.locator('.packet-list .rows .row').first().textContent()).toContain('Request: PASS');
    await input.fill('tcp.flags.nonsense == 1');
    expect(await page.locator('.status').textContent()).toContain('searched as text');
    await input.fill('');
    expect(await shown()).toBe(run.analysis.capture.packets);
  });

  test('packet list, arrow keys: the selection moves and the details follow', async () => {
    const { page } = report;
    await goTo('#packets/5');
    await page.locator('.viewport').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.row.selected .cell-0').textContent()).toBe('7');
    expect(await page.locator('.packets-view .tree').textContent()).toContain('Frame 7:');
    expect(await page.locator('.viewport').getAttribute('aria-activedescendant')).toBe('row-7');
  });

  test('follow stream: both sides in their colours, find marks matches, hex shows bytes', async () => {
    const { page } = report;
    await goTo('#stream/0/follow');
    const body = page.locator('.follow-body');
    expect(await body.locator('.said-client', { hasText: 'USER' }).count()).toBe(1);
    expect(await body.locator('.said-server', { hasText: '230' }).count()).toBe(1);
    await page.locator('.follow input[type=search]').fill('quit');
    expect(await body.locator('mark').count()).toBeGreaterThanOrEqual(1);
    await page.locator('.follow select').first().selectOption('hex');
    expect(await body.textContent()).toMatch(/00000000 {2}(?:[0-9a-f]{2} ){4}/);
  });

  test('ladder of a stream: one rung a segment, and a rung leads to its packet', async () => {
    const { page } = report;
    await goTo('#stream/1/ladder');
    const rungs = page.locator('.stream-view .fig-rung');
    await rungs.first().waitFor();
    expect(await rungs.count()).toBe(run.analysis.connections[1]?.frames.count);
    const frame = await rungs.first().getAttribute('data-frame');
    await rungs.first().click({ force: true });
    await expect.poll(() => page.url()).toContain(`#packets-${frame}`);
  });

  test('language switch: the whole report becomes Chinese, and back', async () => {
    const { page } = report;
    await goTo('#report');
    await page.locator('#language').click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(await page.locator('.paper').textContent()).toContain('三次握手');
    await page.locator('#language').click();
    expect(await page.locator('.paper').textContent()).toContain('three-way handshake');
  });

  test('keyboard: / goes to the filter, r to the report, s to the stream', async () => {
    const { page } = report;
    await page.locator('body').click({ position: { x: 5, y: 400 } });
    await page.keyboard.press('/');
    await expect.poll(() => page.evaluate('document.activeElement.className')).toContain('filter-input');
    await page.locator('.viewport').focus();
    await page.keyboard.press('s');
    await page.locator('.follow-body').waitFor();
    await page.keyboard.press('r');
    await page.locator('.paper').waitFor();
  });

  for (const dark of [false, true]) {
    for (const hash of ['#report', '#frame/5', '#packets/5', '#stream/0/follow', '#stream/0/ladder']) {
      test(`axe on ${hash}, ${dark ? 'dark' : 'light'}: no serious finding`, async () => {
        const opened = await openReport(browser, file, { hash, dark });
        expect(await seriousFindings(opened.page)).toEqual([]);
        await opened.close();
      });
    }
  }

  test('print to PDF: pages, and nothing of the app around the paper', async () => {
    const pdf = await report.page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const heads = await report.page.evaluate('document.adoptedStyleSheets[0].cssRules[0].cssText');
    expect(heads).toContain('"FTP without encryption · Li Hua"');
    await report.page.emulateMedia({ media: 'print' });
    expect(await report.page.locator('.bar').isVisible()).toBe(false);
    expect(await report.page.locator('.paper').isVisible()).toBe(true);
    await report.page.emulateMedia({ media: 'screen' });
  });

  test('narrow screen: nothing is wider than the screen', async () => {
    const narrow = await openReport(browser, file, { width: 390, height: 800 });
    const width = await narrow.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(390);
    await narrow.close();
  });

  test('after all that: no console error, no request left the file', () => {
    expect(report.complaints).toEqual([]);
    expect(report.requests).toEqual([]);
  });

  test('made again from the run directory: the same bytes', async () => {
    const again = await temporaryDirectory();
    const ended = await wirelab(['report', run.directory, '--format', 'html,md,docx', '--lang', 'en', '--out', again]);
    expect(ended.code, ended.stderr).toBe(0);
    const third = await temporaryDirectory();
    await wirelab(['report', run.directory, '--format', 'html,md,docx', '--lang', 'en', '--out', third]);
    for (const name of ['report.html', 'report.md', 'report.docx']) {
      expect((await readFile(join(again, name))).equals(await readFile(join(third, name))), name).toBe(true);
    }
    expect(await readFile(join(again, 'report.md'), 'utf8')).toBe(
      await readFile(join(run.directory, 'report.md'), 'utf8'),
    );
  });

  test('redacted: the password is in no format, not in the packets either', async () => {
    const out = await temporaryDirectory();
    await wirelab(['report', run.directory, '--format', 'html,md,json', '--lang', 'en', '--redact', '--out', out]);
    const password = String(run.manifest.parameters.password);
    for (const name of ['report.md', 'report.json', 'report.html']) {
      expect(await readFile(join(out, name), 'utf8')).not.toContain(password);
    }
    const opened = await openReport(browser, join(out, 'report.html'), { hash: '#stream/0/follow' });
    const text = await opened.page.locator('#app').textContent();
    expect(text).not.toContain(password);
    expect(text).toContain(`PASS ${'*'.repeat(password.length)}`);
    await opened.close();
  });
});
