import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import { hasTshark, tsharkFields } from '../../support/tshark.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const run = promisify(execFile);

describe.skipIf(!hasTshark)('the FTP lab’s capture, read by tshark', () => {
  let lab: FinishedRun;
  let capture: string;

  beforeAll(async () => {
    const directory = join(await temporaryDirectory(), 'run');
    await wirelab(['run', 'ftp', '--runtime', 'namespace', '--out', directory]);
    lab = await readRun(directory);
    capture = join(directory, 'capture.pcapng');
  });

  it('opens without a complaint and holds as many packets as we count', async () => {
    const { stdout, stderr } = await run('tshark', ['-r', capture, '-T', 'fields', '-e', 'frame.number']);
    expect(stderr.replace(/^Running as user.*\n/m, '')).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength(lab.manifest.capture.packets);
  });

  it('has the same streams with the same number of packets', async () => {
    const rows = await tsharkFields(capture, 'tcp', ['tcp.stream']);
    const counts = new Map<number, number>();
    for (const [stream] of rows) counts.set(Number(stream), (counts.get(Number(stream)) ?? 0) + 1);
    const ours = lab.analysis.connections.map(({ id, frames }) => [id, frames.count]);
    expect(ours).toEqual([...counts]);
  });

  it('holds the same account and password, in the frames that we name', async () => {
    const rows = await tsharkFields(capture, 'ftp.request.command in {"USER","PASS"}', [
      'frame.number',
      'ftp.request.arg',
    ]);
    const ours = lab.analysis.apps.ftp.flatMap(({ credentials }) =>
      credentials.flatMap(({ user, password, frames }) => [
        [String(frames[0]), user],
        [String(frames.find((frame) => rows.some(([n, arg]) => n === String(frame) && arg === password))), password],
      ]),
    );
    expect(new Set(ours.map(String))).toEqual(new Set(rows.map(String)));
  });

  it('exports the same file bytes', async () => {
    const objects = join(await temporaryDirectory(), 'objects');
    await mkdir(objects);
    await run('tshark', ['-r', capture, '-q', '--export-objects', `ftp-data,${objects}`]);
    const theirs = await Promise.all((await readdir(objects)).map((name) => hashOf(join(objects, name))));
    const ours = lab.analysis.apps.ftp
      .flatMap(({ transfers }) => transfers)
      .filter(({ kind }) => kind !== 'listing')
      .map(({ content }) => content!.sha256);
    expect(ours.length).toBeGreaterThan(2);
    for (const hash of ours) expect(theirs).toContain(hash);
  });

  it('shows the names of the hosts and a comment on the first packet of each step', async () => {
    const comments = await tsharkFields(capture, 'frame.comment', ['frame.number', 'frame.comment']);
    const firsts = lab.manifest.steps.flatMap(({ frames }) => (frames ? [String(frames.first)] : []));
    expect(comments.map(([number]) => number)).toEqual(expect.arrayContaining(firsts));
    const { stdout } = await run('tshark', ['-r', capture, '-N', 'n', '-T', 'fields', '-e', 'ip.src_host', '-Y', 'ip']);
    expect(new Set(stdout.trim().split('\n'))).toEqual(new Set(lab.manifest.hosts.map(({ name }) => name)));
  });
});

async function hashOf(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
