/** What of the connections is listed, and of what only the findings are told. */
import type { FindingsEngine } from './findings/engine.ts';
import type { Tracker } from './tcp/tracker.ts';

/** Connections that are listed beyond `maxConnections` because they are not ordinary: more than anybody reads. */
const MAX_UNUSUAL_LISTED = 1000;

/** Rows of connections. */
export interface ChosenFlows {
  readonly listed: readonly number[];
  readonly unlisted: readonly number[];
}

/** `most`: as `AnalyzerOptions.maxConnections`. */
export function chooseFlows({ flows, list }: Tracker, findings: FindingsEngine, most = list.length): ChosenFlows {
  const unusual = list.slice(most).filter((row) => !findings.isOrdinary(flows.rows, row));
  const listed = [...list.slice(0, most), ...unusual.slice(0, MAX_UNUSUAL_LISTED)];
  return { listed, unlisted: unusual.slice(MAX_UNUSUAL_LISTED) };
}
