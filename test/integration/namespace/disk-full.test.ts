import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BROKE_OFF, expectTold } from '../../support/broken-run.ts';
import { isRoot } from '../../support/ordinary-user.ts';
import { type Ended, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const KILOBYTE = 1024;
/** What a run directory keeps until it can tell what happened. */
const RESERVE = 1024 * KILOBYTE;

const mounted: string[] = [];
afterAll(() => {
  for (const path of mounted) execFileSync('umount', ['--lazy', path]);
});

describe.skipIf(!isRoot)('a disk that gets full (needs root: a file system of its own)', () => {
  it('no room for the run directory: exit 2 says so, and nothing is left', async () => {
    const { ended, disk } = await runOnDisk(RESERVE / 2);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain('cannot make the run directory');
    expect(ended.stderr).toContain('the disk is full');
    expect(await readdir(disk)).toEqual([]);
  });

  it('full in the middle of the lab: exit 4, and the run directory tells which step it was', async () => {
    const { ended, directory } = await runOnDisk(RESERVE + 36 * KILOBYTE);
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    const { manifest } = await expectTold(directory, { code: 'run-broke', title: BROKE_OFF, why: 'full' });
    expect(manifest.steps.map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['done', 'failed', 'not-run']));
    await expectReadableCapture(directory);
  });

  it('full by the capture alone: exit 4 at once, and the run directory says what could not be written', async () => {
    const { ended, directory } = await runOnDisk(RESERVE + 4 * KILOBYTE, 'teardown');
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    const why = 'cannot write the capture';
    const { manifest } = await expectTold(directory, { code: 'run-broke', title: BROKE_OFF, why });
    expect(manifest.steps.at(-1)).toMatchObject({ outcome: 'not-run' });
    expect(await expectReadableCapture(directory)).toBeGreaterThan(0);
  });

  it('full when the capture is annotated: exit 4, and the capture stays as it was taken, with all its packets', async () => {
    const { ended, directory } = await runOnDisk(RESERVE + 100 * KILOBYTE);
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    const why = 'the results could not all be written';
    const { manifest } = await expectTold(directory, { code: 'run-broke', title: BROKE_OFF, why, mend: 'make room' });
    expect(manifest.steps.map(({ outcome }) => outcome)).not.toContain('not-run');
    expect(manifest.checks.filter(({ held }) => !held)).toEqual([]);
    const names = await readdir(directory);
    expect(names).toContain('capture.pcap');
    expect(names).not.toContain('capture.pcapng');
    expect(await expectReadableCapture(directory)).toBe(manifest.capture.packets);
  });

  it('full when the report is written: exit 4, with the annotated capture and the reports that fit', async () => {
    const { ended, directory } = await runOnDisk(RESERVE + 300 * KILOBYTE);
    expect(ended).toMatchObject({ code: 4, stdout: '' });
    const why = 'the results could not all be written';
    const { manifest } = await expectTold(directory, { code: 'run-broke', title: BROKE_OFF, why, mend: 'make room' });
    const names = await readdir(directory);
    expect(names).toContain('capture.pcapng');
    expect(names).not.toContain('capture.pcap');
    expect(await expectReadableCapture(directory)).toBe(manifest.capture.packets);
    expect(await readFile(join(directory, 'report.html'), 'utf8')).toMatch(/<\/html>\s*$/);
  });

  it('room for everything: exit 0, and nothing is kept of the reserve', async () => {
    const { ended, directory } = await runOnDisk(4 * RESERVE);
    expect(ended).toMatchObject({ code: 0 });
    expect(await readdir(directory)).not.toContain('.reserve');
  });
});

async function runOnDisk(bytes: number, lab = 'ftp'): Promise<{ ended: Ended; disk: string; directory: string }> {
  const disk = join(await temporaryDirectory(), 'disk');
  await mkdir(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'wirelab-test', disk]);
  mounted.push(disk);
  const directory = join(disk, 'run');
  const ended = await wirelab(['run', lab, '--runtime', 'namespace', '--lang', 'en', '--out', directory]);
  return { ended, disk, directory };
}

/** The number of its packets. */
async function expectReadableCapture(directory: string): Promise<number> {
  const capture = (await readdir(directory)).find((name) => /^capture\.pcap(ng)?$/.test(name))!;
  const analyzed = await wirelab(['analyze', join(directory, capture), '--json']);
  expect(analyzed).toMatchObject({ code: 0 });
  return JSON.parse(analyzed.stdout).capture.packets;
}
