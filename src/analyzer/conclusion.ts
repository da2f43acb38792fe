/** An analysis as it is handed over: whole, or piece by piece. */
import type { Analysis, Connection, Finding } from './model.ts';

/** An analysis whose connections are made one by one. */
export interface Conclusion extends Pick<Analysis, 'version' | 'capture' | 'apps'> {
  /** In order of appearance; can be gone through once. */
  readonly connections: Iterable<Connection>;
  /** Of the connections that were gone through: the gravest first, then in order of the capture. */
  findings(): Finding[];
}

export function analysisOf(conclusion: Conclusion): Analysis {
  const { version, capture, apps } = conclusion;
  const connections = [...conclusion.connections];
  return { version, capture, connections, apps, findings: conclusion.findings() };
}

/** The same key by key, in the same order. Findings are asked for when all connections were gone through. */
export function* partsOf(conclusion: Conclusion): Generator<readonly [key: keyof Analysis, value: unknown]> {
  const { version, capture, connections, apps } = conclusion;
  yield ['version', version];
  yield ['capture', capture];
  yield ['connections', connections];
  yield ['apps', apps];
  yield ['findings', conclusion.findings()];
}
