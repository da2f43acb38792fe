/** Compiles the analyzer's fast path where it is older than its sources. */
export function buildFastPath(): Promise<void>;
