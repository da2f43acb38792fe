import { join } from 'node:path';
import { expect, it } from 'vitest';
import { handshakeSchema, teardownSchema } from '../../../src/analyzer/model.ts';
import { readRun } from '../../support/lab-run.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

it('the closing gallery: makes every kind of opening and closing, and the kernels agree with the analyzer', async () => {
  const directory = join(await temporaryDirectory(), 'run');
  const ended = await wirelab(['run', 'teardown', '--runtime', 'namespace', '--format', 'json', '--out', directory]);
  const { manifest, analysis } = await readRun(directory);
  expect(manifest.checks.filter((check) => !check.held)).toEqual([]);
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(manifest.truth.filter((row) => !row.agrees)).toEqual([]);
  expect(manifest.truth.length).toBeGreaterThan(30);
  const closings = new Set(analysis.connections.map((connection) => connection.teardown.kind));
  expect([...closings].sort()).toEqual([...teardownSchema.shape.kind.options].sort());
  const openings = new Set(analysis.connections.map((connection) => connection.handshake.kind));
  // A live capture begins before the first connection: `not-captured` takes one that was cut.
  const live = handshakeSchema.shape.kind.options.filter((kind) => kind !== 'not-captured');
  expect([...openings].sort()).toEqual([...live].sort());
});
