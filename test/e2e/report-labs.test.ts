/** The reports of the other labs: what each must show, in the browser and in Word. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, launch, openReport } from '../support/browser.ts';
import { readRun } from '../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../support/wirelab.ts';

const SOFFICE = '/usr/bin/soffice';

async function runLab(lab: string, ...options: string[]): Promise<string> {
  const directory = join(await temporaryDirectory(), 'run');
  const ended = await wirelab(['run', lab, '--lang', 'en', '--out', directory, ...options]);
  expect(ended.code, ended.stderr).toBe(0);
  return directory;
}

describe.skipIf(!hasChromium)('reports of the other labs, opened in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  test('mail: the mail twice, the same text and attachment, and the header that the servers added', async () => {
    const directory = await runLab('mail');
    const { page, complaints, close } = await openReport(browser, join(directory, 'report.html'));
    const mail = (await page.locator('#mail').textContent()) ?? '';
    expect(mail).toContain('Text and attachments are the same');
    expect(mail).toContain('Received');
    expect(await page.locator('#mail [id^=mail-]').count()).toBe(2);
    const login = (await page.locator('#credentials tbody').textContent()) ?? '';
    expect(login).toContain('SMTP');
    expect(login).toContain('POP3');
    expect(complaints).toEqual([]);
    await close();
  });

  test('mail, FIN on the segment with 221: the puzzle is answered, with that frame', async () => {
    const directory = await runLab('mail', '--variant', 'fin-on-221');
    const { analysis } = await readRun(directory);
    const fin = analysis.connections.flatMap((c) => c.teardown.segments).find((segment) => segment.withData);
    const { page, close } = await openReport(browser, join(directory, 'report.html'));
    const row = page.locator('#puzzle tr', { hasText: 'A FIN rides on a segment that carries data.' }).first();
    expect(await row.textContent()).toContain('supported');
    expect(await row.locator(`.frame-link[data-frame="${fin?.frame}"]`).count()).toBe(1);
    await close();
  });

  test('teardown: one ladder a scene, and its last states are those of the analysis', async () => {
    const directory = await runLab('teardown');
    const { analysis } = await readRun(directory);
    const { page, complaints, close } = await openReport(browser, join(directory, 'report.html'));
    expect(await page.locator('#gallery figure svg').count()).toBe(analysis.connections.length);
    expect(complaints).toEqual([]);
    await close();
  });

  test.skipIf(!existsSync(SOFFICE))(
    'Word report of the mail lab: LibreOffice lays it out with contents and figures',
    async () => {
      const directory = await runLab('mail', '--format', 'docx');
      execFileSync(
        SOFFICE,
        ['--headless', '--convert-to', 'pdf', '--outdir', directory, join(directory, 'report.docx')],
        {
          stdio: 'ignore',
          env: { ...process.env, HOME: directory },
        },
      );
      const text = execFileSync('pdftotext', ['-layout', join(directory, 'report.pdf'), '-'], { encoding: 'utf8' });
      expect(text).toMatch(/Contents/);
      expect(text).toMatch(/4\s+Results[ .]+\d+/);
      expect(text).toMatch(/Figure 1\s+Topology/);
      expect(text).toMatch(/Table 1\s/);
      expect(text).toMatch(/\n\s*Page 2 of \d+/);
    },
  );
});
