/** A lab network made of namespaces, from its first process to its last. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { rejectOnAbort } from '../../base/abort.ts';
import { MachineError, RunError } from '../../base/errors.ts';
import { fillIn } from '../../base/language.ts';
import { labProcessOf } from '../lab-process.ts';
import type { LabNetwork, LabProcess, NetworkRequest } from '../runtime.ts';
import { enterHost, enterSwitch, makeNamespaces } from './enter.ts';
import { BEGUN_LINE, BRIDGE, networkScript, READY_LINE } from './network-script.ts';
import { refusalError, wasKilled } from './refusal.ts';
import { findTool, labEnvironment, requireTools } from './tools.ts';

/** The programs that run inside the lab, as bundles on this machine. */
export interface LabPrograms {
  readonly agent: string;
  readonly capture: string;
}

/** More of an error text than this helps nobody. */
const MAX_ERROR_TEXT = 2_000;

/** Makes the namespaces and the network; settles when every interface is up. */
export async function startNamespaceNetwork(request: NetworkRequest, programs: LabPrograms): Promise<LabNetwork> {
  requireTools();
  requireOwnServers(request.servers);
  const script = networkScript(request.network, request.hosts);
  const unshare = spawn(findTool('unshare') ?? 'unshare', makeNamespaces(['sh', '-c', script]), {
    env: labEnvironment(request.workDirectory),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const network = new NamespaceNetwork(request, programs, unshare);
  try {
    await network.ready();
    return network;
  } catch (error) {
    await network[Symbol.asyncDispose]();
    throw error;
  }
}

/** vsftpd and Postfix change users and write below /etc and /var: here they would do so on this very machine. */
function requireOwnServers(servers: ReadonlySet<string>): void {
  if (servers.size === 0) return;
  throw new MachineError(
    {
      en: 'other people’s servers (--server) run in containers, not in namespaces',
      zh: '真实的第三方服务器（--server）在容器中运行，不能在命名空间中运行',
    },
    { hint: { en: 'use --runtime docker, or leave --server out', zh: '使用 --runtime docker，或去掉 --server' } },
  );
}

const DIED = { en: 'the lab network died', zh: '实验网络意外终止' };
const DIED_EARLY = { en: 'the lab network died while it was made', zh: '实验网络在搭建过程中意外终止' };
const NOT_MADE = { en: 'the lab network could not be made: {detail}', zh: '无法搭建实验网络：{detail}' };

class NamespaceNetwork implements LabNetwork {
  readonly captureInterface = BRIDGE;
  readonly died: Promise<Error>;
  readonly #request: NetworkRequest;
  readonly #programs: LabPrograms;
  readonly #unshare: ChildProcessWithoutNullStreams;
  readonly #ended: LabProcess['exited'];
  #errorText = '';
  #firstProcess = 0;
  #begun = false;
  #disposed = false;

  constructor(request: NetworkRequest, programs: LabPrograms, unshare: ChildProcessWithoutNullStreams) {
    this.#request = request;
    this.#programs = programs;
    this.#unshare = unshare;
    this.#ended = labProcessOf(unshare).exited;
    unshare.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errorText = (this.#errorText + text).slice(-MAX_ERROR_TEXT);
    });
    this.died = new Promise((resolve) => {
      void this.#ended.then(() => {
        if (!this.#disposed) resolve(new RunError(DIED, { cause: this.#errorText || undefined }));
      });
    });
  }

  /** Settles when the script says so. */
  async ready(): Promise<void> {
    await Promise.race([this.#readLines(), rejectOnAbort(this.#request.signal)]);
    if (this.#firstProcess === 0) throw this.#startError((await this.#ended).signal);
  }

  async #readLines(): Promise<void> {
    for await (const line of createInterface({ input: this.#unshare.stdout })) {
      if (line === BEGUN_LINE) this.#begun = true;
      const match = READY_LINE.exec(line);
      if (match) {
        this.#firstProcess = Number(match[1]);
        break;
      }
    }
    // A stream that nobody reads never closes, and with it the end of the process would never be told.
    this.#unshare.stdout.resume();
  }

  #startError(signal: string | null): Error {
    const detail = this.#errorText.trim().split('\n').at(-1) ?? '';
    // Once the script runs, nothing but a killed first process makes `unshare` itself complain.
    if (wasKilled(signal, detail) || (this.#begun && detail.startsWith('unshare:'))) {
      return new RunError(DIED_EARLY);
    }
    if (!this.#begun || /not permitted|denied/i.test(detail)) {
      return refusalError(detail);
    }
    return new MachineError(fillIn(NOT_MADE, { detail }), {
      hint: { en: 'wirelab doctor says what is missing', zh: '用 wirelab doctor 查看缺少什么' },
    });
  }

  hostDirectory(name: string): string {
    return join(this.#request.workDirectory, name);
  }

  async startHost(name: string): Promise<LabProcess> {
    await mkdir(this.hostDirectory(name), { recursive: true });
    return this.#enter(enterHost(this.#firstProcess, name, [process.execPath, this.#programs.agent]));
  }

  async startCapture(request: { outputFile: string; engine: 'libpcap' | 'cap' }): Promise<LabProcess> {
    const program = [process.execPath, this.#programs.capture, request.engine, BRIDGE, request.outputFile];
    return this.#enter(enterSwitch(this.#firstProcess, program));
  }

  #enter(commandLine: string[]): LabProcess {
    const child = spawn(findTool('nsenter') ?? 'nsenter', commandLine, {
      env: labEnvironment(this.#request.workDirectory),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    return labProcessOf(child);
  }

  async describe(): Promise<{ readonly [key: string]: string }> {
    return {
      kernel: `${os.type()} ${os.release()}`,
      user: process.getuid?.() === 0 ? 'root' : 'ordinary user (user namespace)',
      node: process.version,
    };
  }

  /** Ends the first process; the kernel then ends all others and removes every interface before `unshare` returns. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#unshare.stdin.end();
    // `cat` ends at once at the end of its input; before that point of the script it may not have come yet.
    if (this.#firstProcess === 0) this.#unshare.kill('SIGKILL');
    await this.#ended;
  }
}
