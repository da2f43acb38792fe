import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshakeSchema, teardownSchema } from '../../../src/analyzer/model.ts';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import {
  asOrdinaryUser,
  isRoot,
  NEEDS_ROOT,
  ordinaryUsersDirectory,
  WIRELAB_FOR_ANYBODY,
} from '../../support/ordinary-user.ts';
import { startProgram, temporaryDirectory, wirelab } from '../../support/wirelab.ts';

const RUN = ['run', 'teardown', '--runtime', 'namespace', '--format', 'json', '--out'];

describe.concurrent('the closing gallery: makes every kind of opening and closing, and the kernels agree', () => {
  it('as root', async ({ expect }) => {
    const directory = join(await temporaryDirectory(), 'run');
    const ended = await wirelab([...RUN, directory]);
    expectGallery(await readRun(directory));
    expect(ended).toMatchObject({ code: 0, signal: null });
  });

  it('as an ordinary user', async ({ expect, skip }) => {
    skip(!isRoot, NEEDS_ROOT);
    const home = await ordinaryUsersDirectory();
    const command = [process.execPath, WIRELAB_FOR_ANYBODY, ...RUN, `${home}/run`];
    const ended = await startProgram([...asOrdinaryUser(), home, ...command]).ended;
    expectGallery(await readRun(join(home, 'run')));
    expect(ended).toMatchObject({ code: 0, signal: null });
  });
});

function expectGallery({ manifest, analysis }: FinishedRun): void {
  expect(manifest.checks.filter((check) => !check.held)).toEqual([]);
  expect(manifest.truth.filter((row) => !row.agrees)).toEqual([]);
  expect(manifest.truth.length).toBeGreaterThan(30);
  const closings = new Set(analysis.connections.map((connection) => connection.teardown.kind));
  expect([...closings].sort()).toEqual([...teardownSchema.shape.kind.options].sort());
  const openings = new Set(analysis.connections.map((connection) => connection.handshake.kind));
  // A live capture begins before the first connection: `not-captured` takes one that was cut.
  const live = handshakeSchema.shape.kind.options.filter((kind) => kind !== 'not-captured');
  expect([...openings].sort()).toEqual([...live].sort());
}
