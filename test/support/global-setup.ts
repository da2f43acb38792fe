import { execFileSync } from 'node:child_process';

/** Tests of the command line run `dist/`, so it is built once from the sources under test. */
export default function setup(): void {
  execFileSync(process.execPath, ['build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
