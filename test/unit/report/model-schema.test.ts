import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildReport } from '../../../src/report/build.ts';
import { reportModelSchema } from '../../../src/report/model-schema.ts';
import { arrange } from '../../../src/report/template.ts';
import { NO_OPTIONS, sampleLab } from './sample-lab.ts';

const model = (language: 'en' | 'zh') => buildReport({ ...sampleLab(), options: NO_OPTIONS, language });

describe('reportModelSchema', () => {
  test('a report, from a run, a bare capture or a template: nothing but what the schema says', () => {
    const bare = buildReport({ ...sampleLab(), manifest: null, options: NO_OPTIONS, language: 'zh' });
    const arranged = arrange(model('en'), '# Own\n\n- `a`\n\n{{blank 2}}\n\n```\nx\n```\n\n{{closing}}\n', 'report.md');
    for (const report of [model('en'), model('zh'), bare, arranged]) {
      const written: unknown = JSON.parse(JSON.stringify(report));
      expect(reportModelSchema.parse(written)).toEqual(written);
    }
  });

  test('docs/report.schema.json: is the one that the sources make', () => {
    const written: unknown = JSON.parse(
      readFileSync(new URL('../../../docs/report.schema.json', import.meta.url), 'utf8'),
    );
    const made = z.toJSONSchema(reportModelSchema, { target: 'draft-2020-12' });
    expect(written).toEqual({ title: 'report.json', ...made });
  });
});
