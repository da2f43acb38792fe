/** What the namespace runtime needs of this machine, checked one by one by trying it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hintsOf, MachineError, messagesOf } from '../../base/errors.ts';
import type { Need } from '../runtime.ts';
import { makeNamespaces } from './enter.ts';
import { refusalError, wasKilled } from './refusal.ts';
import { findTool, labEnvironment, requireTools, TOOL_PACKAGES, type Tool } from './tools.ts';

const run = promisify(execFile);
const TRY_TIMEOUT_MS = 5_000;

const NO_LINUX = {
  en: 'use --runtime docker, or run wirelab in a Linux virtual machine',
  zh: '使用 --runtime docker，或在 Linux 虚拟机中运行 wirelab',
};
const NOT_INSTALLED = { en: 'not installed', zh: '未安装' };
const NAMESPACES = { en: 'user, network, mount and PID namespaces', zh: '用户、网络、挂载和 PID 命名空间' };
const ALLOWED = { en: 'allowed', zh: '可用' };
const OTHER_SYSTEM = { en: 'namespaces need Linux', zh: '命名空间只能在 Linux 上使用' };
/** The first thing in a lab's namespaces that needs rights in them. */
const MOUNT = 'mount -t tmpfs wirelab /run';
const WORKS = { en: 'works', zh: '可用' };

/** Throws `MachineError` for the first thing that no lab in namespaces can do without. */
export async function requireNamespaces(): Promise<void> {
  if (!linuxNeed().ok) throw new MachineError(OTHER_SYSTEM, { hint: NO_LINUX });
  requireTools();
  const failure = await tryInNamespaces(MOUNT);
  // A try that somebody has killed tells nothing; the lab's own network will.
  if (failure !== null && !failure.killed) throw refusalError(failure.lastWords);
}

export async function namespaceNeeds(): Promise<Need[]> {
  const linux = linuxNeed();
  if (!linux.ok) return [linux];
  const tools = (Object.keys(TOOL_PACKAGES) as Tool[]).map(toolNeed);
  const namespaces = await namespacesNeed();
  const kernel = namespaces.ok && findTool('ip') ? await Promise.all(KERNEL_PARTS.map(kernelNeed)) : [];
  return [linux, ...tools, namespaces, ...kernel];
}

function linuxNeed(): Need {
  const ok = process.platform === 'linux';
  return {
    id: 'linux',
    title: 'Linux',
    ok,
    detail: process.platform,
    mend: ok ? null : NO_LINUX,
    required: true,
  };
}

function toolNeed(tool: Tool): Need {
  const path = findTool(tool);
  return {
    id: `tool-${tool}`,
    title: tool,
    ok: path !== undefined,
    detail: path ?? NOT_INSTALLED,
    mend: path ? null : `apt-get install ${TOOL_PACKAGES[tool]}`,
    required: true,
  };
}

async function namespacesNeed(): Promise<Need> {
  const failure = await tryInNamespaces(MOUNT);
  const refusal = failure === null ? null : refusalError(failure.lastWords);
  return {
    id: 'namespaces',
    title: NAMESPACES,
    ok: refusal === null,
    detail: refusal === null ? ALLOWED : messagesOf(refusal),
    mend: hintsOf(refusal),
    required: true,
  };
}

/** What the lab network is made of; a kernel may lack the module, or the right to load it. */
const KERNEL_PARTS = [
  {
    id: 'bridge',
    title: { en: 'Ethernet bridges', zh: '以太网网桥' },
    command: 'ip link add b0 type bridge',
    module: 'bridge',
    required: true,
  },
  {
    id: 'veth',
    title: { en: 'virtual Ethernet pairs', zh: '虚拟以太网对（veth）' },
    command: 'ip link add v0 type veth peer name v1',
    module: 'veth',
    required: true,
  },
  {
    id: 'tbf',
    title: { en: 'token bucket filter (only for labs with a rate)', zh: '令牌桶过滤器（仅限速的实验需要）' },
    command: 'ip link add v0 type veth peer name v1 && tc qdisc add dev v0 root tbf rate 1mbit burst 6056 latency 50ms',
    module: 'sch_tbf',
    required: false,
  },
] as const;

async function kernelNeed(part: (typeof KERNEL_PARTS)[number]): Promise<Need> {
  const failure = await tryInNamespaces(part.command);
  return {
    id: part.id,
    title: part.title,
    ok: failure === null,
    detail: failure?.lastWords ?? WORKS,
    mend: failure === null ? null : `sudo modprobe ${part.module}`,
    required: part.required,
  };
}

interface Failure {
  /** The last line of what went wrong. */
  readonly lastWords: string;
  readonly killed: boolean;
}

/** Null when the shell command worked in fresh namespaces. */
async function tryInNamespaces(command: string): Promise<Failure | null> {
  try {
    await run(findTool('unshare') ?? 'unshare', makeNamespaces(['sh', '-c', command]), {
      env: labEnvironment('/'),
      timeout: TRY_TIMEOUT_MS,
    });
    return null;
  } catch (error) {
    const { stderr = '', signal = null } = error as { stderr?: string; signal?: string | null };
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return { lastWords: said || String(error), killed: wasKilled(signal, said) };
  }
}
