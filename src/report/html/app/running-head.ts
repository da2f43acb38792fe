/** The head of the printed pages: a margin box (CSS Paged Media §5), whose text only the script knows. */
import type { ReportModel } from '../../model.ts';
import { runningHead } from '../../running-head.ts';

export function headPages(model: ReportModel): void {
  const sheet = new CSSStyleSheet();
  const font = getComputedStyle(document.body).fontFamily;
  sheet.replaceSync(
    `@page { @top-right { content: ${cssString(runningHead(model))}; font: 8.5pt ${font}; color: #626b77; } }
     @page :first { @top-right { content: none; } }`,
  );
  document.adoptedStyleSheets = [sheet];
}

/** A CSS string (CSS Syntax §4.3.5): a backslash before what would end it, and no line feed. */
function cssString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\s/g, ' ')}"`;
}
