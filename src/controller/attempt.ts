/** On which runtime a lab runs: the first that can run it. */
import { rm } from 'node:fs/promises';
import { rejectOnAbort } from '../base/abort.ts';
import { MachineError, messagesOf } from '../base/errors.ts';
import { fillIn } from '../base/language.ts';
import type { LabPlan } from '../lab/plan.ts';
import { hasBegun } from '../report/manifest.ts';
import type { Runtime, SubnetLease } from '../runtime/runtime.ts';
import { brokenRun, type LabRun, type LabRunRequest, runLab } from './run-lab.ts';

export interface AttemptRequest extends Omit<LabRunRequest, 'plan' | 'runtime'> {
  /** The lab on that subnet, on its own where none is given. */
  readonly planOn: (subnet?: string) => LabPlan;
}

/** One try to run a lab, and what came of it. Disposing of it gives the subnet back. */
export interface Attempt extends AsyncDisposable {
  readonly runtime: Runtime;
  readonly plan: LabPlan;
  readonly run: LabRun;
}

/** Without those before the first that is there at all; throws the last one's `MachineError` where none is. */
export async function usableRuntimes(runtimes: readonly Runtime[], signal: AbortSignal): Promise<readonly Runtime[]> {
  const [runtime, ...others] = runtimes;
  try {
    await Promise.race([runtime?.requireUsable(), rejectOnAbort(signal)]);
    return runtimes;
  } catch (error) {
    if (!(error instanceof MachineError) || others.length === 0) throw error;
    return usableRuntimes(others, signal);
  }
}

const TAKING_NEXT = { en: "{kind} can't run it ({why}); taking {next}", zh: '{kind} 无法运行（{why}），改用 {next}' };

/** One that can't run the lab after all (its image can't be had, say) says why, and makes way for the next one. */
export async function runOnFirstThatCan(runtimes: readonly Runtime[], request: AttemptRequest): Promise<Attempt> {
  const [runtime, ...others] = runtimes;
  const attempt = await tryOn(runtime!, request);
  const [next] = others;
  const { failure, steps } = attempt.run;
  if (!(failure instanceof MachineError) || hasBegun(steps) || next === undefined) return attempt;
  await attempt[Symbol.asyncDispose]();
  await rm(request.directory.rawCapture, { force: true });
  request.log.writeFailure(failure);
  request.progress.note(fillIn(TAKING_NEXT, { kind: runtime!.kind, why: messagesOf(failure), next: next.kind }));
  return runOnFirstThatCan(others, request);
}

/** Never throws: a subnet that can't be had breaks a run as anything else does. */
async function tryOn(runtime: Runtime, request: AttemptRequest): Promise<Attempt> {
  const own = request.planOn();
  let lease: SubnetLease | null = null;
  const dispose = async (): Promise<void> => lease?.[Symbol.asyncDispose]();
  try {
    lease = await runtime.leaseSubnet({ lab: own.name, network: own.network });
  } catch (error) {
    return { runtime, plan: own, run: brokenRun(own, request.signal, error), [Symbol.asyncDispose]: dispose };
  }
  const plan = lease.subnet === own.network.subnet ? own : request.planOn(lease.subnet);
  const run = await runLab({ ...request, plan, runtime });
  return { runtime, plan, run, [Symbol.asyncDispose]: dispose };
}
