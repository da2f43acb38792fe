/** The puzzle of the missing FIN: for each closing that is not the textbook's, every guess, judged by segments. */

import { describeHypothesis } from '../../analyzer/findings/hypothesis-words.ts';
import type { Connection, Hypothesis } from '../../analyzer/model.ts';
import { TEARDOWN_NAMES } from '../../base/tcp-words.ts';
import type { Block, Inline, Section } from '../model.ts';
import { visibleLine } from '../text.ts';
import {
  appName,
  type BuildContext,
  endpointText,
  frames,
  NO_FRAMES,
  paragraph,
  section,
  streams,
  table,
} from './context.ts';
import { REFUTED_ID, refutedSection, refutedTitle } from './puzzle-refuted.ts';

/** Kinds of closing that are judged one by one in the report; `analysis.json` holds all. */
const MAX_GROUPS = 12;
/** With more, what falls is told once for all of them: most guesses fall for most closings. */
const MAX_WHOLE_TABLES = 3;
/** What holds comes first. */
const RANK = { supported: 0, 'cannot-tell': 1, refuted: 2 } as const;

export function puzzleSection(context: BuildContext): Section | null {
  const { say, analysis } = context;
  const odd = analysis.connections.filter((connection) => connection.closing !== null);
  if (odd.length === 0) return null;
  const groups = alike(odd);
  const left = groups.length - MAX_GROUPS;
  const blocks: Block[] = [
    paragraph(
      say(
        'Where a closing is not FIN, ACK, FIN, ACK, a FIN seems to be missing. Each guess about it is a statement about segments, and the capture can say which hold.',
        '释放过程不是 FIN、ACK、FIN、ACK 时，看起来就像少了一个 FIN。关于它的每一种猜测都是关于报文段的论断，可以用抓包逐一检验。',
      ),
    ),
  ];
  if (left > 0) blocks.push(paragraph(say(`${left} more are in analysis.json.`, `其余 ${left} 条见 analysis.json。`)));
  const shown = groups.slice(0, MAX_GROUPS);
  const whole = shown.length <= MAX_WHOLE_TABLES;
  if (!whole) blocks.push(whereRefuted(context));
  return section(
    'puzzle',
    say('The puzzle: is a FIN missing?', '谜题：FIN 真的缺失了吗？'),
    blocks,
    whole
      ? shown.map((group) => groupSection(context, group, ALL))
      : [...shown.map((group) => groupSection(context, group, NOT_REFUTED)), refutedSection(context, shown.flat())],
  );
}

/** Connections about which the capture says the same, guess by guess. */
function alike(connections: readonly Connection[]): Connection[][] {
  const groups = new Map<string, Connection[]>();
  for (const connection of connections) {
    const verdicts = connection.closing?.hypotheses.map(({ id, verdict: found, because }) => [id, found, because]);
    const key = JSON.stringify([connection.teardown.kind, verdicts]);
    groups.set(key, [...(groups.get(key) ?? []), connection]);
  }
  return [...groups.values()];
}

/** Which of a group's guesses its own table holds: of several groups, what falls is told once for all. */
type Shown = readonly Hypothesis['verdict'][];

const ALL: Shown = ['supported', 'cannot-tell', 'refuted'];
const NOT_REFUTED: Shown = ['supported', 'cannot-tell'];

function groupSection(context: BuildContext, group: readonly Connection[], shown: Shown): Section {
  const connection = group[0]!;
  const { say } = context;
  const { id, app, closing, teardown } = connection;
  const kind = context.pick(TEARDOWN_NAMES[teardown.kind].full);
  const hypotheses = (closing?.hypotheses ?? [])
    .filter(({ verdict: found }) => shown.includes(found))
    .sort((a, b) => RANK[a.verdict] - RANK[b.verdict]);
  const blocks = [whichConnections(context, group)];
  if (hypotheses.length > 0) blocks.push(guessTable(context, connection, hypotheses));
  else blocks.push(paragraph(say('Every guess is refuted.', '所有猜测都不成立。')));
  return section(
    `puzzle-${id}`,
    say(`tcp.stream ${id} (${appName(app)}): ${kind}`, `tcp.stream ${id}（${appName(app)}）：${kind}`),
    blocks,
  );
}

function whichConnections(context: BuildContext, [connection, ...others]: readonly Connection[]): Block {
  const { say } = context;
  return paragraph(
    `${endpointText(connection!.client)} → ${endpointText(connection!.server)}`,
    ...(others.length === 0 ? [] : [say('. The same holds for tcp.stream ', '。以下连接的结论相同：tcp.stream ')]),
    ...streams(
      context,
      others.map(({ id }) => id),
    ),
    others.length === 0 ? '' : say('.', '。'),
  );
}

function guessTable(context: BuildContext, { id }: Connection, hypotheses: readonly Hypothesis[]): Block {
  const { say, language } = context;
  return table(
    say(`Guesses about the closing of tcp.stream ${id}`, `关于 tcp.stream ${id} 释放过程的各种猜测`),
    [say('Guess', '猜测'), say('Verdict', '结论'), say('Because', '依据'), say('Frames and filter', '帧与过滤器')],
    hypotheses.map((hypothesis) => {
      const words = describeHypothesis(hypothesis, language);
      return [
        visibleLine(words.statement),
        verdict(context, hypothesis),
        visibleLine(words.reason),
        evidence(hypothesis),
      ];
    }),
  );
}

/** Nothing to show for what is true of all segments: that none is missing. */
function evidence({ frames: list, filter }: Hypothesis): Inline[] {
  if (filter === NO_FRAMES) return list.length > 0 ? [frames(list)] : ['–'];
  return [...(list.length > 0 ? [frames(list), ' '] : []), { kind: 'filter', text: filter }];
}

function whereRefuted(context: BuildContext): Block {
  const { say } = context;
  return paragraph(
    say(
      'A table names the guesses that hold, and those that the capture can’t decide; all others are refuted: see “',
      '各表只列出成立的和无法判断的猜测，其余猜测都不成立，见本节末尾的“',
    ),
    { kind: 'section', id: REFUTED_ID, text: refutedTitle(context) },
    say('” at the end of this section.', '”。'),
  );
}

function verdict(context: BuildContext, { verdict: found }: Hypothesis): Inline {
  const { say } = context;
  switch (found) {
    case 'supported':
      return { kind: 'verdict', tone: 'good', text: say('supported', '成立') };
    case 'refuted':
      return { kind: 'verdict', tone: 'off', text: say('refuted', '不成立') };
    case 'cannot-tell':
      return { kind: 'verdict', tone: 'warning', text: say('can’t be told', '无法判断') };
  }
}
