/**
 * Who made a container or a network, by its labels, and whether that process still lives. A process is known by its
 * number, the moment it started and the boot it runs in: a number alone is used again.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { RunLabels } from '../runtime.ts';

export const LABEL = {
  /** Unique among all runs of an engine; everything of a run carries the same one. */
  run: 'wirelab.run',
  lab: 'wirelab.lab',
  /** Name of the run directory, for people. */
  directory: 'wirelab.directory',
  role: 'wirelab.role',
  owner: 'wirelab.owner',
  start: 'wirelab.owner.start',
  host: 'wirelab.owner.host',
  boot: 'wirelab.owner.boot',
  /** Process numbers mean something only within their namespace. */
  namespace: 'wirelab.owner.pid-namespace',
} as const;

export type Labels = { readonly [label: string]: string };

/** Labels for everything that this process makes for a run; `id` is the run's own. */
export function ownLabels(id: string, { run, lab }: RunLabels, role: string): { [label: string]: string } {
  return {
    [LABEL.run]: id,
    [LABEL.lab]: lab,
    [LABEL.directory]: run,
    [LABEL.role]: role,
    [LABEL.owner]: String(process.pid),
    [LABEL.start]: processStart(process.pid) ?? '',
    ...machineLabels(),
  };
}

/**
 * True only when the process that made it is certainly gone. An owner on another machine, or in another process
 * namespace of this one, can't be looked at: it counts as alive.
 */
export function isOwnerGone(labels: Labels): boolean {
  const here = machineLabels();
  if (labels[LABEL.host] !== here[LABEL.host]) return false;
  if (labels[LABEL.boot] !== here[LABEL.boot]) return true;
  if (labels[LABEL.namespace] !== here[LABEL.namespace]) return false;
  const owner = Number(labels[LABEL.owner]);
  if (!Number.isSafeInteger(owner) || owner <= 0) return false;
  return processStart(owner) !== labels[LABEL.start];
}

function machineLabels(): { [label: string]: string } {
  return {
    [LABEL.host]: machineName(),
    [LABEL.boot]: readFirst(['/proc/sys/kernel/random/boot_id']) ?? '',
    [LABEL.namespace]: pidNamespace(),
  };
}

/** The host's name and, hashed, its machine number: machines that were given the same name differ. */
function machineName(): string {
  const machine = readFirst(['/etc/machine-id', '/var/lib/dbus/machine-id']) ?? '';
  return `${hostname()}-${createHash('sha256').update(`wirelab\0${machine}`).digest('hex').slice(0, 12)}`;
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return ''; // Not Linux: there is only one.
  }
}

/** Field 22 of `/proc/PID/stat` (proc(5)), counted after the command's closing parenthesis, where field 3 begins. */
const START_FIELD = 22 - 3;

/** When a process started, in a form that only equals itself; undefined when there is none of that number. */
function processStart(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const text = readFirst([`/proc/${pid}/stat`]);
    return text?.slice(text.lastIndexOf(')') + 2).split(' ')[START_FIELD];
  }
  try {
    if (process.platform !== 'win32') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    }
    process.kill(pid, 0);
    return 'running';
  } catch {
    return undefined;
  }
}

function readFirst(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      // The next one may be there.
    }
  }
  return undefined;
}
