import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineAnswers, leftOf, NEEDS_ENGINE } from '../../support/docker-engine.ts';
import { readRun } from '../../support/lab-run.ts';
import {
  asOrdinaryUser,
  isRoot,
  NEEDS_ROOT,
  ordinaryUsersDirectory,
  WIRELAB_FOR_ANYBODY,
} from '../../support/ordinary-user.ts';
import { type RunningWirelab, startProgram } from '../../support/wirelab.ts';

const SOCKET = '/var/run/docker.sock';

describe('an ordinary user', () => {
  it('of the group that the engine’s socket belongs to: a lab runs, captured whole, and nothing is left', async ({
    skip,
  }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(!isRoot, NEEDS_ROOT);
    const { gid } = await stat(SOCKET);
    skip(gid === 0, 'the socket belongs to root’s group: there is no group docker');
    const home = await ordinaryUsersDirectory();
    const running = startRun(home, asOrdinaryUser(gid));
    expect(await running.ended).toMatchObject({ code: 0 });
    const { manifest } = await readRun(join(home, 'run'));
    expect(manifest.runtime.kind).toBe('docker');
    expect(manifest.capture).toMatchObject({ dropped: 0, whole: true });
    expect(await leftOf(running.child.pid!)).toEqual([]);
  });

  it('of no such group: exit 3 says how to be in it, and how to do without', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    skip(!isRoot, NEEDS_ROOT);
    const ended = await startRun(await ordinaryUsersDirectory(), asOrdinaryUser()).ended;
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(ended.stderr).toContain(`you may not use the Docker engine at ${SOCKET}`);
    expect(ended.stderr).toContain('usermod -aG docker');
    expect(ended.stderr).toContain('--runtime namespace');
  });
});

function startRun(home: string, as: readonly string[]): RunningWirelab {
  const command = [process.execPath, WIRELAB_FOR_ANYBODY, 'run', 'ftp', '--runtime', 'docker'];
  return startProgram([...as, home, ...command, '--out', join(home, 'run')], { env: { HOME: home } });
}
