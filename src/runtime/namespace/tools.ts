/** The programs of this machine that the namespace runtime uses, and the environment that lab programs get. */
import { delimiter } from 'node:path';
import { MachineError } from '../../base/errors.ts';
import { findProgram } from '../../machine/find-program.ts';

/** An ordinary user's PATH often lacks these, and `ip`, `tc` and `ethtool` live there. */
const SYSTEM_DIRECTORIES = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** Each tool with the Debian package that holds it. */
export const TOOL_PACKAGES = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  ip: 'iproute2',
  tc: 'iproute2',
  ethtool: 'ethtool',
  mount: 'mount',
  hostname: 'hostname',
} as const;

export type Tool = keyof typeof TOOL_PACKAGES;

const searchPath = [...new Set([...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_DIRECTORIES])].filter(Boolean);

/** The path of a tool, or undefined where it is not installed. */
export function findTool(tool: Tool): string | undefined {
  return findProgram([tool], searchPath);
}

/** Throws `MachineError` with the packages that hold what is not installed. */
export function requireTools(): void {
  const missing = (Object.keys(TOOL_PACKAGES) as Tool[]).filter((tool) => !findTool(tool));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((tool) => TOOL_PACKAGES[tool]))];
  throw new MachineError(
    { en: `this machine lacks ${missing.join(', ')}`, zh: `本机缺少 ${missing.join('、')}` },
    { hint: `apt-get install ${packages.join(' ')}` },
  );
}

/** What programs in the lab see of this machine's environment: nothing that tells whose machine it is. */
export function labEnvironment(home: string): NodeJS.ProcessEnv {
  return { PATH: searchPath.join(delimiter), HOME: home, LANG: 'C.UTF-8', TZ: 'UTC' };
}
