/** How long the capture went on after a connection fell silent decides whether "nothing came" can be said. */
import { describe, expect, it } from 'vitest';
import { createAnalyzer } from '../../../../src/analyzer/analyzer.ts';
import { annotateCapture } from '../../../../src/analyzer/capture-file/annotate.ts';
import type { Hypothesis } from '../../../../src/analyzer/model.ts';
import type { AnalyzerOptions } from '../../../../src/analyzer/observer.ts';
import { Talk } from '../../../support/packet-builder.ts';

const STARTED = 1_700_000_000;

function halfClosed(): Uint8Array {
  const talk = new Talk().open();
  talk.wait(1).client('FA');
  talk.wait(1).server('A');
  return talk.capture.pcap();
}

const endedEarly = (capture: Uint8Array, options: AnalyzerOptions = {}) =>
  judged('capture-ended-early', capture, options);

async function judged(id: string, capture: Uint8Array, options: AnalyzerOptions = {}): Promise<Hypothesis> {
  const analyzer = createAnalyzer({ hashFile: false, ...options });
  analyzer.push(capture);
  const { connections } = await analyzer.finish();
  return connections[0]!.closing!.hypotheses.find((hypothesis) => hypothesis.id === id)!;
}

describe('half-closed, and the capture ends', () => {
  it('nobody knows when: can’t tell', async () => {
    expect((await endedEarly(halfClosed())).verdict).toBe('cannot-tell');
  });

  it('the caller knows that it went on for two seconds: refuted', async () => {
    const told = await endedEarly(halfClosed(), { captureEnd: { seconds: STARTED + 2, nanoseconds: 0 } });
    expect(told).toMatchObject({ verdict: 'refuted', because: 'capture-went-on' });
    expect(told.params.watchedMs).toBeCloseTo(1996.98, 1);
  });

  it('the pcapng’s statistics say so, as wirelab and Wireshark write them: refuted', async () => {
    const statistics = { received: 5, dropped: 0, ended: { seconds: STARTED + 2, nanoseconds: 0 } };
    const capture = annotateCapture(halfClosed(), { statistics });
    expect((await endedEarly(capture)).because).toBe('capture-went-on');
    expect((await endedEarly(annotateCapture(capture, {}))).because).toBe('capture-went-on');
  });

  it.each([
    ['before the last packet', STARTED - 5],
    ['a century later', STARTED + 3_155_760_000],
  ])('the end it is said to have lies %s: not believed', async (_, seconds) => {
    const told = await endedEarly(halfClosed(), { captureEnd: { seconds, nanoseconds: 0 } });
    expect(told.verdict).toBe('cannot-tell');
  });
});

describe('whether the capture lost packets', () => {
  it.each([
    ['says that it dropped none', { received: 5, dropped: 0 }, 'refuted', 'all-acknowledged-is-here'],
    ['says that it dropped seven', { received: 5, dropped: 7 }, 'cannot-tell', 'engine-dropped-somewhere'],
  ] as const)('nothing is missing, the engine %s', async (_, statistics, verdict, because) => {
    const capture = annotateCapture(halfClosed(), { statistics });
    expect(await judged('capture-lost-packets', capture)).toMatchObject({ verdict, because });
  });

  it('nothing is missing, the file says nothing of the engine: refuted', async () => {
    expect((await judged('capture-lost-packets', halfClosed())).verdict).toBe('refuted');
  });
});
