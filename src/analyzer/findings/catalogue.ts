/**
 * Every finding that the analyzer can make: its code, how grave it is, where its rule stands, and what it means in words.
 * The words are templates over the finding's params; `describe.ts` fills them, docs/findings.md lists them.
 */
import { CAPTURE } from './catalogue/capture.ts';
import { CLOSING } from './catalogue/closing.ts';
import type { CatalogueEntry } from './catalogue/entry.ts';
import { LOSS } from './catalogue/loss.ts';
import { OPENING } from './catalogue/opening.ts';
import { RESETS } from './catalogue/resets.ts';
import { SCANS } from './catalogue/scans.ts';
import { TIMING } from './catalogue/timing.ts';

export type { CatalogueEntry } from './catalogue/entry.ts';
export { PARAM_WORDS } from './catalogue/param-words.ts';

/** In the order of docs/findings.md. */
export const CATALOGUE = {
  ...OPENING,
  ...CLOSING,
  ...RESETS,
  ...CAPTURE,
  ...LOSS,
  ...TIMING,
  ...SCANS,
} as const satisfies Record<string, CatalogueEntry>;

export type FindingCode = keyof typeof CATALOGUE;
