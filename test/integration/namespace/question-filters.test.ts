/** Wireshark's own judgement of the labs' questions: each filter shows the frames that the answer names. */
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { type FinishedRun, readRun } from '../../support/lab-run.ts';
import { framesShown, hasTshark } from '../../support/tshark.ts';
import { temporaryDirectory, wirelab } from '../../support/wirelab.ts';

/** Variants that ask something of their own, or whose answers are not the base lab's. */
const RUNS = [
  ['ftp', null],
  ['ftp', 'lossy'],
  ['ftp', 'active-ipv6'],
  ['mail', null],
  ['mail', 'noauth'],
  ['mail', 'pipelining-and-bdat'],
  ['mail', 'bad-password'],
  ['mail', 'fin-on-221'],
  ['mail', 'power-cut'],
  ['teardown', null],
] as const;

/** Who counts what this question's filter shows must come to the number in its answer. */
const SEGMENTS_COUNTED = 'segmentation';

const isUpload = ({ kind }: { readonly kind: string }): boolean => kind === 'upload';

describe.skipIf(!hasTshark)('questions of a lab, their filters read by tshark', () => {
  it.for(RUNS)('%s, variant %s: the filter shows every frame of the answer', async ([lab, variant], { expect }) => {
    const { directory, manifest, analysis } = await runLab(lab, variant);
    expect(manifest.questions.length).toBeGreaterThan(0);
    const wrong = [];
    for (const { id, answer, frames, filter } of manifest.questions) {
      if (answer.en === '' || answer.zh === '') wrong.push({ id, answer });
      if (filter === null) {
        // Nothing was found, and only what was found could be filtered.
        if (frames.length > 0) wrong.push({ id, frames, filter });
        continue;
      }
      const shown = new Set(await framesShown(join(directory, 'capture.pcapng'), filter));
      const missing = frames.filter((frame) => !shown.has(frame));
      if (missing.length > 0) wrong.push({ id, filter, missing });
      const counted =
        id === SEGMENTS_COUNTED ? analysis.apps.ftp[0]?.transfers.find(isUpload)?.dataFrames?.count : null;
      if (counted !== null && counted !== shown.size) wrong.push({ id, filter, counted, shown: shown.size });
    }
    expect(wrong).toEqual([]);
  });
});

async function runLab(lab: string, variant: string | null): Promise<FinishedRun> {
  const directory = join(await temporaryDirectory(), 'run');
  const options = variant === null ? [] : ['--variant', variant];
  await wirelab(['run', lab, '--runtime', 'namespace', ...options, '--format', 'json', '--out', directory]);
  return readRun(directory);
}
