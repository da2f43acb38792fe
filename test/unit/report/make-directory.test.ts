import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeDirectory } from '../../../src/report/make-directory.ts';
import { temporaryDirectory } from '../../support/wirelab.ts';

describe('makeDirectory', () => {
  it('parents missing: all are made, and made again is no error', async () => {
    const path = join(await temporaryDirectory(), 'one', 'two');
    makeDirectory(path);
    makeDirectory(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('a parent that is a file: an error that says so', async () => {
    const file = join(await temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(() => makeDirectory(join(file, 'below'))).toThrow(/ENOTDIR/);
  });

  it('a place in /proc, where the kernel says ENOENT: an error, in place of an endless wait', () => {
    expect(() => makeDirectory('/proc/none/below')).toThrow(/ENOENT/);
  });
});
