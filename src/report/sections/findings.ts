/** What the analysis found beyond the lab's questions. */
import { describeFinding } from '../../analyzer/findings/describe.ts';
import type { Finding } from '../../analyzer/model.ts';
import type { Block, Inline, Jump, Section, Tone } from '../model.ts';
import { visibleLine } from '../text.ts';
import {
  type BuildContext,
  filterBlock,
  frames,
  framesFilter,
  NO_FRAMES,
  paragraph,
  right,
  section,
  streams,
  table,
} from './context.ts';

const MAX_FINDINGS = 60;
const MAX_JUMP_FRAMES = 2000;

/** Findings that say the same of several connections are one. */
interface Group {
  readonly title: string;
  readonly detail: string;
  readonly first: Finding;
  readonly streams: number[];
  readonly frames: number[];
}

function groupsOf(context: BuildContext): Group[] {
  const groups = new Map<string, Group>();
  for (const finding of context.analysis.findings) {
    const { title, detail } = describeFinding(finding, context.language);
    const key = `${finding.code} ${finding.severity} ${detail}`;
    const group = groups.get(key) ?? { title, detail, first: finding, streams: [], frames: [] };
    if (finding.connection !== null) group.streams.push(finding.connection);
    group.frames.push(...finding.frames);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.streams.sort((a, b) => a - b);
  return [...groups.values()];
}

export function findingsSection(context: BuildContext): Section {
  const { say } = context;
  const all = groupsOf(context);
  const shown = all.slice(0, MAX_FINDINGS);
  const blocks: Block[] = [];
  if (shown.length === 0) {
    blocks.push(paragraph(say('Nothing unusual: no finding beyond the textbook.', '没有发现异常情况。')));
  }
  const left = all.length - shown.length;
  if (left > 0) {
    blocks.push(paragraph(say(`${left} more findings are in analysis.json.`, `其余 ${left} 条见 analysis.json。`)));
  }
  return section(
    'findings',
    say('Findings', '分析发现'),
    [...blocks, flagsTable(context)],
    shown.map((group, i) => findingSection(context, group, i)),
  );
}

function findingSection(context: BuildContext, group: Group, index: number): Section {
  const { say } = context;
  const { first } = group;
  const text: Inline[] = [
    { kind: 'verdict', tone: tone(first), text: severity(context, first) },
    ' ',
    visibleLine(group.detail),
    first.rfc === null ? '' : say(` (${visibleLine(first.rfc)})`, `（${visibleLine(first.rfc)}）`),
  ];
  const where: Inline[] = [
    ...(group.streams.length === 0 ? [] : ['tcp.stream ', ...streams(context, group.streams), ' · ']),
    ...(group.frames.length > 0 ? [frames(group.frames)] : []),
  ];
  const filter = group.streams.length > 1 ? framesFilter(group.frames) : first.filter;
  return section(`finding-${index + 1}`, visibleLine(group.title), [
    { kind: 'paragraph', text },
    { kind: 'paragraph', text: where },
    ...(filter === NO_FRAMES ? [] : [filterBlock(filter, say('exactly these frames', '仅显示这些帧'))]),
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
  return groupsOf(context)
    .slice(0, MAX_FINDINGS)
    .map((group, i) => ({
      kind: 'finding',
      id: `finding-${i + 1}`,
      title: visibleLine(group.title),
      frames: group.frames.slice(0, MAX_JUMP_FRAMES),
      range: false,
    }));
}
