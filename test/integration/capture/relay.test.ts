import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { REPOSITORY } from '../../support/wirelab.ts';

/** Far more than a pipe holds. */
const BYTES = 100_000_000;

function relay(script: string): ChildProcessByStdio<null, Readable, Readable> {
  const program = [join(REPOSITORY, 'dist', 'image', 'relay.js'), 'sh', '-c', script];
  const child = spawn(process.execPath, program, { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

it('nobody reads yet: the program does not wait; then every byte comes, and its exit status', async () => {
  const child = relay(`head -c ${BYTES} /dev/zero; echo written >&2; exit 3`);
  const ended = once(child, 'close');
  expect(String((await once(child.stderr, 'data'))[0])).toBe('written\n');
  let bytes = 0;
  for await (const chunk of child.stdout) bytes += (chunk as Buffer).length;
  expect(bytes).toBe(BYTES);
  expect(await ended).toEqual([3, null]);
});

it('program killed: what it wrote comes, and the exit status tells the signal', async () => {
  const child = relay('printf all; kill -KILL $$');
  const ended = once(child, 'close');
  expect(String((await once(child.stdout, 'data'))[0])).toBe('all');
  expect(await ended).toEqual([128 + 9, null]);
});

it('reader gone: it ends, and not in silence', async () => {
  const child = relay('yes');
  child.stdout.destroy();
  child.stderr.resume();
  const [code] = (await once(child, 'close')) as [number];
  expect(code).not.toBe(0);
});
