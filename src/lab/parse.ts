/** Text -> LabFile: YAML, then the schema, then what a schema can't say. Everything wrong is told at once, with its place. */
import type { z } from 'zod';
import { findIssues } from './check.ts';
import { type LabFile, labFileSchema } from './file.ts';
import { toIssues } from './schema-issues.ts';
import { LabSource } from './source.ts';

/** A lab file is written by hand; a larger one is a mistake. */
const MAX_LENGTH = 1_000_000;

/**
 * Reads a lab file. `fileName` is for messages only.
 * @throws LabFileError with `file:line:column: expected …`, a line for each problem.
 */
export function parseLab(text: string, fileName: string): LabFile {
  const source = new LabSource(text.length > MAX_LENGTH ? '' : text, fileName);
  if (text.length > MAX_LENGTH)
    throw source.errorFor([
      { path: [], expected: { en: `at most ${MAX_LENGTH} characters`, zh: `不超过 ${MAX_LENGTH} 个字符` } },
    ]);
  const json = source.toJson();
  const read: z.ZodSafeParseResult<LabFile> = labFileSchema.safeParse(json);
  if (!read.success) throw source.errorFor(toIssues(read.error.issues, json, labFileSchema));
  const issues = findIssues(read.data);
  if (issues.length > 0) throw source.errorFor(issues);
  return read.data;
}
