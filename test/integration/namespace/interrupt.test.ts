import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { processesOf } from '../../support/process-tree.ts';
import { until } from '../../support/until.ts';
import { startWirelab, temporaryDirectory } from '../../support/wirelab.ts';

const MOMENTS: readonly [string, RegExp][] = [
  ['while hosts and capture start', /^network /],
  ['after the first step', /Add the FTP site/],
  ['after the upload', /Upload/],
  ['after the last step', /^waiting for the last FIN/],
];

/** Node itself catches SIGINT and SIGTERM; SIGHUP only we do. proc(5): the mask's lowest bit is for SIGHUP, signal 1. */
function catchesHangUp(pid: number): boolean {
  const mask = /^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return (BigInt(`0x${mask}`) & 1n) !== 0n;
}

describe.concurrent('Ctrl-C', () => {
  it.for(MOMENTS)('%s: everything is cleaned up, exit status 130', async ([, line], { expect }) => {
    const directory = join(await temporaryDirectory(), 'run');
    const running = startWirelab(['run', 'ftp', '--runtime', 'namespace', '--out', directory]);
    await running.stderrLine(line);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    expect(ended).toMatchObject({ code: 130, signal: null });
    expect(ended.stderr).toContain('interrupted');
    await until('everything of the run is gone', 2_000, () => (processesOf(directory).length === 0 ? true : undefined));
  });

  it('as soon as the program heeds signals: exit status 130, and nothing is left', async ({ expect }) => {
    const directory = join(await temporaryDirectory(), 'run');
    const running = startWirelab(['run', 'ftp', '--runtime', 'namespace', '--out', directory]);
    await until('signals are heeded', 5_000, () => (catchesHangUp(running.child.pid!) ? true : undefined));
    running.child.kill('SIGINT');
    expect(await running.ended).toMatchObject({ code: 130, signal: null });
    await until('everything of the run is gone', 2_000, () => (processesOf(directory).length === 0 ? true : undefined));
  });

  it('after the upload: the run directory tells what was done and what was not', async ({ expect }) => {
    const directory = join(await temporaryDirectory(), 'run');
    const running = startWirelab(['run', 'ftp', '--runtime', 'namespace', '--out', directory]);
    await running.stderrLine(/Upload/);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(130);
    const manifest = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8'));
    expect(manifest).toMatchObject({
      status: 'interrupted',
      error: { code: 'interrupted' },
      capture: { ended: 'interrupted' },
    });
    const outcomes = manifest.steps.map((step: { outcome: string }) => step.outcome);
    expect(outcomes[0]).toBe('done');
    expect(outcomes.at(-1)).toBe('not-run');
  });
});
