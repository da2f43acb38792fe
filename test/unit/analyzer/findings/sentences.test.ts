import { expect, test } from 'vitest';
import { describeFinding } from '../../../../src/analyzer/findings/describe.ts';
import type { Finding } from '../../../../src/analyzer/model.ts';
import { LANGUAGES } from '../../../../src/base/language.ts';
import { analyse } from './analyse.ts';
import { CASES, packetsOf } from './cases.ts';

/** Findings of one code that a case's page lists. */
const LISTED = 5;

function firstOfEachCode(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ code }, at) => findings.slice(0, at).filter((one) => one.code === code).length < LISTED);
}

/** Every number that a program or a reader meets. The sentences of a case's own finding only: others have cases too. */
function said(finding: Finding, own: string): string {
  const { code, severity, frames, params, filter } = finding;
  const facts = [`  ${severity} ${code} ${JSON.stringify(params)}`, `    ${frames.join(' ')}: ${filter}`];
  const words = LANGUAGES.map((language) => `    ${describeFinding(finding, language).detail}`);
  return [...facts, ...(code === own ? words : [])].join('\n');
}

test('what is said of each case, word for word: as read and found right', async () => {
  const pages: string[] = [];
  for (const { code, when, make, but, makeNearly } of CASES) {
    for (const [title, packets] of [
      [when, packetsOf(make)],
      [but, packetsOf(makeNearly)],
    ] as const) {
      const { findings } = await analyse(packets);
      pages.push([`${title}:`, ...firstOfEachCode(findings).map((finding) => said(finding, code))].join('\n'));
    }
  }
  await expect(`${pages.join('\n\n')}\n`).toMatchFileSnapshot('sentences.txt');
});
