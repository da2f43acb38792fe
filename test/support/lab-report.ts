import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launch, type OpenedReport, openReport } from './browser.ts';
import { type FinishedRun, runLab } from './lab-run.ts';

export interface LabReport {
  readonly run: FinishedRun;
  /** Its `report.html`. */
  readonly file: string;
  readonly browser: Browser;
  readonly report: OpenedReport;
}

/** Runs a lab for real and opens its report in Chromium; the caller closes the browser. */
export async function openLabReport(lab: string, student: string): Promise<LabReport> {
  const run = await runLab(lab, student);
  const file = join(run.directory, 'report.html');
  const browser = await launch();
  return { run, file, browser, report: await openReport(browser, file) };
}
