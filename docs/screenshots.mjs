// Makes docs/img anew from a real run of the FTP lab: `node docs/screenshots.mjs` after `npm run build`, with a Chromium.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CHROMIUM = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const LADDER = '#closing figure svg';

/** Each shows what a reader would do first in that view. */
const SHOTS = [
  { name: 'report-ftp', act: openFin },
  { name: 'report-ftp-zh', language: 'zh', act: openFin },
  { name: 'report-ftp-dark', dark: true, act: openFin },
  { name: 'report-packets', hash: '#packets-13' },
  { name: 'report-follow', hash: '#stream-0', act: (page) => page.locator('input[type=search]').last().fill('pass') },
  { name: 'report-curves', hash: '#stream-2/graphs', act: readPoint },
  { name: 'report-ladder-zh', hash: '#stream-0/ladder', language: 'zh' },
  { name: 'report-tablet', hash: '#credentials', width: 900 },
  { name: 'report-tablet-dark', hash: '', width: 900, dark: true },
  { name: 'report-narrow', hash: '#credentials', width: 420 },
  { name: 'report-narrow-dark', hash: '#packets-13', width: 420, dark: true },
];

async function openFin(page) {
  const rung = page.locator(`${LADDER} .fig-rung`, { hasText: 'FIN' }).first();
  await rung.click({ force: true });
  await page.locator('.inspector').waitFor();
  // A field under the pointer would show its name.
  await page.mouse.move(0, 0);
  await page
    .locator(LADDER)
    .first()
    .evaluate((drawing) => scrollTo(0, drawing.getBoundingClientRect().top + scrollY - 90));
}

async function readPoint(page) {
  await page.locator('.stage').first().focus();
  for (const key of ['ArrowRight', 'ArrowRight', '+']) await page.keyboard.press(key);
}

const directory = mkdtempSync(join(tmpdir(), 'wirelab-screenshots-'));
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const run = join(directory, 'run');
  const command = `dist/cli.js run ftp --runtime namespace --lang en --out ${run}`.split(' ');
  execFileSync(process.execPath, [...command, '--student', 'Li Hua'], { cwd: ROOT, stdio: 'inherit' });
  const report = pathToFileURL(join(run, 'report.html')).href;
  for (const { name, hash = '#closing', language, dark, width = 1440, act } of SHOTS) {
    const page = await browser.newPage({
      viewport: { width, height: 900 },
      colorScheme: dark ? 'dark' : 'light',
    });
    await page.goto(report + hash);
    await page.locator('html[data-ready="true"]').waitFor();
    if (language === 'zh') await page.locator('#language').click();
    await act?.(page);
    await page.screenshot({ path: join(ROOT, 'docs/img', `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}
