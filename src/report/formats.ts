/** The formats of a report, by the names that a person types. */
import { UsageError } from '../base/errors.ts';

export const REPORT_FORMATS = ['html', 'md', 'docx', 'pdf', 'json'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** `html,md` as typed; throws `UsageError` for anything that is no format. */
export function parseFormats(text: string): ReportFormat[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const formats = names.map((name) => {
    const format = REPORT_FORMATS.find((known) => known === name);
    if (format === undefined) {
      throw new UsageError(
        { en: `unknown report format '${name}'`, zh: `没有“${name}”这种报告格式` },
        {
          hint: {
            en: `one or more of ${REPORT_FORMATS.join(', ')}`,
            zh: `可选 ${REPORT_FORMATS.join('、')} 中的一种或几种`,
          },
        },
      );
    }
    return format;
  });
  return [...new Set(formats)];
}
