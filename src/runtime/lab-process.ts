/** A child process of the controller, as a `LabProcess`. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { LabProcess } from './runtime.ts';

export function labProcessOf(child: ChildProcessWithoutNullStreams): LabProcess {
  // A write to a program that has just died is told by `exited`, not by an unhandled error.
  child.stdin.on('error', () => undefined);
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exited: new Promise((resolve) => {
      child.once('error', () => resolve({ code: null, signal: null }));
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}
