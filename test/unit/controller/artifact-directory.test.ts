import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArtifactDirectory } from '../../../src/controller/artifact-directory.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'wirelab-artifacts-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const open = () => new ArtifactDirectory(join(home, 'artifacts'), { relativeTo: home });

test('a hostile name: written inside the directory under its base name', () => {
  const directory = open();
  const writer = directory.create('ftp', '../../../outside.txt');
  writer.write(bytes('one '));
  writer.write(bytes('two'));
  expect(writer.close()).toBe(join('artifacts', 'outside.txt'));
  expect(readFileSync(join(home, 'artifacts', 'outside.txt'), 'utf8')).toBe('one two');
  expect(readdirSync(home)).toEqual(['artifacts']);
  expect(directory.written).toEqual([{ kind: 'ftp', path: join('artifacts', 'outside.txt'), bytes: 7 }]);
});

test('names that are the same, or differ in case only: numbered', () => {
  const directory = open();
  const paths = ['a.txt', 'a.txt', 'A.TXT'].map((name) => directory.create('mail', name).close());
  expect(paths).toEqual(['a.txt', 'a-2.txt', 'A-3.TXT'].map((name) => join('artifacts', name)));
});

test('a file or a link is there already: not overwritten, not followed', () => {
  const directory = open();
  writeFileSync(join(home, 'artifacts', 'there.txt'), 'before');
  symlinkSync(join(home, 'target'), join(home, 'artifacts', 'link.txt'));
  for (const name of ['there.txt', 'link.txt']) {
    const writer = directory.create('ftp', name);
    writer.write(bytes('after'));
    expect(writer.close()).toBe(join('artifacts', name.replace('.', '-2.')));
  }
  expect(readFileSync(join(home, 'artifacts', 'there.txt'), 'utf8')).toBe('before');
  expect(existsSync(join(home, 'target'))).toBe(false);
});

test('more files under way than descriptors: all written', () => {
  const directory = open();
  const writers = Array.from({ length: 3000 }, (_, n) => directory.create('ftp', `f${n}`));
  for (const writer of writers) writer.write(bytes('x'));
  for (const writer of writers) writer.close();
  expect(directory.failure).toBeNull();
  expect(readdirSync(join(home, 'artifacts'))).toHaveLength(3000);
});

test('the directory is gone: nothing is thrown, the reason is kept', () => {
  const directory = open();
  rmSync(join(home, 'artifacts'), { recursive: true });
  const writer = directory.create('ftp', 'a');
  writer.write(bytes('x'));
  expect(writer.close()).toBeNull();
  expect(directory.failure).toMatchObject({ code: 'ENOENT' });
  expect(directory.written).toEqual([]);
});
