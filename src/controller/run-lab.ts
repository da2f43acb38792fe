/**
 * One run: network up, hosts ready, capture on, steps, connections closed, capture off, network down, analysis, report.
 * What starts is disposed of on every path, and what was captured until something broke is analysed all the same.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rejectOnAbort } from '../base/abort.ts';
import { formatEpoch, nowNs } from '../base/clock.ts';
import { InterruptedError } from '../base/errors.ts';
import type { CaptureCounters, CaptureEngineName, CaptureReady } from '../capture/protocol.ts';
import { METHOD } from '../hosts/protocol.ts';
import { netAdminHosts } from '../lab/net-admin.ts';
import type { HostPlan, LabPlan } from '../lab/plan.ts';
import { serverHosts } from '../lab/server-programs.ts';
import type { StepRecord } from '../report/manifest.ts';
import type { LabNetwork, Runtime } from '../runtime/runtime.ts';
import { AgentClient } from './agent-client.ts';
import { addBackground } from './background.ts';
import { CaptureClient } from './capture-client.ts';
import { connectionsClosed } from './closing.ts';
import type { Phase, RunProgress } from './progress.ts';
import type { RunDirectory } from './run-directory.ts';
import type { RunLog } from './run-log.ts';
import { plannedStep, runSteps } from './steps.ts';

/** An agent loads only what its first action needs; a container may have to start first. */
const HELLO_TIMEOUT_MS = 60_000;
/** A host that dies in a step is silent within this time after its peers have lost their connections to it. */
const SILENT_WITHIN_MS = 500;
/** A runtime may have to look for long whether the host died or its whole engine went. */
const DEATH_TOLD_WITHIN_MS = 15_000;

export interface LabRunRequest {
  readonly plan: LabPlan;
  readonly runtime: Runtime;
  readonly directory: RunDirectory;
  readonly runId: string;
  readonly engine: CaptureEngineName;
  readonly signal: AbortSignal;
  readonly progress: RunProgress;
  readonly log: RunLog;
}

/** What happened in the lab, whether or not it ended well. */
export interface LabRun {
  readonly startedAt: string;
  endedAt: string;
  readonly phases: { name: string; ms: number }[];
  readonly steps: StepRecord[];
  runtimeDetails: { readonly [key: string]: string };
  captureReady: CaptureReady | null;
  counters: CaptureCounters | null;
  /** When the capture was told to stop, as `seconds.nanoseconds`; null when it never ran. */
  captureStoppedAt: string | null;
  captureEnded: 'all-closed' | 'bound-passed' | 'interrupted';
  /** What broke or interrupted the run; null when every step was carried out. */
  failure: unknown;
}

/** Never throws: what went wrong is in `failure`. */
export async function runLab(request: LabRunRequest): Promise<LabRun> {
  const run = plannedRun(request.plan);
  try {
    await new LabSession(request, run).carryOut();
  } catch (error) {
    run.failure = failureOf(error, request.signal);
  }
  run.endedAt = formatEpoch(nowNs());
  return run;
}

/** A run that broke before it had a network. */
export function brokenRun(plan: LabPlan, signal: AbortSignal, error: unknown): LabRun {
  const run = plannedRun(plan);
  return { ...run, endedAt: run.startedAt, failure: failureOf(error, signal) };
}

function plannedRun(plan: LabPlan): LabRun {
  return {
    startedAt: formatEpoch(nowNs()),
    endedAt: '',
    phases: [],
    steps: plan.steps.map(plannedStep),
    runtimeDetails: {},
    captureReady: null,
    counters: null,
    captureStoppedAt: null,
    captureEnded: 'interrupted',
    failure: null,
  };
}

function failureOf(error: unknown, signal: AbortSignal): unknown {
  return signal.aborted ? new InterruptedError() : error;
}

/** Runs `work` as a phase of the run, timed, whether it succeeds or not. */
export async function inPhase<T>(
  phases: { name: string; ms: number }[],
  progress: RunProgress,
  phase: Phase,
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  progress.phaseStarted(phase);
  try {
    return await work();
  } finally {
    const ms = Math.round((performance.now() - start) * 10) / 10;
    phases.push({ name: phase, ms });
    progress.phaseEnded(phase, ms);
  }
}

class LabSession {
  readonly #request: LabRunRequest;
  readonly #run: LabRun;
  readonly #agents = new Map<string, AgentClient>();
  /** Rejects when the user interrupts, or when something that must live dies. */
  #broken: Promise<never>;

  constructor(request: LabRunRequest, run: LabRun) {
    this.#request = request;
    this.#run = run;
    this.#broken = rejectOnAbort(request.signal);
    this.#broken.catch(() => undefined);
  }

