/** axe-core in a page of a browser: what it finds that is serious or critical. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** One line a finding. The page's policy forbids foreign scripts; the test's own goes around it by the debugger. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return await page.evaluate(async () => {
    const runner = (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe;
    const { violations } = await runner.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => {
        const where = nodes.slice(0, 3).map((node) => node.html.slice(0, 120));
        return `${id}: ${where.join(' | ')}`;
      });
  });
}
