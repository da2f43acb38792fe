/** Exploring a report: curves, addresses, keys, copying, and reading it without JavaScript. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousFindings } from '../support/axe.ts';
import { hasChromium, launch, type OpenedReport, openReport } from '../support/browser.ts';
import { type FinishedRun, readRun } from '../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../support/wirelab.ts';

describe.skipIf(!hasChromium)('exploring the report of the FTP lab', () => {
  let browser: Browser;
  let run: FinishedRun;
  let file: string;
  let report: OpenedReport;
  /** The connection whose curves the report shows. */
  let busiest: number;

  beforeAll(async () => {
    const directory = join(await temporaryDirectory(), 'run');
    const ended = await wirelab(['run', 'ftp', '--student', 'Li Hua', '--lang', 'en', '--out', directory]);
    expect(ended.code, ended.stderr).toBe(0);
    run = await readRun(directory);
    file = join(directory, 'report.html');
    browser = await launch();
    report = await openReport(browser, file);
    const id = await report.page.locator('#curves figure[id^="figure-sequence-"]').getAttribute('id');
    busiest = Number(id?.split('-').at(-1));
  });
  afterAll(async () => {
    await browser?.close();
  });

  const goTo = async (hash: string) => {
    await report.page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  };
  const curve = (page: Page, n = 0) => {
    const explorer = page.locator('.stream-view .explorer').nth(n);
    return { stage: explorer.locator('.stage'), readout: explorer.locator('.readout'), explorer };
  };
  const ticks = async (page: Page) => await curve(page).stage.locator('text').allTextContents();

  test('curve, arrow keys: each point is read out, Enter opens its packet', async () => {
    const { page } = report;
    await goTo(`#stream-${busiest}/graphs`);
    const { stage, readout } = curve(page);
    await stage.focus();
    await page.keyboard.press('ArrowRight');
    const first = await readout.textContent();
    expect(first).toMatch(/^#\d+ · [\d.,]+ ms · Seq 1–[\d,]+ · [\d,]+ B$/);
    await page.keyboard.press('ArrowRight');
    expect(await readout.textContent()).not.toBe(first);
    const frame = /#(\d+)/.exec((await readout.textContent()) ?? '')?.[1];
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain(`#packets-${frame}`);
    expect(await page.locator('.row.selected .cell-0').textContent()).toBe(frame);
    await page.goBack();
    await stage.waitFor();
  });

  test('curve, dragged over: that part fills the plot; 0 shows all again', async () => {
    const { page } = report;
    await goTo(`#stream-${busiest}/graphs`);
    const { stage, explorer } = curve(page);
    const whole = await ticks(page);
    const box = (await stage.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 150);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 152, { steps: 3 });
    expect(await stage.locator('.selection').getAttribute('visibility')).toBe('visible');
    await page.mouse.up();
    const part = await ticks(page);
    expect(part).not.toEqual(whole);
    await stage.focus();
    await page.keyboard.press('Shift+ArrowRight');
    expect(await ticks(page)).not.toEqual(part);
    await page.keyboard.press('0');
    expect(await ticks(page)).toEqual(whole);
    expect(await explorer.getByRole('button', { name: 'Show all' }).isDisabled()).toBe(true);
  });

  test('curve, wheel: with Ctrl it zooms, without it the page scrolls', async () => {
    const { page } = report;
    await goTo(`#stream-${busiest}/graphs`);
    const { stage, explorer } = curve(page);
    const whole = await ticks(page);
    const box = (await stage.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 150);
    await page.mouse.wheel(0, 60);
    await expect.poll(() => page.evaluate(`document.querySelector('.stream-body').scrollTop`)).toBeGreaterThan(0);
    expect(await ticks(page)).toEqual(whole);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -60);
    await page.keyboard.up('Control');
    await expect.poll(() => ticks(page)).not.toEqual(whole);
    await explorer.getByRole('button', { name: 'Show all' }).click();
    expect(await ticks(page)).toEqual(whole);
  });

  test('curve in the report: a click on a point opens its packet beside the text', async () => {
    const { page } = report;
    await goTo('#curves');
    const stage = page.locator(`#figure-sequence-${busiest} .stage`);
    const mark = stage.locator('.fig-rung').first();
    const frame = await mark.getAttribute('data-frame');
    const box = (await mark.boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + 1);
    await expect.poll(() => page.url()).toContain(`#frame-${frame}`);
    expect(await page.locator('.inspector h2').textContent()).toBe(`Frame ${frame}`);
    await page.keyboard.press(']');
    await expect.poll(() => page.locator('.inspector h2').textContent()).toBe(`Frame ${Number(frame) + 1}`);
    await page.keyboard.press('Escape');
    await page.locator('.inspector').waitFor({ state: 'hidden' });
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

  test('JavaScript off: title, every section and the ladders are there, and nothing to press', async () => {
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
    await context.close();
  });

  for (const [hash, language, dark] of [
    ['#stream-2/graphs', 'en', false],
    ['#stream-2/graphs', 'zh', true],
    ['#report', 'zh', false],
    ['#packets-12', 'zh', true],
  ] as const) {
    test(`axe on ${hash}, ${language}, ${dark ? 'dark' : 'light'}: nothing serious`, async () => {
      const opened = await openReport(browser, file, { hash, dark });
      if (language === 'zh') await opened.page.keyboard.press('l');
      expect(await seriousFindings(opened.page)).toEqual([]);
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
