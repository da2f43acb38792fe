/** How complete the capture is: the line at the top of each report. */
import { describeWarning } from '../../analyzer/warning-words.ts';
import type { Callout } from '../model.ts';
import { exact, many } from '../number.ts';
import { visibleLine } from '../text.ts';
import { brokenRun } from './broken-run.ts';
import type { BuildContext } from './context.ts';
import { capturedSides } from './one-direction.ts';

export function completeness(context: BuildContext): Callout {
  const { say, analysis, manifest } = context;
  const problems = captureProblems(context);
  const hidden = context.options.redacted
    ? say(' Passwords are blacked out in this report.', '本报告中的密码已涂黑。')
    : '';
  const counted = say(
    `${many(analysis.capture.packets, 'packet', 'packets')}, ${exact(analysis.capture.tcpPackets)} of them TCP, in ${many(analysis.connections.length, 'connection', 'connections')}.`,
    `共 ${analysis.capture.packets} 个分组，其中 TCP 报文段 ${analysis.capture.tcpPackets} 个，属于 ${analysis.connections.length} 条连接。`,
  );
  const seen = `${problems.length > 0 ? `${problems.join(say(' ', ''))}${say(' ', '')}` : ''}${counted}${hidden}`;
  const broken = brokenRun(context, seen);
  if (broken !== null) return broken;
  if (analysis.capture.packets === 0) {
    return {
      kind: 'callout',
      tone: 'warning',
      title: say('This capture is empty', '本次抓包为空'),
      text: [
        say('It holds no packet, so there is nothing to report on.', '其中没有任何分组，无从分析。'),
        ...problems.map((problem) => `${say(' ', '')}${problem}`),
        hidden,
      ],
    };
  }
  if (problems.length > 0) {
    return {
      kind: 'callout',
      tone: 'warning',
      title: say('This capture is not whole', '本次抓包不完整'),
      text: [seen],
    };
  }
  const dropped =
    analysis.capture.dropped === null && manifest === null
      ? say(
          'The file does not say whether packets were dropped; nothing in it shows that any are missing.',
          '抓包文件没有记录丢包数；从内容看没有发现缺失。',
        )
      : say('No packet was dropped, none was cut short.', '没有丢包，没有被截断的分组。');
  return {
    kind: 'callout',
    tone: 'good',
    title: say('This capture is whole', '本次抓包完整'),
    text: [dropped, say(' ', ''), counted, hidden],
  };
}

/** What is known to be missing, a sentence each. */
function captureProblems(context: BuildContext): string[] {
  const { say, language, analysis, manifest } = context;
  const problems = [...lostOnCapture(context), ...unseenOf(context)];
  if (manifest && !manifest.capture.whole && problems.length === 0) {
    problems.push(say('The capture stopped before every connection had closed.', '抓包在所有连接关闭之前就已停止。'));
  }
  const warnings = analysis.capture.warnings.map((warning) => {
    const text = visibleLine(describeWarning(warning, language));
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}${say('.', '。')}`;
  });
  return [...problems, ...warnings];
}

/** What the capturing side says of itself. */
function lostOnCapture({ say, analysis: { capture } }: BuildContext): string[] {
  const problems: string[] = [];
  if (capture.dropped) {
    problems.push(
      say(
        `The capture engine lost ${many(capture.dropped, 'packet', 'packets')}.`,
        `抓包引擎丢失了 ${capture.dropped} 个分组。`,
      ),
    );
  }
  if (capture.truncated > 0) {
    problems.push(
      say(
        `${many(capture.truncated, 'packet is', 'packets are')} cut short: the capture kept only the first bytes.`,
        `有 ${capture.truncated} 个分组被截断，只保留了开头的字节。`,
      ),
    );
  }
  return problems;
}

/** What the connections show to be missing. */
function unseenOf(context: BuildContext): string[] {
  const { say, analysis } = context;
  const { connections } = analysis;
  const problems: string[] = [];
  const oneSided = capturedSides(context).size;
  if (oneSided > 0) {
    problems.push(
      say(
        `Of ${many(oneSided, 'connection', 'connections')} only one direction is in the capture.`,
        `有 ${oneSided} 条连接只抓到一个方向的分组。`,
      ),
    );
  }
  const late = connections.filter((c) => c.handshake.kind === 'not-captured').length;
  if (late > 0) {
    problems.push(
      say(
        `${many(late, 'connection was', 'connections were')} open already when the capture began.`,
        `有 ${late} 条连接在抓包开始之前就已建立。`,
      ),
    );
  }
  const open = connections.filter((c) => c.teardown.kind === 'open' && c.handshake.kind === 'three-way').length;
  if (open > 0) {
    problems.push(
      say(
        `${many(open, 'connection was', 'connections were')} still open when the capture ended.`,
        `有 ${open} 条连接在抓包结束时尚未关闭。`,
      ),
    );
  }
  const lost = connections.reduce((sum, { missingBytes }) => sum + missingBytes.client + missingBytes.server, 0);
  if (lost > 0) {
    problems.push(
      say(
        `${many(lost, 'payload byte was sent but is', 'payload bytes were sent but are')} not in the capture.`,
        `有 ${lost} 字节的数据已经发送，但不在抓包文件中。`,
      ),
    );
  }
  return problems;
}
