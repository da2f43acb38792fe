/** This machine's tshark, which need not be of the version that we compare verdicts with (`tshark44.ts`). */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';

export const hasTshark = isInstalled('tshark');

/** Is it here, and does it start? */
export function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A row for each frame that the filter shows, with these fields of it. */
export async function tsharkFields(capture: string, filter: string, names: readonly string[]): Promise<string[][]> {
  const options = ['-n', '-r', capture, '-Y', filter, '-T', 'fields', ...names.flatMap((name) => ['-e', name])];
  const { stdout } = await promisify(execFile)('tshark', options);
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));
}

export async function framesShown(capture: string, filter: string): Promise<number[]> {
  const rows = await tsharkFields(capture, filter, ['frame.number']);
  return rows.map(([frame]) => Number(frame));
}
