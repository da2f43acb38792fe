import { expect, test } from 'vitest';
import { describeFinding } from '../../../../src/analyzer/findings/describe.ts';
import type { Finding } from '../../../../src/analyzer/model.ts';
import { analyse } from './analyse.ts';
import { CASES, packetsOf } from './cases.ts';

/** Every number that a reader meets: in the sentence, in the params and in the filter. */
function said(finding: Finding): string {
  const { code, severity, frames, params, filter } = finding;
  const { detail } = describeFinding(finding, 'en');
  return [
    `  ${severity} ${code}, frames ${frames.join(' ')}`,
    `    ${detail}`,
    `    ${JSON.stringify(params)}`,
    `    ${filter}`,
  ].join('\n');
}

test('what is said of each case, word for word: as read and found right', async () => {
  const pages: string[] = [];
  for (const { when, make, but, makeNearly } of CASES) {
    for (const [title, packets] of [
      [when, packetsOf(make)],
      [but, packetsOf(makeNearly)],
    ] as const) {
      const { findings } = await analyse(packets);
      pages.push([`${title}:`, ...findings.map(said)].join('\n'));
    }
  }
  await expect(`${pages.join('\n\n')}\n`).toMatchFileSnapshot('sentences.txt');
});
