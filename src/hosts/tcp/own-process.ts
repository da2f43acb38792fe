/** A scripted server in a process of its own: one that can be killed, or stopped, as programs are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OWN_PROCESS_ARGUMENT } from './own-process-argument.ts';
import { type ServeOptions, serve } from './peer.ts';
import type { Tell } from './script.ts';

const LISTENING = 'listening';

/** The child's side: serves, and tells its parent on standard output. It ends when its parent does. */
export async function beServer(options: ServeOptions): Promise<void> {
  const tell: Tell = (line) => process.stdout.write(`${line}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => process.exit(0));
  const { done } = await serve(options, tell);
  tell(LISTENING);
  await done;
}

/** The parent's side: settles once the child listens. */
export async function spawnServer(options: ServeOptions, tell: Tell): Promise<ChildProcess> {
  const program = process.argv[1]!;
  const child = spawn(process.execPath, [program, OWN_PROCESS_ARGUMENT, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout!);
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => (line === LISTENING ? resolve() : tell(line)));
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the server ended before it listened')));
  });
  return child;
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
