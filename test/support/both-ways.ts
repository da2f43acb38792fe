/** Analyses a capture with and without the fast path. */
import { expect } from 'vitest';
import { createAnalyzer } from '../../src/analyzer/analyzer.ts';
import type { Analysis } from '../../src/analyzer/model.ts';
import type { AnalyzerOptions } from '../../src/analyzer/observer.ts';
import { analyse } from './analyse.ts';
import type { SegmentSpec, Speaker } from './packet-builder.ts';

/** One segment of a talk. */
export type Said = readonly [from: Speaker, flags: string, data?: string, spec?: Partial<SegmentSpec>];

/** Prime, so that records are cut everywhere. */
const PIECE = 65_537;

export async function analysisOf(capture: Uint8Array, options: AnalyzerOptions): Promise<Analysis> {
  const analyzer = createAnalyzer({ hashFile: false, ...options });
  for (let at = 0; at < capture.length; at += PIECE) analyzer.push(capture.subarray(at, at + PIECE));
  return analyzer.finish();
}

/** By segments, where somebody listens to packets, and by records, where nobody does. `name` is that of the capture. */
export async function expectSameBothWays(capture: Uint8Array, name?: string): Promise<void> {
  expect(await analyse(capture, PIECE, 'always'), name).toEqual(await analyse(capture, PIECE, 'never'));
  for (const verifyChecksums of [true, false]) {
    const quickly = await analysisOf(capture, { verifyChecksums, fastPath: 'always' });
    expect(quickly, name).toEqual(await analysisOf(capture, { verifyChecksums, fastPath: 'never' }));
  }
}
