/** What a reader must know first of a run that was not carried out: that it was not, why, and what to do. */
import { hasBegun } from '../manifest.ts';
import type { Callout } from '../model.ts';
import { visibleLine } from '../text.ts';
import type { BuildContext } from './context.ts';

/** Null for a run whose steps were all carried out, and for a bare capture; `seen` says what its capture holds. */
export function brokenRun(context: BuildContext, seen: string): Callout | null {
  const { say, manifest } = context;
  if (manifest === null || manifest.error === null) return null;
  const begun = hasBegun(manifest.steps);
  const sentences = [howFar(context), ...(begun ? [seen] : []), ...reason(context)];
  return { kind: 'callout', tone: 'bad', title: titleOf(context), text: [sentences.join(say(' ', ''))] };
}

function titleOf({ say, manifest }: BuildContext): string {
  if (manifest!.status === 'interrupted') return say('This run was interrupted.', '本次运行被中断。');
  return hasBegun(manifest!.steps)
    ? say('This run broke off.', '本次运行中途失败。')
    : say('This lab never began.', '本次实验没有开始。');
}

function howFar({ say, manifest }: BuildContext): string {
  const { steps } = manifest!;
  if (!hasBegun(steps)) {
    return say(
      'No step was carried out, and nothing was captured to report on.',
      '没有执行任何步骤，也没有可供分析的抓包数据。',
    );
  }
  const done = steps.filter(({ outcome }) => outcome === 'done' || outcome === 'refused').length;
  return say(
    `${done} of ${steps.length} steps were carried out; this report shows what was seen.`,
    `${steps.length} 个步骤中执行了 ${done} 个，本报告给出已经得到的内容。`,
  );
}

/** The hint comes last and without a stop: it may be a command. */
function reason({ say, manifest, language }: BuildContext): string[] {
  if (manifest!.status === 'interrupted') return [];
  const { message, hint, texts } = manifest!.error!;
  const mend = texts?.hint?.[language] ?? hint;
  return [
    say(`Why: ${visibleLine(texts?.message.en ?? message)}.`, `原因：${visibleLine(texts?.message.zh ?? message)}。`),
    say('What was logged is in logs/ of the run directory.', '运行日志在运行目录的 logs/ 中。'),
    ...(mend === null ? [] : [say(`What to do: ${visibleLine(mend)}`, `解决办法：${visibleLine(mend)}`)]),
  ];
}
