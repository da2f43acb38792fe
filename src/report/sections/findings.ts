/** What the analysis found beyond the lab's questions. */
import { describeFinding } from '../../analyzer/findings/describe.ts';
import type { Finding } from '../../analyzer/model.ts';
import type { Block, Inline, Jump, Section, Tone } from '../model.ts';
import { visibleLine } from '../text.ts';
import { type BuildContext, filterBlock, frames, paragraph, right, section, table } from './context.ts';

const MAX_FINDINGS = 60;

export function findingsSection(context: BuildContext): Section {
  const { say, analysis } = context;
  const shown = analysis.findings.slice(0, MAX_FINDINGS);
  const blocks: Block[] = [];
  if (shown.length === 0) {
    blocks.push(paragraph(say('Nothing unusual: no finding beyond the textbook.', '没有发现异常情况。')));
  }
  const left = analysis.findings.length - shown.length;
  if (left > 0) {
    blocks.push(paragraph(say(`${left} more findings are in analysis.json.`, `其余 ${left} 条见 analysis.json。`)));
  }
  return section(
    'findings',
    say('Findings', '分析发现'),
    [...blocks, flagsTable(context)],
    shown.map((finding, i) => findingSection(context, finding, i)),
  );
}

function findingSection(context: BuildContext, finding: Finding, index: number): Section {
  const { say } = context;
  const words = describeFinding(finding, context.language);
  const text: Inline[] = [
    { kind: 'verdict', tone: tone(finding), text: severity(context, finding) },
    ' ',
    visibleLine(words.detail),
    ' ',
    ...(finding.connection === null ? [] : [{ kind: 'stream' as const, stream: finding.connection }, ' ']),
    ...(finding.frames.length > 0 ? [frames(finding.frames)] : []),
    finding.rfc === null ? '' : ` (${visibleLine(finding.rfc)})`,
  ];
  return section(`finding-${index + 1}`, visibleLine(words.title), [
    { kind: 'paragraph', text },
    filterBlock(finding.filter, say('exactly these frames', '正是这些帧')),
  ]);
}

function tone(finding: Finding): Tone {
  return ({ info: 'good', note: 'note', warning: 'warning', error: 'bad' } as const)[finding.severity];
}

function severity(context: BuildContext, finding: Finding): string {
  const { say } = context;
  switch (finding.severity) {
    case 'info':
      return say('Info', '信息');
    case 'note':
      return say('Note', '提示');
    case 'warning':
      return say('Warning', '警告');
    case 'error':
      return say('Error', '错误');
  }
}

function flagsTable(context: BuildContext): Block {
  const { say, analysis } = context;
  const totals = new Map<string, number>();
  for (const connection of analysis.connections) {
    for (const [flag, count] of Object.entries(connection.analysis)) {
      if (count > 0) totals.set(flag, (totals.get(flag) ?? 0) + count);
    }
  }
  if (totals.size === 0) {
    return paragraph(
      say(
        'No segment carries any of Wireshark’s tcp.analysis marks.',
        '没有报文段带有 Wireshark 的 tcp.analysis 标记。',
      ),
    );
  }
  return table(
    say('Wireshark’s tcp.analysis marks in this capture', '本次抓包中的 tcp.analysis 标记'),
    [say('Mark', '标记'), right(say('Segments', '报文段数')), say('Filter', '过滤器')],
    [...totals]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([flag, count]) => [
        { kind: 'code', text: flag },
        String(count),
        { kind: 'filter', text: `tcp.analysis.${flag}` },
      ]),
  );
}

export function findingJumps(context: BuildContext): Jump[] {
  return context.analysis.findings.slice(0, MAX_FINDINGS).map((finding, i) => ({
    kind: 'finding',
    id: `finding-${i + 1}`,
    title: visibleLine(describeFinding(finding, context.language).title),
    frames: finding.frames.slice(0, 2000),
    range: false,
  }));
}
