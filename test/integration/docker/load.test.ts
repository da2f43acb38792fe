import { describe, expect, it } from 'vitest';
import { bitsPerSecondOf, MEGABYTE, mostBytesTold, uploadInBulk } from '../../support/bulk-upload.ts';
import { dockerRuntime, engineAnswers, makeClientFile, NEEDS_ENGINE } from '../../support/docker-engine.ts';

const RATE_BPS = 8_000_000;

describe('a bulk upload between containers', () => {
  it('300 MB: nothing is dropped, or the drops are counted', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const uploaded = await uploadInBulk({
      runtime: dockerRuntime(),
      makeFile: makeClientFile(300 * MEGABYTE),
    });
    const { run, analysed, sent } = uploaded;
    expect(run).toMatchObject({ failure: null, captureEnded: 'all-closed' });
    expect(run.counters!.dropped).not.toBeNull();
    expect(run.counters!.received).toBe(analysed.analysis.capture.packets);
    const { content } = analysed.analysis.apps.ftp[0]!.transfers[0]!;
    expect(content!.size + content!.missing).toBeLessThanOrEqual(mostBytesTold(uploaded, 300 * MEGABYTE));
    if (run.counters!.dropped === 0) expect(content!.sha256).toBe(sent);
    expect(analysed.largestFrame).toBeLessThanOrEqual(1514);
  });

  it('1 MB on a network of 8 Mbit/s: the wire is no faster than that', async ({ skip }) => {
    skip(!engineAnswers, NEEDS_ENGINE);
    const uploaded = await uploadInBulk({
      runtime: dockerRuntime(),
      makeFile: makeClientFile(MEGABYTE),
      rate: `${RATE_BPS / 1e6}mbit`,
    });
    expect(uploaded.run.failure).toBeNull();
    // The token bucket lets its burst of a hundredth of a second through at once.
    expect(bitsPerSecondOf(uploaded)).toBeLessThan(RATE_BPS * 1.02);
    expect(bitsPerSecondOf(uploaded)).toBeGreaterThan(RATE_BPS / 2);
  });
});
