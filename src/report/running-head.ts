/** What stands at the head of each page but the first, so that a loose sheet says what it is of, and whose. */
import type { ReportModel } from './model.ts';

export function runningHead({ title, titlePage }: ReportModel): string {
  const named = titlePage.filter(({ field }) => field === 'student' || field === 'number');
  return [title, ...named.flatMap(({ value }) => value ?? [])].join(' · ');
}
