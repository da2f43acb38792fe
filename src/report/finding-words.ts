/** Findings in words: the analyzer's catalogue where it knows the code, else the code itself, readable. */
import type { Finding } from '../analyzer/model.ts';
import type { Language } from '../base/language.ts';
import type { FindingWords } from './sections/context.ts';

export function describeFinding(finding: Finding, _language: Language): FindingWords {
  const title = finding.code.replaceAll('-', ' ');
  const detail = Object.entries(finding.params)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join('; ');
  return { title: title.charAt(0).toUpperCase() + title.slice(1), detail };
}
