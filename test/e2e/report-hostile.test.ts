/** A capture whose every text tries to be more than text. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildReport } from '../../src/report/build.ts';
import { pageData } from '../../src/report/html/page-data.ts';
import { loadApp, renderHtml } from '../../src/report/html/render.ts';
import type { ReportModel } from '../../src/report/model.ts';
import { hasChromium, launch, openReport } from '../support/browser.ts';
import { temporaryDirectory } from '../support/wirelab.ts';
import { NO_OPTIONS, sampleLab } from '../unit/report/sample-lab.ts';

const SCRIPT = '"><img src=x onerror=alert(1)><script>alert(2)</script><style>body{display:none}</style>';
const TEMPLATE_END = '</template></script><script>alert(3)</script>';

const hostile = () =>
  sampleLab({
    banner: `220 ${SCRIPT}\u001b[2J\u001b]0;owned\u0007`,
    user: `li\u202ehua${SCRIPT}`,
    password: `=cmd|' /C calc'!A0${TEMPLATE_END}`,
    fileName: `../../etc/${SCRIPT}\u2066.txt`,
    fileText: `${TEMPLATE_END}\n${SCRIPT}\n`.repeat(120),
  });

describe.skipIf(!hasChromium)('report of a hostile capture, opened in Chromium', () => {
  let browser: Browser;
  let file: string;
  const lab = hostile();

  beforeAll(async () => {
    const build = (language: 'en' | 'zh'): ReportModel => buildReport({ ...lab, options: NO_OPTIONS, language });
    const models = { en: build('en'), zh: build('zh') };
    const page = pageData({ analysis: lab.analysis, models, language: 'en', packets: lab.packets });
    file = join(await temporaryDirectory(), 'report.html');
    await writeFile(file, renderHtml({ page, packets: lab.packets }, loadApp()));
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
  });

  for (const hash of [
    '#report',
    '#frame/5',
    '#packets/5',
    '#stream/0/follow',
    '#stream/1/follow',
    '#stream/0/ladder',
  ]) {
    test(`${hash}: the texts are there as text, nothing runs, nothing is asked for`, async () => {
      const opened = await openReport(browser, file, { hash });
      expect(await opened.page.locator('#app img, #app script, #app style, #app iframe').count()).toBe(0);
      expect(await opened.page.locator('#app').textContent()).toContain('onerror=alert(1)');
      expect(opened.complaints).toEqual([]);
      expect(opened.requests).toEqual([]);
      await opened.close();
    });
  }

  test('bidirectional and terminal controls: shown by name, never obeyed', async () => {
    const opened = await openReport(browser, file);
    const text = (await opened.page.locator('#app').textContent()) ?? '';
    expect(text).toContain('⟨U+202E⟩');
    expect(text).toContain('␛[2J');
    expect(text).not.toMatch(/[\u001b\u202a-\u202e\u2066-\u2069]/);
    await opened.close();
  });

  test('without JavaScript: the report is there as text, and its markup is its own', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('.static img, .static script, .static style, .static iframe').count()).toBe(0);
    expect(await page.locator('.static .paper').textContent()).toContain('onerror=alert(1)');
    expect(await page.locator('.static .paper').isVisible()).toBe(true);
    await context.close();
  });

  test('the file itself: what the capture says never stands there as markup', async () => {
    const text = await readFile(file, 'utf8');
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text.match(/<style/g)).toHaveLength(1);
    expect(text.match(/<\/noscript/g)).toHaveLength(1);
    expect(text).not.toMatch(/<img|<iframe|<object/);
    expect(text).not.toMatch(/[\u001b\u202a-\u202e\u2066-\u2069]/);
  });
});
