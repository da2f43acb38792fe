import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import type { RunDirectory } from '../../../src/controller/run-directory.ts';
import { NamespaceRuntime } from '../../../src/runtime/namespace/namespace-runtime.ts';
import {
  BULK_FILE,
  type BulkUpload,
  bitsPerSecondOf,
  MEGABYTE,
  mostBytesTold,
  type Uploaded,
  uploadInBulk,
} from '../../support/bulk-upload.ts';
import { REPOSITORY } from '../../support/wirelab.ts';

const LARGE_BYTES = 300 * MEGABYTE;
const SMALL_BYTES = MEGABYTE;

const RATE_BPS = 8_000_000;

describe('a bulk upload over the bridge', () => {
  it('300 MB, libpcap: nothing is dropped, or the drops are counted', async ({ expect }) => {
    const uploaded = await upload(LARGE_BYTES);
    const { run, analysed, sent } = uploaded;
    expect(run).toMatchObject({ failure: null, captureEnded: 'all-closed' });
    expect(run.counters!.dropped).not.toBeNull();
    expect(run.counters!.received).toBe(analysed.analysis.capture.packets);
    const { content } = analysed.analysis.apps.ftp[0]!.transfers[0]!;
    // What the wire does not show is said to be missing; a whole capture shows the very file.
    expect(content!.size + content!.missing).toBeLessThanOrEqual(mostBytesTold(uploaded, LARGE_BYTES));
    if (run.counters!.dropped === 0) expect(content!.sha256).toBe(sent);
    expect(analysed.largestFrame).toBeLessThanOrEqual(1514);
  });

  it('1 MB at a pace that it can keep, cap: captured whole, and the engine says that it cannot count drops', async ({
    expect,
  }) => {
    const { run, analysed, sent } = await upload(SMALL_BYTES, { engine: 'cap', rate: '20mbit' });
    expect(run).toMatchObject({
      failure: null,
      counters: { dropped: null },
      captureReady: { timestamps: 'user-space' },
    });
    expect(run.counters!.received).toBe(analysed.analysis.capture.packets);
    expect(analysed.analysis.apps.ftp[0]!.transfers[0]!.content!.sha256).toBe(sent);
  });

  it('1 MB on a network of 8 Mbit/s: the wire is no faster than that', async ({ expect }) => {
    const uploaded = await upload(SMALL_BYTES, { rate: `${RATE_BPS / 1_000_000}mbit` });
    expect(uploaded.run.failure).toBeNull();
    // The token bucket lets its burst of a hundredth of a second through at once.
    expect(bitsPerSecondOf(uploaded)).toBeLessThan(RATE_BPS * 1.02);
    expect(bitsPerSecondOf(uploaded)).toBeGreaterThan(RATE_BPS / 2);
  });
});

function upload(bytes: number, options: Pick<BulkUpload, 'engine' | 'rate'> = {}): Promise<Uploaded> {
  const dist = join(REPOSITORY, 'dist');
  const runtime = new NamespaceRuntime({ agent: join(dist, 'agent.mjs'), capture: join(dist, 'capture.mjs') });
  return uploadInBulk({ ...options, runtime, makeFile: (directory) => makeFile(directory, bytes) });
}

function makeFile({ hosts }: RunDirectory, bytes: number): void {
  const path = join(hosts, 'client', BULK_FILE);
  writeFileSync(path, '');
  truncateSync(path, bytes);
}
