/** Where this package is, seen from its bundles in `dist/`, and what it is called. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const PACKAGE_ROOT = fileURLToPath(new URL('..', import.meta.url));

export const LABS_DIRECTORY = `${PACKAGE_ROOT}labs`;

/** The programs that run inside a lab. */
export const PROGRAMS = { agent: `${PACKAGE_ROOT}dist/agent.mjs`, capture: `${PACKAGE_ROOT}dist/capture.mjs` };

/** `wirelab analyze` by itself. */
export const ANALYZE = `${PACKAGE_ROOT}dist/analyze.cjs`;

/** The command line itself. */
export const COMMAND_LINE = `${PACKAGE_ROOT}dist/cli.js`;

/** What package.json says that the program needs to know. */
interface PackageFacts {
  readonly version: string;
  readonly engines: { readonly node: string };
}

export function packageFacts(): PackageFacts {
  return JSON.parse(readFileSync(`${PACKAGE_ROOT}package.json`, 'utf8')) as PackageFacts;
}

export function packageVersion(): string {
  return packageFacts().version;
}
