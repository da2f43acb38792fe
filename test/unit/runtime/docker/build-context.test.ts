import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildContext } from '../../../../src/runtime/docker/build-context.ts';
import { temporaryDirectory } from '../../../support/wirelab.ts';

const LONG = `${'directory/'.repeat(12)}${'n'.repeat(90)}.js`;

/** Sizes about the length of a block, a name that needs the prefix, one in Chinese, one that may be run. */
const FILES: Readonly<Record<string, number>> = {
  empty: 0,
  'a/just-under': 511,
  'a/a-block': 512,
  'a/just-over': 513,
  [LONG]: 70_000,
  'zh/说明.txt': 3,
  'run.sh': 20,
};

async function madeIn(directory: string): Promise<string[]> {
  for (const [name, size] of Object.entries(FILES)) {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, Buffer.alloc(size, name));
    await chmod(path, name === 'run.sh' ? 0o755 : 0o644);
  }
  return Object.keys(FILES);
}

describe('the context of a build', () => {
  it('unpacked by tar: the same files with the same rights', async () => {
    const [from, to] = [await temporaryDirectory(), await temporaryDirectory()];
    const input = await buildContext(from, await madeIn(from));
    execFileSync('tar', ['-xz', '--no-same-owner', '-C', to], { input });
    for (const name of Object.keys(FILES)) {
      expect(await readFile(join(to, name)), name).toEqual(await readFile(join(from, name)));
    }
    const listed = execFileSync('tar', ['-tvz'], { input, encoding: 'utf8' });
    expect(listed).toMatch(/^-rwxr-xr-x 0\/0 +20 1970-01-01 .* run\.sh$/m);
    expect(listed.trim().split('\n')).toHaveLength(Object.keys(FILES).length);
  });

  it('the same files made at another time: the same bytes', async () => {
    const [one, other] = [await temporaryDirectory(), await temporaryDirectory()];
    const names = await madeIn(one);
    await madeIn(other);
    await utimes(join(other, 'empty'), 1, 1);
    const [first, second] = [await buildContext(one, names), await buildContext(other, names)];
    expect(gunzipSync(second)).toEqual(gunzipSync(first));
  });

  it('a name that no header holds: refused, not cut', async () => {
    const directory = await temporaryDirectory();
    const name = 'n'.repeat(120);
    await writeFile(join(directory, name), '');
    await expect(buildContext(directory, [name])).rejects.toThrow('does not fit');
  });
});
