/** Reports of a real run of the mail lab: made again, from its capture alone, and without its passwords. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const FORMATS = 'html,md,docx,json';

let run: FinishedRun;
let directory: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  const path = join(directory, 'run');
  const args = ['run', 'mail', '--runtime', 'namespace', '--seed', 'reports', '--format', 'md', '--out', path];
  expect(await wirelab(args)).toMatchObject({ code: 0 });
  run = await readRun(path);
});

async function report(source: string, out: string, ...more: string[]): Promise<string> {
  const path = join(directory, out);
  const ended = await wirelab(['report', source, '--format', FORMATS, '--lang', 'zh', '--out', path, ...more]);
  expect(ended).toMatchObject({ code: 0 });
  return path;
}

async function files(path: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(names.map(async (name) => [name.slice(path.length + 1), await readFile(name)] as const)),
  );
}

test('made twice from the run: every file has the same bytes', async () => {
  const [one, two] = [await files(await report(run.directory, 'one')), await files(await report(run.directory, 'two'))];
  expect([...one.keys()].sort()).toEqual([...two.keys()].sort());
  expect([...one].filter(([name, bytes]) => !bytes.equals(two.get(name)!)).map(([name]) => name)).toEqual([]);
});

test('a bare capture, twice into one folder: its mails and attachments as the run has them, once each', async () => {
  const capture = join(run.directory, 'capture.pcapng');
  const first = await files(await report(capture, 'bare'));
  const second = await files(await report(capture, 'bare'));
  const recovered = [...second].filter(([name]) => name.startsWith('artifacts/'));
  expect(recovered.length).toBeGreaterThanOrEqual(2);
  expect(second.size).toBe(first.size);
  for (const [name, bytes] of recovered) expect(bytes.equals(await readFile(join(run.directory, name)))).toBe(true);
});

describe('--redact', () => {
  let redacted: Map<string, Buffer>;
  beforeAll(async () => {
    redacted = await files(await report(run.directory, 'redacted', '--redact'));
  });

  test('the password, plain, in base64 or as hex: nowhere, in whatever the formats wrap it', async () => {
    const { user, password } = run.manifest.parameters as { user: string; password: string };
    const forms = formsOf(user, password);
    const plain = await unwrapped(await files(await report(run.directory, 'plain')));
    const found = (parts: ReadonlyMap<string, Buffer>) =>
      [...parts].flatMap(([name, bytes]) =>
        forms.filter((form) => bytes.includes(form)).map((form) => `${name} ${form}`),
      );
    // The search finds what it looks for where nothing is blacked out, in each format.
    for (const format of FORMATS.split(',')) {
      expect(found(plain).filter((leak) => leak.startsWith(`report.${format}`))).not.toEqual([]);
    }
    expect(found(await unwrapped(redacted))).toEqual([]);
  });

  test('a bare capture: no recovered files, for they may hold passwords', async () => {
    const path = await report(join(run.directory, 'capture.pcapng'), 'bare-redacted', '--redact');
    expect([...(await files(path)).keys()].filter((name) => name.startsWith('artifacts/'))).toEqual([]);
  });
});

function formsOf(user: string, password: string): string[] {
  const hex = Buffer.from(password).toString('hex');
  const coded = [password, `\0${user}\0${password}`, `${user}\0${user}\0${password}`].map((text) =>
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  );
  return [password, ...coded, hex, hex.replace(/(..)(?=.)/g, '$1 ')];
}

/** What the formats pack: the parts of a Word document, the data that a page embeds. */
async function unwrapped(all: ReadonlyMap<string, Buffer>): Promise<Map<string, Buffer>> {
  const parts = new Map(all);
  for (const [name, bytes] of all) {
    if (name.endsWith('.docx')) {
      for (const [part, content] of Object.entries(unzipSync(bytes)))
        parts.set(`${name}/${part}`, Buffer.from(content));
    }
    if (!name.endsWith('.html')) continue;
    for (const [, id, data] of bytes.toString().matchAll(/<template id="([^"]+)">([^<]+)</g)) {
      parts.set(`${name}/${id}`, inflateRawSync(Buffer.from(data!, 'base64')));
    }
  }
  return parts;
}
