import { readdirSync, readFileSync } from 'node:fs';

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

/**
 * The processes of the run with this run directory: the controller names it on its command line, and every process in
 * the lab's namespaces has it in its environment. (The numbers of namespaces would not do: the kernel uses them again.)
 */
export function processesOf(directory: string): ProcessEntry[] {
  return allProcesses().filter(
    (entry) => entry.command.includes(directory) || environmentOf(entry.pid).includes(directory),
  );
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
