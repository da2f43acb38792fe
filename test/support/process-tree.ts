import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Every process of this machine that can be seen. */
export function allProcesses(): ProcessEntry[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(pid: number): ProcessEntry | null {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(fields[1]), command };
  } catch {
    return null;
  }
}

/** The process and all that descend from it, parents before children. */
export function processTree(root: number): ProcessEntry[] {
  const all = allProcesses();
  const found = all.filter((entry) => entry.pid === root);
  for (const entry of found) found.push(...all.filter((child) => child.parent === entry.pid));
  return found;
}

/** The namespaces of the given kind that these processes live in, as the kernel names them. */
export function namespacesOf(processes: readonly ProcessEntry[], kind: 'net' | 'pid' | 'mnt'): Set<string> {
  return new Set(processes.flatMap(({ pid }) => namespaceOf(pid, kind) ?? []));
}

function namespaceOf(pid: number, kind: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`);
  } catch {
    return null;
  }
}
