/** Carries out a lab's steps, one after the other, and records what each one did. */
import { formatEpoch, nowNs } from '../base/clock.ts';
import { messagesOf, RunError } from '../base/errors.ts';
import { fillIn, type Text } from '../base/language.ts';
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
      const { en, zh } = messagesOf(error);
      record.transcript.push({ time: formatEpoch(nowNs()), mark: '#', text: en, zh });
      throw error;
    } finally {
      record.endedAt = formatEpoch(nowNs());
      progress.stepEnded(record, performance.now() - start);
    }
  }
}

/** What the host said last: usually why. */
function lastLine(transcript: StepRecord['transcript']): Text {
  const { text, zh = text } = transcript.at(-1) ?? { text: '' };
  return { en: text, zh };
}

const FAILED = {
  en: 'step "{id}" ({action} on {host}) failed: {why}',
  zh: '步骤“{id}”（{host} 上的 {action}）失败：{why}',
};
const SEE_LOG = { en: 'logs/{host}.log in the run directory says more', zh: '详见运行目录中的 logs/{host}.log' };
const UNEXPECTED = {
  en: 'step "{id}" ({action}) was {outcome}, but the lab expects it to be {expected}',
  zh: '步骤“{id}”（{action}）的结果是“{outcome}”，而实验预期的是“{expected}”',
};
const OUTCOME = { done: { en: 'done', zh: '完成' }, refused: { en: 'refused', zh: '被拒绝' } };

async function runStep(step: StepPlan, agent: AgentClient, record: StepRecord): Promise<void> {
  const { outcome, transcript, truth, result } = await agent
    .act({ do: step.do, with: step.with }, step.timeoutMs)
    .catch((error: unknown) => {
      throw new RunError(fillIn(FAILED, { id: step.id, action: step.do, host: step.on, why: messagesOf(error) }), {
        hint: fillIn(SEE_LOG, { host: step.on }),
        cause: error,
      });
    });
  Object.assign(record, { outcome, transcript, truth, result });
  const expected = step.expect === 'refusal' ? 'refused' : 'done';
  if (outcome !== expected) {
    const words = { id: step.id, action: step.do, outcome: OUTCOME[outcome], expected: OUTCOME[expected] };
    throw new RunError(fillIn(UNEXPECTED, words), { hint: lastLine(transcript) });
  }
}

/** A step is over when its servers are done, too: Postfix answers the client first and delivers the mail then. */
async function settled(servers: readonly AgentClient[], step: StepPlan): Promise<void> {
  await Promise.all(servers.map((agent) => agent.call(METHOD.settled, {}, step.timeoutMs)));
}
