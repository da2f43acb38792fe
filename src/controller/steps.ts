/** Carries out a lab's steps, one after the other, and records what each one did. */
import { formatEpoch, nowNs } from '../base/clock.ts';
import { messageOf, RunError } from '../base/errors.ts';
import { METHOD } from '../hosts/protocol.ts';
import type { LabPlan, StepPlan } from '../lab/plan.ts';
import { serverHosts } from '../lab/server-programs.ts';
import type { StepRecord } from '../report/manifest.ts';
import type { AgentClient } from './agent-client.ts';
import type { RunProgress } from './progress.ts';

/** A step that was planned and has not begun. */
export function plannedStep(step: StepPlan): StepRecord {
  return {
    id: step.id,
    on: step.on,
    do: step.do,
    with: step.with,
    title: step.title,
    text: step.text,
    section: step.section,
    expect: step.expect,
    outcome: 'not-run',
    startedAt: null,
    endedAt: null,
    frames: null,
    transcript: [],
    truth: [],
    result: {},
  };
}

/**
 * Runs the steps in order, filling `records` as it goes, so that what was done is known even when a step throws.
 * Throws `RunError` when a step fails in a way that the lab does not expect, or when `interrupted` settles first.
 */
export async function runSteps(
  plan: LabPlan,
  agents: ReadonlyMap<string, AgentClient>,
  records: StepRecord[],
  progress: RunProgress,
  interrupted: Promise<never>,
): Promise<void> {
  const servers = [...serverHosts(plan)].flatMap((name) => agents.get(name) ?? []);
  for (const [index, step] of plan.steps.entries()) {
    const record = records[index]!;
    const start = performance.now();
    progress.stepStarted(step, index, plan.steps.length);
    record.startedAt = formatEpoch(nowNs());
    try {
      await Promise.race([runStep(step, agents.get(step.on)!, record), interrupted]);
      await Promise.race([settled(servers, step), interrupted]);
    } catch (error) {
      record.outcome = 'failed';
      record.transcript.push({ time: formatEpoch(nowNs()), mark: '#', text: messageOf(error) });
      throw error;
    } finally {
      record.endedAt = formatEpoch(nowNs());
      progress.stepEnded(record, performance.now() - start);
    }
  }
}

async function runStep(step: StepPlan, agent: AgentClient, record: StepRecord): Promise<void> {
  const { outcome, transcript, truth, result } = await agent
    .call(METHOD.act, { do: step.do, with: step.with }, step.timeoutMs)
    .catch((error: unknown) => {
      throw new RunError(`step "${step.id}" (${step.do} on ${step.on}) failed: ${messageOf(error)}`, {
        hint: `logs/${step.on}.log in the run directory says more`,
        cause: error,
      });
    });
  Object.assign(record, { outcome, transcript, truth, result });
  const expected = step.expect === 'refusal' ? 'refused' : 'done';
  if (outcome !== expected) {
    throw new RunError(`step "${step.id}" (${step.do}) was ${outcome}, but the lab expects it to be ${expected}`, {
      hint: transcript.at(-1)?.text ?? '',
    });
  }
}

/** A step is over when its servers are done, too: Postfix answers the client first and delivers the mail then. */
async function settled(servers: readonly AgentClient[], step: StepPlan): Promise<void> {
  await Promise.all(servers.map((agent) => agent.call(METHOD.settled, {}, step.timeoutMs)));
}
