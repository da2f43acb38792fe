/** What each side said, put back in order, beside Wireshark's "Follow Stream"; skipped where the captures or tshark 4.4 are not. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createAnalyzer } from '../../../src/analyzer/analyzer.ts';
import { hasSharedCaptures, sharedCapture, sharedCaptures } from '../../support/shared-captures.ts';
import { followedBy44, hasTshark44 } from '../../support/tshark44.ts';

/** One of so many: tshark takes half a second for each. */
const STEP = 10;
const PATIENCE_MS = 5 * 60_000;

interface Said {
  stream: number;
  /** Both sides' payload, in hex; null where some of it is not in the capture. */
  sides: string[] | null;
}

/** Of the first stream that carries payload; null when none does. */
async function firstSaid(capture: Uint8Array): Promise<Said | null> {
  const sides = { client: '', server: '' };
  let stream: number | null = null;
  let isWhole = true;
  const analyzer = createAnalyzer({
    hashFile: false,
    observer: {
      onStreamData: (data) => {
        stream ??= data.stream;
        if (data.stream === stream) sides[data.direction] += Buffer.from(data.bytes).toString('hex');
      },
      onStreamGap: (gap) => {
        stream ??= gap.stream;
        if (gap.stream === stream) isWhole = false;
      },
    },
  });
  analyzer.push(capture);
  await analyzer.finish();
  return stream === null ? null : { stream, sides: isWhole ? [sides.client, sides.server] : null };
}

test.skipIf(!hasTshark44 || !hasSharedCaptures)(
  'every tenth shared capture, its first stream with payload: what Follow Stream shows, where nothing is missing',
  { timeout: PATIENCE_MS },
  async () => {
    let compared = 0;
    for (const name of sharedCaptures().filter((_, index) => index % STEP === 0)) {
      const capture = sharedCapture(name);
      const ours = await firstSaid(readFileSync(capture));
      if (ours === null || ours.sides === null) continue;
      const { said, isWhole } = followedBy44(capture, ours.stream);
      if (!isWhole) continue;
      compared++;
      expect({ name, said: ours.sides.toSorted() }).toEqual({ name, said: said.toSorted() });
    }
    expect(compared).toBeGreaterThan(20);
  },
);
