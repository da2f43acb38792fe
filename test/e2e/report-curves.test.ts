/** Curves of a real report, explored by keys, mouse, wheel and fingers. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goToPlace, hasChromium, type OpenedReport } from '../support/browser.ts';
import { openLabReport } from '../support/lab-report.ts';

describe.skipIf(!hasChromium)('the curves of the FTP lab’s report', () => {
  let browser: Browser;
  let report: OpenedReport;
  /** The connection whose curves the report shows. */
  let busiest: number;

  beforeAll(async () => {
    ({ browser, report } = await openLabReport('ftp', 'Li Hua'));
    const id = await report.page.locator('#curves figure[id^="figure-sequence-"]').getAttribute('id');
    busiest = Number(id?.split('-').at(-1));
  });
  afterAll(async () => {
    await browser?.close();
  });

  const goTo = (hash: string) => goToPlace(report.page, hash);
  const curve = (page: Page, n = 0) => {
    const explorer = page.locator('.stream-view .explorer').nth(n);
    return { stage: explorer.locator('.stage'), readout: explorer.locator('.readout'), explorer };
  };
  /** Letters and where they stand: of a view moved a little, the axes may have the same numbers. */
  const ticks = (page: Page): Promise<string[]> =>
    curve(page)
      .stage.locator('text')
      .evaluateAll((texts) =>
        texts.map((text) => `${text.textContent} ${text.getAttribute('x')} ${text.getAttribute('y')}`),
      );

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
    await expect.poll(() => ticks(page)).not.toEqual(whole);
    const part = await ticks(page);
    await stage.focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => ticks(page)).not.toEqual(part);
    await page.keyboard.press('0');
    await expect.poll(() => ticks(page)).toEqual(whole);
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
    await expect.poll(() => ticks(page)).toEqual(whole);
  });

  test('curve, two fingers spread: what was between them is seen closer; put together again, all of it', async () => {
    const { page } = report;
    await goTo(`#stream-${busiest}/graphs`);
    const { stage } = curve(page);
    await stage.scrollIntoViewIfNeeded();
    const whole = await ticks(page);
    const box = (await stage.boundingBox())!;
    const touch = await page.context().newCDPSession(page);
    const fingers = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...apart: number[]) => {
      const at = (side: number) => ({ x: box.x + box.width / 2 + side, y: box.y + 150 });
      const touchPoints = apart.flatMap((by) => [
        { ...at(-by), id: 0 },
        { ...at(by), id: 1 },
      ]);
      await touch.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await fingers('touchStart', 40);
    for (const apart of [60, 90, 120]) await fingers('touchMove', apart);
    await expect.poll(() => ticks(page)).not.toEqual(whole);
    for (const apart of [90, 60, 30]) await fingers('touchMove', apart);
    await expect.poll(() => ticks(page)).toEqual(whole);
    await fingers('touchEnd');
    expect(page.url()).toContain('/graphs');
    expect(await stage.locator('.selection').getAttribute('visibility')).toBe('hidden');
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

  test('after all that: no console error, no request left the file', () => {
    expect(report.complaints).toEqual([]);
    expect(report.requests).toEqual([]);
  });
});
