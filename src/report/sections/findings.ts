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
  readonly detail: string;
  readonly first: Finding;
  readonly streams: number[];
  readonly frames: number[];
}

/** All findings of a kind stand under one heading, whatever their numbers are. */
interface Kind {
  readonly title: string;
  readonly groups: Map<string, Group>;
}

function kindsOf(context: BuildContext): Kind[] {
  const kinds = new Map<string, Kind>();
  for (const finding of context.analysis.findings) {
    const { title, detail } = describeFinding(finding, context.language);
    const key = `${finding.code} ${finding.severity} ${title}`;
    const kind = kinds.get(key) ?? { title, groups: new Map() };
    kinds.set(key, kind);
    const group = kind.groups.get(detail) ?? { detail, first: finding, streams: [], frames: [] };
    kind.groups.set(detail, group);
    if (finding.connection !== null) group.streams.push(finding.connection);
    group.frames.push(...finding.frames);
  }
  for (const { groups } of kinds.values()) {
    for (const group of groups.values()) group.streams.sort((a, b) => a - b);
  }
  return [...kinds.values()];
}

export function findingsSection(context: BuildContext): Section {
  const { say, analysis } = context;
  const title = say('Findings', '分析发现');
  if (analysis.connections.length === 0 && analysis.findings.length === 0) {
    const nothing = say('There is no TCP connection in this capture.', '本次抓包中没有 TCP 连接。');
    return section('findings', title, [paragraph(nothing)]);
  }
  const kinds = kindsOf(context);
  const all = kinds.reduce((sum, { groups }) => sum + groups.size, 0);
  const shown = shownOf(kinds);
  const blocks: Block[] = [];
  if (shown.length === 0) {
    blocks.push(paragraph(say('Nothing unusual: no finding beyond the textbook.', '没有发现异常情况。')));
  }
  const listed = shown.reduce((sum, { groups }) => sum + groups.length, 0);
  if (listed < all) {
    blocks.push(
      paragraph(
        say(
          `Of ${all} findings, ${listed} are shown here, the first of each kind; all are in analysis.json.`,
          `共有 ${all} 条发现，这里列出每一类中的前几条，共 ${listed} 条；全部内容见 analysis.json。`,
        ),
      ),
    );
  }
  return section(
    'findings',
    title,
    [...blocks, flagsTable(context)],
    shown.map(({ title, groups }, i) =>
      section(
        `finding-${i + 1}`,
        title,
        groups.flatMap((group) => groupBlocks(context, group)),
      ),
    ),
  );
}

interface Shown {
  readonly title: string;
  readonly groups: readonly Group[];
}

/** The first of each kind come before the second of any, so that no kind is crowded out. */
function shownOf(kinds: readonly Kind[]): Shown[] {
  const room = kinds.slice(0, MAX_FINDINGS);
  const each = mostOfEach(room.map(({ groups }) => groups.size));
  return room.map(({ title, groups }) => ({ title: visibleLine(title), groups: [...groups.values()].slice(0, each) }));
}

/** As many of each kind as leave room for as many of all others. */
function mostOfEach(sizes: readonly number[]): number {
  const shown = (each: number) => sizes.reduce((sum, size) => sum + Math.min(size, each), 0);
  let each = 1;
  while (each < Math.max(...sizes) && shown(each + 1) <= MAX_FINDINGS) each++;
  return each;
}

function groupBlocks(context: BuildContext, group: Group): Block[] {
  const { say } = context;
  const { first } = group;
  const text: Inline[] = [
    { kind: 'verdict', tone: tone(first), text: severity(context, first) },
    ' ',
    visibleLine(group.detail),
    first.rfc === null
      ? ''
      : say(` (${visibleLine(first.rfc)})`, `（${visibleLine(first.rfc).replaceAll(', ', '、')}）`),
  ];
  const where: Inline[] = [
    ...(group.streams.length === 0 ? [] : ['tcp.stream ', ...streams(context, group.streams), ' · ']),
    ...(group.frames.length > 0 ? [frames(group.frames)] : []),
  ];
  return [{ kind: 'paragraph', text }, { kind: 'paragraph', text: where }, ...filterOf(context, group)];
}

/** The analyzer's own filter where the group is of one connection: it may ask by flags. */
function filterOf(context: BuildContext, { first, frames: list, streams: of }: Group): Block[] {
  const shows = context.say('exactly these frames', '仅显示这些帧');
  if (of.length > 1) return framesFilter(context, list, shows);
  return first.filter === NO_FRAMES ? [] : [filterBlock(first.filter, shows)];
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
  return shownOf(kindsOf(context)).map(({ title, groups }, i) => ({
    kind: 'finding',
    id: `finding-${i + 1}`,
    title,
    frames: groups.flatMap((group) => group.frames).slice(0, MAX_JUMP_FRAMES),
    range: false,
  }));
}
