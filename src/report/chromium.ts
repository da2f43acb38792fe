/** A headless Chromium, driven over its own pipe: one page, for printing and for pictures. No port, no profile left behind. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { MachineError, messagesOf, RunError } from '../base/errors.ts';
import { fillIn, type Text } from '../base/language.ts';
import { findProgram, isExecutable } from '../machine/find-program.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];
const FLAGS = [
  '--headless',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--hide-scrollbars',
];
const NOT_REACHED = { en: 'the page did not reach: {expression}', zh: '页面没有达到预期状态：{expression}' };
const GONE = { en: 'Chromium does not answer: {why}', zh: 'Chromium 没有应答：{why}' };
const NO_ANSWER = { en: 'Chromium did not answer {method}', zh: 'Chromium 没有应答 {method}' };
const REFUSED = { en: 'Chromium refused {method}: {why}', zh: 'Chromium 拒绝执行 {method}：{why}' };
const PIPE_BROKE = { en: 'its pipe broke', zh: '管道已断开' };
const ENDED = { en: 'it ended with status {status}', zh: '它已退出，状态为 {status}' };
/** A browser that has not answered by then will not. */
const ANSWER_TIMEOUT_MS = 60_000;
const READY_POLL_MS = 20;
/** It closes within a tenth of a second. */
const CLOSE_TIMEOUT_MS = 5_000;

/** The path of a Chromium or Chrome: `CHROME_PATH` if set, else the first on `PATH`; null where there is none. */
export function findChromium(environment: NodeJS.ProcessEnv = process.env): string | null {
  const asked = environment.CHROME_PATH;
  if (asked) return isExecutable(asked) ? asked : null;
  const places = (environment.PATH ?? '').split(delimiter).filter((place) => place !== '');
  return findProgram(NAMES, places) ?? null;
}

/** Throws `MachineError` where no Chromium is found. */
export function requireChromium(): string {
  const path = findChromium();
  if (path === null) {
    throw new MachineError(
      {
        en: 'a PDF is printed by Chromium, and no Chromium or Chrome was found',
        zh: 'PDF 由 Chromium 生成，但没有找到 Chromium 或 Chrome',
      },
      {
        hint: {
          en: 'apt-get install chromium, or set CHROME_PATH; --format docx needs nothing',
          zh: 'apt-get install chromium，或设置 CHROME_PATH；--format docx 不需要任何程序',
        },
      },
    );
  }
  return path;
}

/** One page of a running browser. */
export interface BrowserPage {
  /** Settles when the page's expression is true. */
  waitFor(expression: string): Promise<void>;
  printToPdf(): Promise<Uint8Array>;
}

const NO_ROOM = { en: 'cannot write to the temporary directory {path}: {why}', zh: '无法写入临时目录 {path}：{why}' };
const OTHER_PLACE = {
  en: 'set TMPDIR to a directory that you may write to, with room',
  zh: '把 TMPDIR 设为一个可以写入、有足够空间的目录',
};

/**
 * Opens `html` in a browser, hands the page to `work`, and ends the browser whatever happens. Throws `MachineError` where
 * there is no place for its temporary files.
 */
export async function withPage<T>(chromium: string, html: string, work: (page: BrowserPage) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'wirelab-chromium-')).catch(noPlace);
  try {
    const file = join(directory, 'page.html');
    await writeFile(file, html).catch(noPlace);
    await using browser = new Browser(chromium, directory);
    return await work(await browser.open(pathToFileURL(file).href));
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

function noPlace(cause: unknown): never {
  const text = fillIn(NO_ROOM, { path: tmpdir(), why: messagesOf(cause) });
  throw new MachineError(text, { hint: OTHER_PLACE, cause });
}

/**
 * For `sh -c`: runs Chromium, and removes its directory ($0) afterwards. Where wirelab was killed meanwhile nobody else
 * would: its end of the pipe closes, with which Chromium ends.
 */
const THEN_REMOVE = '"$@"; status=$?; rm -rf -- "$0"; exit "$status"';

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: Text };
}

class Browser implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #to: Writable;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #exited: Promise<void>;
  #rest = '';
  #next = 1;
  #gone: Text | null = null;

  constructor(chromium: string, directory: string) {
    // Chromium's sandbox can't be set up by root; the page is our own and loads nothing.
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...FLAGS, ...root, `--user-data-dir=${join(directory, 'profile')}`, 'about:blank'];
    this.#child = spawn('sh', ['-c', THEN_REMOVE, directory, chromium, ...args], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // A process group of its own: what a terminal sends to wirelab's does not reach it.
      detached: true,
    });
    this.#to = this.#child.stdio[3] as Writable;
    const from = this.#child.stdio[4] as Readable;
    from.setEncoding('utf8');
    from.on('data', (text: string) => this.#read(text));
    for (const stream of [this.#to, from]) stream.on('error', () => this.#fail(PIPE_BROKE));
    this.#exited = new Promise((settle) => {
      this.#child.on('error', (error) => {
        this.#fail(error.message);
        settle();
      });
      this.#child.on('exit', (code) => {
        this.#fail(fillIn(ENDED, { status: String(code) }));
        settle();
      });
    });
  }

  async open(url: string): Promise<BrowserPage> {
    const { targetId } = await this.#send('Target.createTarget', { url });
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true });
    const call = (method: string, params: object = {}) => this.#send(method, params, String(sessionId));
    return {
      waitFor: async (expression) => {
        const deadline = performance.now() + ANSWER_TIMEOUT_MS;
        for (;;) {
          const { result } = await call('Runtime.evaluate', {
            expression: `Boolean(${expression})`,
            returnByValue: true,
          });
          if ((result as { value?: boolean }).value === true) return;
          if (performance.now() > deadline) throw new RunError(fillIn(NOT_REACHED, { expression }));
          await new Promise((settle) => setTimeout(settle, READY_POLL_MS));
        }
      },
      printToPdf: async () => {
        const { data } = await call('Page.printToPDF', {
          printBackground: true,
          preferCSSPageSize: true,
          generateDocumentOutline: true,
          generateTaggedPDF: true,
        });
        return Buffer.from(String(data), 'base64');
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#gone === null) await this.#send('Browser.close').catch(() => {});
    const timer = setTimeout(() => this.#kill(), CLOSE_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  /** The whole group, by the negative number of its leader (kill(2)). */
  #kill(): void {
    try {
      if (this.#child.pid !== undefined) process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }

  #send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.#gone !== null) return Promise.reject(new RunError(fillIn(GONE, { why: this.#gone })));
    const id = this.#next++;
    return new Promise((settle, reject) => {
      const timer = setTimeout(() => reject(new RunError(fillIn(NO_ANSWER, { method }))), ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, ({ result, error }) => {
        clearTimeout(timer);
        if (error) reject(new RunError(fillIn(REFUSED, { method, why: error.message })));
        else settle(result ?? {});
      });
      this.#to.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  }

  #read(text: string): void {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      const waiting = answer.id === undefined ? undefined : this.#waiting.get(answer.id);
      if (waiting === undefined) continue;
      this.#waiting.delete(answer.id!);
      waiting(answer);
    }
  }

  #fail(why: Text): void {
    this.#gone ??= why;
    for (const waiting of this.#waiting.values()) waiting({ error: { message: why } });
    this.#waiting.clear();
  }
}
