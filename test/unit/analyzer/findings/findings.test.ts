import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../../../src/analyzer/findings/catalogue.ts';
import { describeFinding } from '../../../../src/analyzer/findings/describe.ts';
import { analysisSchema } from '../../../../src/analyzer/model.ts';
import { LANGUAGES } from '../../../../src/base/language.ts';
import { analyse } from './analyse.ts';
import { CASES, packetsOf } from './cases.ts';

describe('every finding, and what nearly is one', () => {
  for (const { code, when, make, but, makeNearly } of CASES) {
    it(`${when}: ${code}`, async () => {
      let frames: readonly number[] = [];
      const analysis = await analyse(
        packetsOf((talk) => {
          frames = make(talk);
        }),
      );
      const found = analysis.findings.filter((finding) => finding.code === code);
      expect(found.map((finding) => finding.frames)).toContainEqual(frames);
      expect(analysisSchema.safeParse(analysis).error).toBeUndefined();
      for (const language of LANGUAGES) {
        const { title, detail } = describeFinding(found[0]!, language);
        expect(`${title} ${detail}`).not.toMatch(/[{}[\]|]|undefined|null|NaN|Infinity/);
      }
    });

    it(`${but}: no ${code}`, async () => {
      const analysis = await analyse(packetsOf(makeNearly));
      expect(analysis.connections.length).toBeGreaterThan(0);
      expect(analysis.findings.filter((finding) => finding.code === code)).toEqual([]);
    });
  }

  it('every code of the catalogue has a case', () => {
    const covered = new Set<string>(CASES.map(({ code }) => code));
    expect(Object.keys(CATALOGUE).filter((code) => !covered.has(code))).toEqual([]);
  });
});
