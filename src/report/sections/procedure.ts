/** What was done: each step with its command, the replies, and the frames that it caused. */
import { hasBegun, type StepRecord } from '../manifest.ts';
import type { Block, Inline, Jump, Section } from '../model.ts';
import { visibleLine, visibleText } from '../text.ts';
import { type BuildContext, code, filterBlock, paragraph, section } from './context.ts';

const MAX_TRANSCRIPT_LINES = 200;

export function procedureSection(context: BuildContext): Section | null {
  const { say, manifest } = context;
  if (manifest === null) return null;
  const steps = manifest.steps.map((step, i) => stepSection(context, step, i));
  return section(
    'procedure',
    say('Procedure', '实验步骤'),
    [
      paragraph(
        hasBegun(manifest.steps)
          ? say(
              'The steps as they were carried out. Hosts and capture share one clock, so each step knows the frames that fell into its time.',
              '以下是实际执行的各个步骤。主机与抓包使用同一个时钟，因此每一步都能对应到它产生的帧。',
            )
          : say('The steps as they are planned; none was carried out.', '以下是计划的各个步骤，均未执行。'),
      ),
      ...marksExplained(context),
    ],
    steps,
  );
}

/** What stands at the beginning of a line of a listing, and what it says of that line. */
const MARKS = [
  { mark: '>', en: 'what the host sent', zh: '主机发送的内容' },
  { mark: '<', en: 'what it received', zh: '主机收到的内容' },
  { mark: '=', en: 'what was set on it', zh: '主机上的设置' },
  { mark: '#', en: 'what its program noted', zh: '程序自己的记录' },
] as const;

function marksExplained(context: BuildContext): Block[] {
  const { say } = context;
  const used = new Set(context.manifest?.steps.flatMap(({ transcript: lines }) => lines.map(({ mark }) => mark)));
  const explained = MARKS.filter(({ mark }) => used.has(mark)).flatMap(({ mark, en, zh }, i): Inline[] => [
    i === 0 ? say('At the beginning of a line in the listings, ', '记录中每行开头的符号：') : say(', ', '，'),
    code(mark),
    say(` is ${en}`, ` 表示${zh}`),
  ]);
  return explained.length === 0 ? [] : [paragraph(...explained, say('.', '。'))];
}

function stepSection(context: BuildContext, step: StepRecord, index: number): Section {
  const { say } = context;
  const blocks: Block[] = [];
  if (step.text) blocks.push(paragraph(context.pick(step.text)));
  blocks.push({
    kind: 'facts',
    compact: true,
    items: [
      { label: say('Host', '主机'), value: [code(step.on)] },
      { label: say('Action', '操作'), value: [code(step.do)] },
      { label: say('Outcome', '结果'), value: [outcome(context, step)] },
      { label: say('Frames', '对应的帧'), value: stepFrames(context, step) },
      ...(step.section === null
        ? []
        : [
            {
              label: say('Lab document', '指导书'),
              value: [say(`§ ${visibleLine(step.section)}`, `${visibleLine(step.section)} 节`)],
            },
          ]),
    ],
  });
  if (step.transcript.length > 0) blocks.push(transcript(context, step));
  if (step.frames) {
    blocks.push(
      filterBlock(
        `frame.number >= ${step.frames.first} && frame.number <= ${step.frames.last}`,
        say('the frames of this step', '本步骤的帧'),
      ),
    );
  }
  return section(`step-${index + 1}`, context.pick(step.title), blocks);
}

function outcome(context: BuildContext, step: StepRecord): Inline {
  const { say } = context;
  switch (step.outcome) {
    case 'done':
      return { kind: 'verdict', tone: 'good', text: say('done', '完成') };
    case 'refused':
      return step.expect === 'refusal'
        ? { kind: 'verdict', tone: 'good', text: say('refused, as it should be', '按预期被拒绝') }
        : { kind: 'verdict', tone: 'bad', text: say('refused', '被拒绝') };
    case 'failed':
      return { kind: 'verdict', tone: 'bad', text: say('failed', '失败') };
    case 'not-run':
      return { kind: 'verdict', tone: 'warning', text: say('not run', '未执行') };
  }
}

function stepFrames(context: BuildContext, step: StepRecord): Inline[] {
  const { say } = context;
  if (step.frames === null) return [say('none', '无')];
  const { first, last, count } = step.frames;
  return [{ kind: 'range', first, last }, say(` (${count})`, `（${count}）`)];
}

function transcript(context: BuildContext, step: StepRecord): Block {
  const lines = step.transcript.slice(0, MAX_TRANSCRIPT_LINES).map(({ mark, text, zh = text, host }) => {
    const whose = host === undefined ? '' : `[${host}] `;
    return `${mark} ${whose}${visibleText(context.pick({ en: text, zh }))}`;
  });
  const left = step.transcript.length - lines.length;
  return {
    kind: 'code',
    caption: context.say(`What the host ${step.on} saw`, `主机 ${step.on} 上的记录`),
    text: lines.join('\n'),
    note: left > 0 ? context.say(`${left} more lines are in run.json.`, `其余 ${left} 行见 run.json。`) : null,
  };
}

export function stepJumps(context: BuildContext): Jump[] {
  return (context.manifest?.steps ?? []).flatMap((step, i) =>
    step.frames === null
      ? []
      : [
          {
            kind: 'step' as const,
            id: `step-${i + 1}`,
            title: `${i + 1}. ${context.pick(step.title)}`,
            frames: [step.frames.first, step.frames.last],
            range: true,
          },
        ],
  );
}
