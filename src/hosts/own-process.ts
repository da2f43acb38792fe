/** A server in a process of its own: one that can be killed, or stopped, as programs are. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { OWN_PROCESS_ARGUMENT, type OwnProcessKind } from './own-process-argument.ts';

/** The child's word for the port on which it listens. */
const LISTENING = /^listening (\d+)$/;

/** The child's side: ends when its parent does, and tells it lines on standard output, at once even if it dies then. */
export function serveForParent(): { tell(line: string): void; listening(port: number): void } {
  const tell = (line: string): void => void process.stdout.write(`${line}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => process.exit(0));
  return { tell, listening: (port) => tell(`listening ${port}`) };
}

/** The parent's side: settles once the child listens; every other line of the child goes to `onLine`. */
export async function spawnServer(
  kind: OwnProcessKind,
  options: object,
  onLine: (line: string) => void,
): Promise<{ child: ChildProcess; port: number }> {
  const program = process.argv[1]!;
  const child = spawn(process.execPath, [program, OWN_PROCESS_ARGUMENT[kind], JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout!);
  const port = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      const listening = LISTENING.exec(line);
      if (listening) resolve(Number(listening[1]));
      else onLine(line);
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error('the server ended before it listened')));
  });
  return { child, port };
}

export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