  async carryOut(): Promise<void> {
    const network = await this.#phase('network', () => this.#startNetwork());
    try {
      this.#watch(network.died);
      const [capture] = await Promise.all([
        this.#phase('capture', () => this.#startCapture(network)),
        this.#phase('hosts', () => this.#startHosts(network)),
        this.#describe(network),
      ]);
      await this.#withCapture(capture);
    } finally {
      await this.#phase('down', () => this.#down(network));
    }
  }

  async #withCapture(capture: CaptureClient): Promise<void> {
    this.#watch(capture.died);
    try {
      await this.#phase('steps', () => this.#runSteps());
      this.#run.captureEnded = await this.#phase('closing', () => connectionsClosed(this.#agents.values()));
    } finally {
      this.#run.captureStoppedAt = formatEpoch(nowNs());
      this.#run.counters = await capture.stop().catch((error: unknown) => {
        this.#run.failure ??= error;
        return null;
      });
    }
  }

  async #runSteps(): Promise<void> {
    const { plan, progress } = this.#request;
    try {
      await runSteps(plan, this.#agents, this.#run.steps, progress, this.#broken);
    } catch (error) {
      throw await this.#deathBehind(error);
    }
  }

  /** A step that failed because another host died tells less than the death does. */
  async #deathBehind(error: unknown): Promise<unknown> {
    if (this.#request.signal.aborted) return error;
    const silent = Promise.race([...this.#agents.values()].map((agent) => agent.silent.then(() => true)));
    if (!(await Promise.race([silent, sleep(SILENT_WITHIN_MS, false)]))) return error;
    const death = this.#broken.catch((reason: unknown) => reason);
    return Promise.race([death, sleep(DEATH_TOLD_WITHIN_MS, error, { ref: false })]);
  }

  async #startNetwork(): Promise<LabNetwork> {
    const { plan, runtime, directory, runId, signal, progress, log } = this.#request;
    return runtime.startNetwork({
      labels: { run: runId, lab: plan.name },
      network: plan.network,
      hosts: plan.hosts,
      netAdmin: netAdminHosts(plan),
      servers: serverHosts(plan),
      workDirectory: directory.hosts,
      signal,
      onProgress: (text) => progress.note(text),
      onLog: (text) => log.write(text),
    });
  }

  async #describe(network: LabNetwork): Promise<void> {
    this.#run.runtimeDetails = await network.describe();
  }

  async #startHosts(network: LabNetwork): Promise<void> {
    await this.#unlessBroken(Promise.all(this.#request.plan.hosts.map((host) => this.#startHost(network, host))));
  }

  async #startHost(network: LabNetwork, host: HostPlan): Promise<void> {
    const agent = new AgentClient(host.name, await network.startHost(host.name));
    this.#agents.set(host.name, agent);
    this.#watch(agent.died);
    const directory = network.hostDirectory(host.name);
    await agent.call(METHOD.hello, { host: host.name, directory, files: host.files }, HELLO_TIMEOUT_MS);
    for (const { role, settings } of host.roles) {
      await agent.act({ do: role, with: settings }, HELLO_TIMEOUT_MS);
    }
  }

  async #startCapture(network: LabNetwork): Promise<CaptureClient> {
    const { directory, engine } = this.#request;
    const process = await network.startCapture({ outputFile: directory.rawCapture, engine });
    const capture = await this.#unlessBroken(CaptureClient.start(process));
    this.#run.captureReady = capture.ready;
    return capture;
  }

  async #down(network: LabNetwork): Promise<void> {
    if (this.#run.counters !== null) await Promise.all([...this.#agents.values()].map((agent) => agent.stop()));
    addBackground(this.#run.steps, new Map([...this.#agents].map(([name, agent]) => [name, agent.said])));
    await network[Symbol.asyncDispose]();
    await Promise.all([...this.#agents].map(([name, agent]) => this.#keepLog(name, agent.log)));
  }

  /** A disk that has no room for it is told of by whatever is written next. */
  async #keepLog(name: string, text: string): Promise<void> {
    await writeFile(join(this.#request.directory.logs, `${name}.log`), text).catch(() => undefined);
  }

  /** From now on the death of something breaks the run. */
  #watch(died: Promise<Error>): void {
    const before = this.#broken;
    this.#broken = Promise.race([before, died.then((error) => Promise.reject(error))]);
    this.#broken.catch(() => undefined);
  }

  #unlessBroken<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#broken]);
  }

  #phase<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    return inPhase(this.#run.phases, this.#request.progress, phase, work);
  }
}
