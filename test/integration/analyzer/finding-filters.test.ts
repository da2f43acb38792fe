/** Wireshark's own judgement of our filters: each shows exactly its finding's frames. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/analyzer/model.ts';
import { Talk, TestCapture } from '../../support/packet-builder.ts';
import { framesShown, hasTshark } from '../../support/tshark.ts';
import { analyse } from '../../unit/analyzer/findings/analyse.ts';
import { CASES } from '../../unit/analyzer/findings/cases.ts';

/** Starting tshark takes its time. */
const MAX_OF_A_KIND = 3;
const KINDS = [
  'by number',
  'tcp.stream == N && tcp.flags.fin == N',
  'tcp.stream == N && tcp.flags.reset == N',
  'tcp.stream == N && tcp.flags.syn == N',
];

describe.skipIf(!hasTshark)('every case in one capture, read by tshark', () => {
  let directory = '';
  let path = '';
  let analysis: Analysis;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'wirelab-filters-'));
    path = join(directory, 'cases.pcap');
    const capture = new TestCapture();
    for (const [index, { make }] of CASES.entries()) {
      make(new Talk(capture, { client: `10.0.1.${index + 1}` }, index * 100_000));
    }
    const bytes = capture.pcap();
    writeFileSync(path, bytes);
    analysis = await analyse(bytes);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('each kind of filter: exactly the finding’s frames', async () => {
    const seen = new Map<string, number>();
    for (const { code, filter, frames } of analysis.findings) {
      const kind = filter.startsWith('tcp.stream') ? filter.replace(/\d+/g, 'N') : 'by number';
      const times = seen.get(kind) ?? 0;
      if (times >= MAX_OF_A_KIND) continue;
      seen.set(kind, times + 1);
      expect({ code, filter, frames: await framesShown(path, filter) }).toEqual({ code, filter, frames });
    }
    expect([...seen.keys()]).toEqual(expect.arrayContaining(KINDS));
  });

  it('the guesses about a closing, those with no frame at all included: exactly these frames', async () => {
    const seen = new Set<string>();
    for (const { closing } of analysis.connections) {
      for (const { id, verdict, filter, frames } of closing?.hypotheses ?? []) {
        if (filter.startsWith('frame.number')) continue;
        const kind = `${verdict} ${filter.replace(/\d+/g, 'N')}`;
        if (seen.has(kind)) continue;
        seen.add(kind);
        expect({ id, filter, frames: await framesShown(path, filter) }).toEqual({ id, filter, frames });
      }
    }
    expect(seen.size).toBeGreaterThan(4);
  });
});
