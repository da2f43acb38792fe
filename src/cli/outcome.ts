/** What `wirelab run` prints when it is over: what lacks first, then the checks, then where everything is. */
import { relative } from 'node:path';
import type { Language } from '../base/language.ts';
import type { Reproduced } from '../controller/reproduce.ts';
import { hasBegun, type Manifest } from '../report/manifest.ts';
import { say } from './messages.ts';
import { errorColors, harmless, log, outputColors, print } from './terminal.ts';

const ETHERNET_HEADER_BYTES = 14;

export function printOutcome(reproduced: Reproduced, language: Language, json: boolean): void {
  const { directory, manifest, reports, failure } = reproduced;
  if (json) {
    print(JSON.stringify({ directory: directory.path, reports, manifest }, null, 2));
    return;
  }
  if (manifest.capture.packets > 0) {
    for (const warning of captureWarnings(manifest, language)) log(errorColors().yellow(`! ${warning}`));
  }
  if (failure !== null) {
    log(say(language, hasBegun(manifest.steps) ? 'partial' : 'notBegun', { path: shown(directory.path) }));
    return;
  }
  printChecks(manifest, language);
  for (const report of reports) print(`  ${say(language, 'wroteReport')}  ${shown(report)}`);
  print(`  ${say(language, 'wroteCapture')}  ${shown(directory.capture)}`);
}

function printChecks({ checks, lab }: Manifest, language: Language): void {
  const colors = outputColors();
  const failed = checks.filter((check) => !check.held);
  const title = colors.bold(harmless(lab.title[language]));
  if (failed.length === 0) {
    print(`${colors.green('✔')} ${say(language, 'checksHeld', { title, count: checks.length })}`);
    return;
  }
  print(`${colors.red('✖')} ${say(language, 'checksFailed', { title, failed: failed.length, count: checks.length })}`);
  for (const check of failed) {
    const words = { title: harmless(check.title[language]), detail: harmless(check.detail[language]) };
    print(`  ${colors.red('✖')} ${say(language, 'failedCheck', words)}`);
  }
}

/** A capture that is not whole says so before anything else. */
function captureWarnings({ capture, network }: Manifest, language: Language): string[] {
  const warnings: string[] = [];
  if (capture.dropped === null) warnings.push(say(language, 'droppedUnknown'));
  else if (capture.dropped > 0) warnings.push(say(language, 'dropped', { count: capture.dropped }));
  if (capture.largestFrame > network.mtu + ETHERNET_HEADER_BYTES) {
    warnings.push(say(language, 'offloaded', { count: capture.largestFrame }));
  }
  return warnings;
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
