import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Analysis, analysisSchema } from '../../src/analyzer/model.ts';
import { type Manifest, manifestSchema } from '../../src/report/manifest.ts';
import { temporaryDirectory, wirelab } from './wirelab.ts';

export interface FinishedRun {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly analysis: Analysis;
}

/** Reads a run directory and holds it against its schemas. */
export async function readRun(directory: string): Promise<FinishedRun> {
  const [manifest, analysis] = await Promise.all([
    readJson(directory, 'run.json'),
    readJson(directory, 'analysis.json'),
  ]);
  return { directory, manifest: manifestSchema.parse(manifest), analysis: analysisSchema.parse(analysis) };
}

/** Runs a lab into a directory of its own, with a report in English. */
export async function runLab(lab: string, student: string): Promise<FinishedRun> {
  const directory = join(await temporaryDirectory(), 'run');
  const ended = await wirelab(['run', lab, '--student', student, '--lang', 'en', '--out', directory]);
  if (ended.code !== 0) throw new Error(ended.stderr);
  return readRun(directory);
}

async function readJson(directory: string, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, name), 'utf8'));
}
