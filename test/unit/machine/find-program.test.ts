import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findProgram } from '../../../src/machine/find-program.ts';
import { temporaryDirectory } from '../../support/wirelab.ts';

test('programs: the first name that is there, whatever its directory; what may not be run does not count', async () => {
  const directory = await temporaryDirectory();
  const [first, second] = [join(directory, 'first'), join(directory, 'second')];
  for (const path of [first, second]) await mkdir(path);
  for (const [path, mode] of [
    [join(first, 'b'), 0o755],
    [join(first, 'a'), 0o644],
    [join(second, 'a'), 0o755],
  ] as const) {
    await writeFile(path, '');
    await chmod(path, mode);
  }
  expect(findProgram(['a', 'b'], [first, second])).toBe(join(second, 'a'));
  expect(findProgram(['b'], [first, second])).toBe(join(first, 'b'));
  expect(findProgram(['c'], [first, second])).toBeUndefined();
});
