import { describe, expect, it } from 'vitest';
import type { Language } from '../../../src/base/language.ts';
import { buildReport } from '../../../src/report/build.ts';
import type { Manifest } from '../../../src/report/manifest.ts';
import type { ReportModel } from '../../../src/report/model.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

const ERROR: Manifest['error'] = {
  code: 'machine-lacks',
  message: 'the disk is full',
  hint: 'docker system prune',
  texts: {
    message: { en: 'the disk is full', zh: '磁盘已满' },
    hint: { en: 'docker system prune', zh: '运行 docker system prune' },
  },
};

function reportOf(changes: (manifest: Manifest) => Partial<Manifest>, language: Language = 'en'): ReportModel {
  const lab = sampleLab();
  Object.assign(lab.manifest, changes(lab.manifest));
  return buildReport({ ...lab, options: NO_OPTIONS, language });
}

const notRun = ({ steps }: Manifest): Manifest['steps'] =>
  steps.map((step) => ({ ...step, outcome: 'not-run', startedAt: null, endedAt: null, frames: null, transcript: [] }));

const neverBegan = (manifest: Manifest): Partial<Manifest> => ({
  status: 'broke',
  error: ERROR,
  steps: notRun(manifest),
  checks: [],
  questions: [],
});

const sectionIds = ({ sections }: ReportModel): string[] => sections.map(({ id }) => id);

const wordsOf = ({ completeness }: ReportModel): string =>
  completeness.text.map((part) => (typeof part === 'string' ? part : '')).join('');

describe('the report of a run that broke', () => {
  it.each([
    ['en', 'This lab never began.', /Why: the disk is full\. .*What to do: docker system prune$/],
    ['zh', '本次实验没有开始。', /原因：磁盘已满。.*解决办法：运行 docker system prune$/],
  ] as const)(
    'before its first step, in %s: says so first, why, and what to do, and claims nothing',
    (language, title, words) => {
      const report = reportOf(neverBegan, language);
      expect(report.completeness).toMatchObject({ tone: 'bad', title });
      expect(wordsOf(report)).toMatch(words);
      expect(sectionIds(report)).toEqual(['aim', 'environment', 'procedure', 'appendix']);
    },
  );

  it('in the middle: says how far it came, and reports what was seen', () => {
    const { length } = sampleLab().manifest.steps;
    const report = reportOf(({ steps }) => ({
      status: 'broke',
      error: ERROR,
      steps: steps.map((step, i) => (i === length - 1 ? { ...step, outcome: 'failed' } : step)),
    }));
    expect(report.completeness).toMatchObject({ tone: 'bad', title: 'This run broke off.' });
    expect(wordsOf(report)).toContain(`${length - 1} of ${length} steps were carried out`);
    expect(wordsOf(report)).toMatch(/\d+ packets, .* Why: the disk is full\./);
    expect(sectionIds(report)).toContain('results');
  });

  it('by an interruption: says so, and gives no reason', () => {
    const error = { code: 'interrupted', message: 'interrupted', hint: null };
    const report = reportOf(() => ({ status: 'interrupted', error }));
    expect(report.completeness.title).toBe('This run was interrupted.');
    expect(wordsOf(report)).not.toContain('Why');
  });

  it('told by an older wirelab, in one language: its words are shown in every language', () => {
    const { texts: _, ...old } = ERROR;
    const report = reportOf((manifest) => ({ ...neverBegan(manifest), error: old }), 'zh');
    expect(wordsOf(report)).toMatch(/原因：the disk is full。.*解决办法：docker system prune$/);
  });
});
