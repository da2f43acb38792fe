import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ErrorCode } from '../../src/base/errors.ts';
import { type FinishedRun, readRun } from './lab-run.ts';

/** A report's title, what it is, and the callout: the reader sees nothing before them. */
const FIRST_LINES = 5;

export const NEVER_BEGAN = 'This lab never began.';
export const BROKE_OFF = 'This run broke off.';

export interface Told {
  readonly code: ErrorCode;
  /** How the report begins. */
  readonly title: typeof NEVER_BEGAN | typeof BROKE_OFF;
  /** Part of what went wrong, as the report says it in English. */
  readonly why: string;
  /** Part of what can be done about it; nothing where nobody knows. */
  readonly mend?: string;
}

/** Expects what a run in English that failed must leave: all files of a run, and the failure told in each that people read. */
export async function expectTold(directory: string, told: Told): Promise<FinishedRun> {
  const run = await readRun(directory);
  const { manifest, analysis } = run;
  const hint =
    told.mend === undefined ? expect.toBeOneOf([null, expect.any(String)]) : expect.stringContaining(told.mend);
  expect(manifest).toMatchObject({
    status: 'broke',
    error: { code: told.code, message: expect.stringContaining(told.why), hint },
  });
  const first = (await readFile(join(directory, 'report.md'), 'utf8')).split('\n').slice(0, FIRST_LINES).join('\n');
  expect(first).toContain(told.title);
  expect(first).toContain(told.why);
  if (told.mend !== undefined) expect(first).toContain(told.mend);
  expect(await readFile(join(directory, 'logs', 'run.txt'), 'utf8')).toContain(told.why);
  expect(await readdir(directory)).not.toContain('.reserve');
  if (told.title === NEVER_BEGAN) {
    expect(manifest).toMatchObject({ checks: [], questions: [], capture: { packets: 0, whole: false } });
    expect(new Set(manifest.steps.map(({ outcome }) => outcome))).toEqual(new Set(['not-run']));
    expect(analysis.connections).toEqual([]);
  }
  return run;
}

/** The only run directory under `home/runs`. */
export async function onlyRunIn(home: string): Promise<string> {
  const names = await readdir(join(home, 'runs'));
  expect(names).toHaveLength(1);
  return join(home, 'runs', names[0]!);
}
