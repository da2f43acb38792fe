import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { goToPlace, hasChromium, type OpenedReport, openReport } from '../support/browser.ts';
import { openLabReport } from '../support/lab-report.ts';
import type { FinishedRun } from '../support/lab-run.ts';

describe.skipIf(!hasChromium)('exploring the report of the FTP lab', () => {
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

  test('follow stream, keyboard: Tab enters the text, arrows go from packet to packet, Enter opens one', async () => {
    const { page } = report;
    await goTo('#stream-0');
    await page.locator('.follow-body').focus();
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate('document.activeElement.dataset.frame');
    const pieces = page.locator('.follow-body .piece');
    expect(await focused()).toBe(await pieces.first().getAttribute('data-frame'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const third = await pieces.nth(2).getAttribute('data-frame');
    expect(await focused()).toBe(third);
    expect(await page.locator('.follow-body .piece[tabindex="0"]').count()).toBe(1);
    await page.keyboard.press('End');
    expect(await focused()).toBe(await pieces.last().getAttribute('data-frame'));
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain(`#packets-${third}`);
  });

  for (const [hash, shown] of [
    ['#frame-12', '.inspector h2 >> text=Frame 12'],
    ['#packets-12', '.row.selected .cell-0 >> text=12'],
    ['#packets?filter=tcp.flags.fin%20%3D%3D%201', '.filter-input.is-filter'],
    ['#stream-0', '.follow-body >> text=/^USER /'],
    ['#stream-0/ladder', '.stream-view .fig-rung >> nth=0'],
  ] as const) {
    test(`${hash}: shown when opened, and after a reload`, async () => {
      const opened = await openReport(browser, file, { hash });
      await opened.page.locator(shown).waitFor();
      await opened.page.reload();
      await opened.page.waitForSelector('html[data-ready="true"]');
      await opened.page.locator(shown).waitFor();
      expect(opened.page.url().endsWith(hash)).toBe(true);
      await opened.close();
    });
  }

  test('a section, a packet, the list, then Back: each place again, scrolled as it was', async () => {
    const { page, close } = await openReport(browser, file, { hash: '#closing' });
    const scrolled = () => page.evaluate('scrollY') as Promise<number>;
    const top = await scrolled();
    expect(top).toBeGreaterThan(1000);
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, 300);
    await expect.poll(scrolled).toBeGreaterThan(top);
    const before = await scrolled();
    await page.locator('#closing .frame-link >> visible=true').nth(3).click();
    await page.locator('.inspector').waitFor();
    await page.locator('.inspector .links a').first().click();
    await page.locator('.row.selected').waitFor();
    await page.goBack();
    await page.locator('.inspector').waitFor();
    expect(page.url()).toContain('#frame-');
    await page.goBack();
    await page.locator('.inspector').waitFor({ state: 'hidden' });
    expect(page.url()).toContain('#closing');
    await expect.poll(scrolled).toBe(before);
    await close();
  });

  test('?: the card of keys opens, Escape closes it, and the focus is where it was', async () => {
    const { page } = report;
    await goTo('#packets-3');
    await page.locator('.viewport').focus();
    await page.keyboard.press('?');
    const card = page.getByRole('dialog', { name: 'Keys' });
    await card.waitFor();
    expect(await card.locator('kbd').count()).toBeGreaterThan(15);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.className')).toBe('viewport');
  });

  test('keys in the list and in a stream: ] goes on, / finds, d darkens, l changes the language', async () => {
    const { page } = report;
    await goTo('#packets-3');
    await page.keyboard.press(']');
    expect(await page.locator('.row.selected .cell-0').textContent()).toBe('4');
    await goTo('#stream-0');
    await page.locator('.follow-body').focus();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    await page.keyboard.type('user');
    await expect.poll(() => page.locator('.found').textContent()).toMatch(/^1 of \d/);
    await page.getByRole('button', { name: 'Next match' }).click();
    expect(await page.locator('.found').textContent()).toMatch(/^(?:2 of [2-9]|1 of 1$)/);
    await page.keyboard.press('d');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.keyboard.press('d');
    await page.keyboard.press('l');
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await page.keyboard.press('l');
  });

  test('copy: a filter, a listing and a dialogue each give their own text', async () => {
    const opened = await openReport(browser, file, { hash: '#report' });
    await opened.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const copied = async (inside: string) => {
      const holder = opened.page.locator(inside).first();
      await holder.locator('[data-copy]').first().click();
      return (await opened.page.evaluate('navigator.clipboard.readText()')) as string;
    };
    const filter = '#closing .filter-line .filter-chip';
    expect(await copied(filter)).toBe(await opened.page.locator(`${filter} code`).first().textContent());
    expect(await copied('#appendix .listing')).toContain('wirelab run ftp');
    expect(await copied('#dialogue figure.dialogue')).toMatch(/^USER /m);
    await opened.close();
  });

  test('JavaScript off: title, every section and the ladders are there, the contents lead to them, and nothing to press', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    const paper = page.locator('.static .paper');
    for (const id of ['aim', 'procedure', 'opening', 'dialogue', 'closing', 'findings', 'appendix']) {
      expect(await paper.locator(`section#${id}`).isVisible(), id).toBe(true);
    }
    expect(await paper.textContent()).toContain(String(run.manifest.parameters.password));
    expect(await paper.locator('#closing figure svg').count()).toBeGreaterThan(0);
    expect(await page.locator('.static button').count()).toBe(0);
    await page.locator('.static .contents a[href="#closing"]').click();
    await expect
      .poll(() =>
        paper
          .locator('#closing h3')
          .first()
          .evaluate((heading) => heading.getBoundingClientRect().top),
      )
      .toBeLessThan(200);
    await context.close();
  });

  for (const [hash, language, dark] of [
    ['#stream-2/graphs', 'en', false],
    ['#stream-2/graphs', 'zh', true],
    ['#report', 'zh', false],
    ['#packets-12', 'zh', true],
  ] as const) {
    test(`axe on ${hash}, ${language}, ${dark ? 'dark' : 'light'}: nothing serious, and the view has its heading`, async () => {
      const opened = await openReport(browser, file, { hash, dark });
      if (language === 'zh') await opened.page.keyboard.press('l');
      expect(await seriousFindings(opened.page)).toEqual([]);
      expect(await opened.page.getByRole('heading', { level: 1 }).count()).toBe(1);
      if (hash.startsWith('#packets')) {
        await opened.page.keyboard.press('?');
        expect(await seriousFindings(opened.page)).toEqual([]);
      }
      await opened.close();
    });
  }

  test('after all that: no console error, no request left the file', () => {
    expect(report.complaints).toEqual([]);
    expect(report.requests).toEqual([]);
  });
});
