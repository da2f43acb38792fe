import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/report/manifest.ts';
import { readRun } from '../../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const RUNS = 4;

describe('runs at the same time', () => {
  it('with different seeds: no capture holds a packet of another run', async () => {
    const directory = await temporaryDirectory();
    const seeds = Array.from({ length: RUNS }, (_, index) => `seed-${index}`);
    const ended = await Promise.all(
      seeds.map((seed) =>
        wirelab(['run', 'ftp', '--runtime', 'namespace', '--seed', seed, '--out', join(directory, seed)]),
      ),
    );
    expect(ended.map(({ code }) => code)).toEqual(seeds.map(() => 0));
    const runs = await Promise.all(seeds.map((seed) => readRun(join(directory, seed))));
    const connections = new Set(runs.map(({ analysis }) => analysis.connections.length));
    expect(connections.size).toBe(1);
    const accounts = runs.map(({ analysis }) => analysis.apps.ftp[0]?.credentials[0]);
    expect(new Set(accounts.map((account) => `${account?.user} ${account?.password}`)).size).toBe(RUNS);
  });

  it('with the same seed: the same account, files and text, whatever else differs', async () => {
    const directory = await temporaryDirectory();
    const [first, second] = await Promise.all(
      ['first', 'second'].map(async (name) => {
        await wirelab(['run', 'ftp', '--runtime', 'namespace', '--student', '李华', '--out', join(directory, name)]);
        return readRun(join(directory, name));
      }),
    );
    expect(first!.manifest.parameters).toEqual(second!.manifest.parameters);
    expect(first!.manifest.seed).toBe('李华');
  });

  it('without --out: two runs in the same directory get a run directory each, named by the local time', async () => {
    const cwd = await temporaryDirectory();
    const env = { TZ: 'Asia/Kathmandu' };
    const ended = await Promise.all(
      [1, 2].map(() => wirelab(['run', 'ftp', '--runtime', 'namespace', '--json'], { cwd, env })),
    );
    const runs = ended.map(({ stdout }) => JSON.parse(stdout) as { directory: string; manifest: Manifest });
    expect(new Set(runs.map(({ directory }) => directory)).size).toBe(2);
    for (const { directory, manifest } of runs) {
      const [, day, hours, minutes, seconds] = /\/runs\/ftp-(\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)(?:-2)?$/.exec(
        directory,
      )!;
      const named = Date.parse(`${day}T${hours}:${minutes}:${seconds}+05:45`) / 1000;
      expect(Math.abs(named - Number(manifest.startedAt))).toBeLessThan(60);
    }
  });
});
