/** A program that starts from what V8 compiled of it before: each time in a process of its own, for V8 remembers within one. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = `module.exports = { add: (a, b) => a + b, separator: require('node:path').sep };`;
/** What a process that loads the program says of it. */
const MAIN = `
  import { loadCached } from './code-cache.ts';
  const { exports, fromCache, keep } = loadCached(process.argv[2]);
  console.log(JSON.stringify({ sum: exports.add(2, 3), separator: exports.separator, fromCache }));
  keep();
`;

let directory = '';
let program = '';
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wirelab-code-cache-'));
  mkdirSync(join(directory, 'place'));
  program = join(directory, 'place', 'program.cjs');
  writeFileSync(program, PROGRAM);
  await build({
    stdin: { contents: MAIN, resolveDir: 'src/cli' },
    outfile: join(directory, 'main.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
  });
});
afterEach(() => rmSync(directory, { recursive: true }));

const caches = () => readdirSync(join(directory, 'place')).filter((name) => name !== 'program.cjs');
const onlyCache = () => join(directory, 'place', caches()[0] ?? '');

/** Whether V8 took the cache. Throws with the process's standard error when it fails. */
function startedFromCache(): boolean {
  const output = execFileSync(process.execPath, [join(directory, 'main.mjs'), program], { stdio: 'pipe' });
  const { fromCache, ...rest } = JSON.parse(String(output));
  expect(rest).toEqual({ sum: 5, separator: '/' });
  return fromCache;
}

describe('a program with a code cache', () => {
  it('no cache: it is compiled, and kept in one file beside it', () => {
    expect(startedFromCache()).toBe(false);
    expect(caches()).toHaveLength(1);
  });

  it('a cache of this program: V8 takes it, and it stays as it is', () => {
    startedFromCache();
    const before = readFileSync(onlyCache());
    expect(startedFromCache()).toBe(true);
    expect(readFileSync(onlyCache()).equals(before)).toBe(true);
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['rubbish', () => Buffer.from('rubbish')],
    ['cut short', (kept: Buffer) => kept.subarray(0, kept.length / 2)],
    ['of another V8', (kept: Buffer) => Buffer.concat([kept.subarray(0, 4), Buffer.alloc(8, 1), kept.subarray(12)])],
  ])('a cache that is %s: it is compiled anew, and the cache replaced', (_, damaged) => {
    startedFromCache();
    writeFileSync(onlyCache(), damaged(readFileSync(onlyCache())));
    expect(startedFromCache()).toBe(false);
    expect(startedFromCache()).toBe(true);
    expect(caches()).toHaveLength(1);
  });

  it('another build of the program: the old cache is not asked', () => {
    startedFromCache();
    utimesSync(program, new Date(), new Date(Date.now() + 5000));
    expect(startedFromCache()).toBe(false);
  });

  it('a place that can not be written: it runs, and leaves nothing', () => {
    startedFromCache();
    const cache = onlyCache();
    rmSync(cache);
    mkdirSync(cache);
    expect(startedFromCache()).toBe(false);
    expect(readdirSync(cache)).toHaveLength(0);
    expect(caches()).toHaveLength(1);
  });

  it('a program that throws as it loads: the error is its own', () => {
    writeFileSync(program, `throw new RangeError('of the program');`);
    expect(startedFromCache).toThrow('of the program');
  });
});
