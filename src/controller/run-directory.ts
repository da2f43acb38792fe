/** The run directory: `runs/<lab>-<time>/`, whose files' names are a contract (DESIGN.md). */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError, messagesOf } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import { makeDirectory } from '../report/make-directory.ts';

export interface RunDirectory {
  readonly path: string;
  readonly manifest: string;
  readonly capture: string;
  /** What the capture program writes; `capture` is made from it, with names and comments, once the lab is down. */
  readonly rawCapture: string;
  readonly analysis: string;
  readonly artifacts: string;
  readonly logs: string;
  /** The controller's own log; a host's ends in `.log`, whatever the host is called. */
  readonly log: string;
  /** The hosts' own files, a folder each. */
  readonly hosts: string;
  /** Room that is kept until the results are written: a run that fills the disk can still tell of it. */
  readonly reserve: string;
}

/** Enough for `run.json`, `analysis.json` and a report in Markdown. */
const RESERVE_BYTES = 1024 * 1024;

const MS_PER_MINUTE = 60_000;

/** Makes an empty run directory: `requested` as it is, else a new one under `runs/`. Throws `InputError`. */
export async function makeRunDirectory(lab: string, requested: string | undefined, now: Date): Promise<RunDirectory> {
  const path = requested === undefined ? await makeUnique(lab, now) : await makeRequested(resolve(requested));
  const directory: RunDirectory = {
    path,
    manifest: join(path, 'run.json'),
    capture: join(path, 'capture.pcapng'),
    rawCapture: join(path, 'capture.pcap'),
    analysis: join(path, 'analysis.json'),
    artifacts: join(path, 'artifacts'),
    logs: join(path, 'logs'),
    log: join(path, 'logs', 'run.txt'),
    hosts: join(path, 'hosts'),
    reserve: join(path, '.reserve'),
  };
  try {
    await Promise.all([directory.artifacts, directory.logs, directory.hosts].map((name) => mkdir(name)));
    await writeFile(directory.reserve, Buffer.alloc(RESERVE_BYTES));
  } catch (cause) {
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
    throw new InputError(fillIn(CANNOT_MAKE, { path, why: messagesOf(cause) }), { hint: WRITABLE, cause });
  }
  return directory;
}

const CANNOT_MAKE = {
  en: 'cannot make the run directory {path}: {why}',
  zh: '无法创建运行目录 {path}：{why}',
};
const WRITABLE = {
  en: 'give --out a place that you may write to, with room',
  zh: '请用 --out 指定一个可以写入、空间足够的位置',
};
const ELSEWHERE = {
  en: 'go to a directory that you may write to, or give --out',
  zh: '请换到一个可以写入的目录，或者用 --out 指定位置',
};
const NEVER_OVERWRITES = {
  en: 'give --out a new directory; a run never overwrites anything',
  zh: '请用 --out 指定一个新目录；运行不会覆盖任何已有的内容',
};

async function makeRequested(path: string): Promise<string> {
  try {
    makeDirectory(path);
    if ((await readdir(path)).length === 0) return path;
  } catch (cause) {
    throw new InputError(fillIn(CANNOT_MAKE, { path, why: messagesOf(cause) }), { hint: WRITABLE, cause });
  }
  throw new InputError({ en: `${path} is not empty`, zh: `${path} 不是空目录` }, { hint: NEVER_OVERWRITES });
}

/** Two runs that start within the same second get two directories. */
async function makeUnique(lab: string, now: Date): Promise<string> {
  const root = resolve('runs');
  const stamp = localTime(now);
  try {
    makeDirectory(root);
    for (let n = 1; ; n++) {
      const path = join(root, `${lab}-${stamp}${n === 1 ? '' : `-${n}`}`);
      if (await makeNew(path)) return path;
    }
  } catch (cause) {
    throw new InputError(fillIn(CANNOT_MAKE, { path: root, why: messagesOf(cause) }), { hint: ELSEWHERE, cause });
  }
}

/** `2026-05-01-101500`, by the reader's clock. */
function localTime(now: Date): string {
  const local = new Date(now.getTime() - now.getTimezoneOffset() * MS_PER_MINUTE);
  return local.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-');
}

async function makeNew(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
