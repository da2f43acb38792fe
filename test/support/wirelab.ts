import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
export const WIRELAB = join(REPOSITORY, 'dist', 'cli.js');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const temporary: string[] = [];
// Hooks of the single test would not do: in concurrent tests nobody can tell which test asks.
afterAll(() => Promise.all(temporary.map((path) => rm(path, { recursive: true, force: true }))));

/** A new directory, removed when the tests of the calling file are over. */
export async function temporaryDirectory(parent = tmpdir()): Promise<string> {
  const path = await mkdtemp(join(parent, 'wirelab-test-'));
  temporary.push(path);
  return path;
}

export interface RunningWirelab {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Settles when a line of standard error matches; rejects when the program ends without one. */
  stderrLine(pattern: RegExp): Promise<string>;
}

export interface WirelabOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  input?: string | Uint8Array;
}

/** Starts the real command line, as built. */
export function startWirelab(args: readonly string[], options: WirelabOptions = {}): RunningWirelab {
  return startProgram([process.execPath, WIRELAB, ...args], options);
}

/** Starts any program, with no colours and no locale of this machine. */
export function startProgram([program, ...rest]: readonly string[], options: WirelabOptions = {}): RunningWirelab {
  const child = spawn(program ?? '', rest, {
    cwd: options.cwd ?? tmpdir(),
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', NO_COLOR: '1', ...options.env },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input);
  return { child, ended: collect(child), stderrLine: (pattern) => waitForLine(child, pattern) };
}

export function wirelab(args: readonly string[], options: WirelabOptions = {}): Promise<Ended> {
  return startWirelab(args, options).ended;
}

async function collect(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}

function waitForLine(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const lines = createInterface({ input: child.stderr });
    lines.on('line', (line) => {
      seen.push(line);
      if (pattern.test(line)) resolve(line);
    });
    child.once('close', () => reject(new Error(`no line ${pattern} in:\n${seen.join('\n')}`)));
  });
}
