import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MachineError } from '../../../src/base/errors.ts';
import { RunLog } from '../../../src/controller/run-log.ts';
import { temporaryDirectory } from '../../support/wirelab.ts';

async function logged(write: (log: RunLog) => void): Promise<string> {
  const path = join(await temporaryDirectory(), 'run.txt');
  write(new RunLog(path));
  return readFile(path, 'utf8');
}

describe('the log of a run', () => {
  it('notes and the words of programs: a line each, in English, in order', async () => {
    const text = await logged((log) => {
      log.write({ en: 'building the image', zh: '正在构建镜像' });
      log.write('Step 1/9 : FROM base\n');
    });
    expect(text).toBe('building the image\nStep 1/9 : FROM base\n');
  });

  it('a failure: with all that caused it', async () => {
    const cause = new Error('exit status 100', { cause: new Error('no route to the mirror') });
    const failure = new MachineError({ en: 'the image could not be built', zh: '无法构建镜像' }, { cause });
    const text = await logged((log) => log.writeFailure(failure));
    expect(text).toBe(
      'failed: the image could not be built\nbecause: exit status 100\nbecause: no route to the mirror\n',
    );
  });

  it('a failure that is its own cause: the log ends', async () => {
    const circle = new Error('round and round');
    circle.cause = circle;
    expect((await logged((log) => log.writeFailure(circle))).split('\n').length).toBeLessThan(20);
  });

  it('a directory that is not there: nothing is thrown', () => {
    expect(() => new RunLog('/nonexistent/run.txt').write('words')).not.toThrow();
  });
});
