/** The puzzle of the missing FIN: for each closing that is not the textbook's, every guess, judged by segments. */

import { describeHypothesis } from '../../analyzer/findings/hypothesis-words.ts';
import type { Connection, Hypothesis } from '../../analyzer/model.ts';
import type { Block, Inline, Section } from '../model.ts';
import { visibleLine } from '../text.ts';
import { teardownKind } from './closing.ts';
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

/** Kinds of closing that are judged one by one in the report; `analysis.json` holds all. */
const MAX_GROUPS = 12;
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
  return section(
    'puzzle',
    say('The puzzle: is a FIN missing?', '谜题：FIN 真的缺失了吗？'),
    blocks,
    groups.slice(0, MAX_GROUPS).map((group) => groupSection(context, group)),
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

function groupSection(context: BuildContext, group: readonly Connection[]): Section {
  const connection = group[0]!;
  const others = group.slice(1);
  const { say, language } = context;
  const kind = teardownKind(context, connection.teardown.kind);
  const caption = say(
    `Guesses about the closing of tcp.stream ${connection.id}`,
    `关于 tcp.stream ${connection.id} 释放过程的各种猜测`,
  );
  const hypotheses = [...(connection.closing?.hypotheses ?? [])].sort((a, b) => RANK[a.verdict] - RANK[b.verdict]);
  return section(
    `puzzle-${connection.id}`,
    say(
      `tcp.stream ${connection.id} (${appName(connection.app)}): ${kind}`,
      `tcp.stream ${connection.id}（${appName(connection.app)}）：${kind}`,
    ),
    [
      paragraph(
        `${endpointText(connection.client)} → ${endpointText(connection.server)}`,
        ...(others.length === 0 ? [] : [say('. The same holds for tcp.stream ', '。以下连接的结论相同：tcp.stream ')]),
        ...streams(
          context,
          others.map(({ id }) => id),
        ),
        others.length === 0 ? '' : say('.', '。'),
      ),
      table(
        caption,
        [say('Guess', '猜测'), say('Verdict', '结论'), say('Because', '依据'), say('Frames and filter', '帧与过滤器')],
        hypotheses.map((hypothesis) => {
          const words = describeHypothesis(hypothesis, language);
          return [
            visibleLine(words.statement),
            verdict(context, hypothesis),
            visibleLine(words.reason),
            [
              ...(hypothesis.frames.length > 0 ? [frames(hypothesis.frames), ' '] : []),
              ...(hypothesis.filter === NO_FRAMES ? [] : [{ kind: 'filter' as const, text: hypothesis.filter }]),
            ],
          ];
        }),
      ),
    ],
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
