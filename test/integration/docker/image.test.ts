import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_BASE, imageContent } from '../../../src/runtime/docker/image-content.ts';
import { OFFLOADS } from '../../../src/runtime/link.ts';
import { docker, dockerRuntime, engineAnswers, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { REPOSITORY, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

describe('the image of the lab hosts', () => {
  it('called by what went into it: another byte or another base gives another name, the same gives the same', async () => {
    const copy = await temporaryDirectory();
    for (const part of ['docker', 'dist/image'])
      await cp(join(REPOSITORY, part), join(copy, part), { recursive: true });
    const nameOf = (base: string): string => imageContent('host', copy, base).name;
    const before = nameOf(DEFAULT_BASE);
    expect(nameOf(DEFAULT_BASE)).toBe(before);
    expect(nameOf('another:base')).not.toBe(before);
    await writeFile(join(copy, 'docker/entry.sh'), '# changed\n', { flag: 'a' });
    expect(nameOf(DEFAULT_BASE)).not.toBe(before);
  });

  it('entry script: the same offloads as in namespaces', async () => {
    const script = await readFile(join(REPOSITORY, 'docker/entry.sh'), 'utf8');
    expect(script).toContain(`OFFLOADS='${OFFLOADS}'`);
  });

  it('saved and loaded: the same name, and nothing is built', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const file = join(await temporaryDirectory(), 'image.tar');
    const saved = await wirelab(['image', 'save', file]);
    expect(saved).toMatchObject({ code: 0 });
    expect((await stat(file)).size).toBeGreaterThan(50_000_000);
    const loaded = await wirelab(['image', 'load', file]);
    expect(loaded).toMatchObject({ code: 0, stdout: saved.stdout });
    const again = await wirelab(['image', 'save', join(file, '..', 'again.tar')]);
    expect(again).toMatchObject({ code: 0, stdout: saved.stdout, stderr: '' });
  });

  it.for([
    ['a file that is no image', '/etc/hostname'],
    ['no file', '/nonexistent/image.tar'],
  ])('load of %s: bad input, with a hint', async ([, path = ''], { expect, skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const ended = await wirelab(['image', 'load', path]);
    expect(ended).toMatchObject({ code: 2 });
    expect(ended.stderr).toContain('wirelab image save');
  });

  it('agent: an ordinary user without a single capability', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const name = await dockerRuntime().requireImage('host');
    const status = await docker(
      'run',
      '--rm',
      '--read-only',
      '--cap-drop=ALL',
      '--security-opt=no-new-privileges',
      ...['NET_ADMIN', 'SETUID', 'SETGID', 'SETPCAP'].map((capability) => `--cap-add=${capability}`),
      name,
      'host',
      'cat',
      '/proc/self/status',
    );
    expect(status).toMatch(/^Uid:\t1000\t1000\t1000\t1000$/m);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    for (const kind of ['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'])
      expect(status).toMatch(new RegExp(`^Cap${kind}:\t0{16}$`, 'm'));
  });
});
