import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Analysis, analysisSchema } from '../../src/analyzer/model.ts';
import { type Manifest, manifestSchema } from '../../src/report/manifest.ts';

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

async function readJson(directory: string, name: string): Promise<unknown> {
  return JSON.parse(await readFile(join(directory, name), 'utf8'));
}
