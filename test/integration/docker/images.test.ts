import { execFileSync } from 'node:child_process';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { docker, dockerRuntime, engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { startSecondEngine } from '../../support/second-engine.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const idOf = (image: string): Promise<string> => docker('image', 'inspect', '--format', '{{.Id}}', image);

describe('images that earlier versions have left', () => {
  /** An image that calls itself one of ours, and is none that this version would build. */
  async function oldImage(name: string): Promise<void> {
    const base = await dockerRuntime().requireImage('host');
    const container = await docker('create', '--label', 'wirelab.image=host', base);
    await docker('commit', '--change', 'LABEL wirelab.image=host', container, name);
    await docker('rm', container);
    onTestFinished(async () => void (await docker('image', 'rm', '--force', name).catch(() => undefined)));
  }

  it('pruned: what nobody uses goes, with all its names; this version’s images stay', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const current = await dockerRuntime().requireImage('host');
    await oldImage('wirelab-host:0000000000000001');
    await docker('tag', 'wirelab-host:0000000000000001', 'wirelab-host:of-old');
    const pruned = await wirelab(['image', 'prune']);
    expect(pruned).toMatchObject({ code: 0 });
    expect(pruned.stdout.split('\n')).toContain('wirelab-host:0000000000000001');
    await expect(idOf('wirelab-host:0000000000000001')).rejects.toThrow('No such image');
    await expect(idOf('wirelab-host:of-old')).rejects.toThrow('No such image');
    expect(await idOf(current)).toMatch(/^sha256:/);
  });

  it('pruned while a container uses one: it stays, and goes when the container has gone', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const name = 'wirelab-host:0000000000000002';
    await oldImage(name);
    const container = await docker('create', name);
    expect((await wirelab(['image', 'prune'])).stdout).not.toContain(name);
    expect(await idOf(name)).toMatch(/^sha256:/);
    await docker('rm', container);
    expect((await wirelab(['image', 'prune'])).stdout).toContain(name);
  });
});

describe('the image of the servers', () => {
  it('saved and loaded: with the image that the other hosts need, and nothing is built', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const file = join(await temporaryDirectory(), 'servers.tar');
    const saved = await wirelab(['image', 'save', file, '--image', 'servers']);
    expect(saved).toMatchObject({ code: 0 });
    expect(saved.stdout).toMatch(/^wirelab-host:\S+\nwirelab-servers:\S+\n$/);
    expect((await stat(file)).size).toBeGreaterThan(100_000_000);
    const loaded = await wirelab(['image', 'load', file]);
    expect(loaded.stdout.split('\n').sort()).toEqual(saved.stdout.split('\n').sort());
    const again = await wirelab(['image', 'save', file, '--image', 'servers']);
    expect(again).toMatchObject({ code: 0, stdout: saved.stdout, stderr: '' });
    await rm(file);
  });
});

describe('an engine whose disk is full', () => {
  it('image loaded: exit 3 says so, and what shows and frees the space', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(process.getuid?.() !== 0, 'root only: a second engine');
    const home = await temporaryDirectory();
    const [file, root] = [join(home, 'image.tar'), join(home, 'engine')];
    expect(await wirelab(['image', 'save', file])).toMatchObject({ code: 0 });
    await mkdir(root);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100m', 'wirelab-test', root]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', root]));
    const engine = await startSecondEngine(root);
    const ended = await wirelab(['image', 'load', file], { env: { DOCKER_HOST: engine.host } });
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain('disk is full');
    expect(ended.stderr).toContain('docker system prune');
  });
});
