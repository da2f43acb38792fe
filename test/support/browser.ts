import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

export const CHROMIUM = '/usr/bin/chromium';
export const hasChromium = existsSync(CHROMIUM);

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface OpenedReport {
  readonly page: Page;
  /** Console errors, page errors and policy violations. */
  readonly complaints: string[];
  /** Every address that the page asked for, besides itself. */
  readonly requests: string[];
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
}

/** Opens a report from the file system and waits until it can be used. */
export async function openReport(browser: Browser, file: string, options: OpenOptions = {}): Promise<OpenedReport> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) requests.push(request.url());
  });
  await page.goto(url + (options.hash ?? ''));
  await page.waitForSelector('html[data-ready="true"]');
  return { page, complaints, requests, close: () => context.close() };
}

/** Follows an address within the page, as a link would. */
export async function goToPlace(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
}
