/** Where this package is, seen from its bundles in `dist/`, and what it is called. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const PACKAGE_ROOT = fileURLToPath(new URL('..', import.meta.url));

export const LABS_DIRECTORY = `${PACKAGE_ROOT}labs`;

/** The programs that run inside a lab. */
export const PROGRAMS = { agent: `${PACKAGE_ROOT}dist/agent.js`, capture: `${PACKAGE_ROOT}dist/capture.js` };

/** `wirelab analyze` by itself. */
export const ANALYZE = `${PACKAGE_ROOT}dist/analyze.cjs`;
