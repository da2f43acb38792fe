/** Guesses that are refuted for several kinds of closing, told once: a guess, why not, and for which connections. */

import { numberFilter } from '../../analyzer/findings/filter.ts';
import { describeHypothesis } from '../../analyzer/findings/hypothesis-words.ts';
import type { Connection, Hypothesis } from '../../analyzer/model.ts';
import type { Inline, Inlines, Section } from '../model.ts';
import { visibleLine } from '../text.ts';
import { type BuildContext, frames, MAX_STREAMS, NO_FRAMES, paragraph, section, streams } from './context.ts';

export const REFUTED_ID = 'puzzle-refuted';

/** Why a guess falls, and where for this reason. */
interface Reason {
  readonly reason: string;
  readonly found: { readonly stream: number; readonly hypothesis: Hypothesis }[];
}

interface Refuted {
  readonly statement: string;
  readonly reasons: readonly Reason[];
}

export function refutedTitle({ say }: BuildContext): string {
  return say('Refuted guesses', '不成立的猜测');
}

export function refutedSection(context: BuildContext, connections: readonly Connection[]): Section {
  const ordered = [...connections].sort((a, b) => a.id - b.id);
  return section(
    REFUTED_ID,
    refutedTitle(context),
    refutedOf(context, ordered).flatMap(({ statement, reasons }) => [
      paragraph({ kind: 'strong', text: visibleLine(statement) }),
      { kind: 'list', ordered: false, items: reasons.map((reason) => reasonItem(context, reason)) },
    ]),
  );
}

function reasonItem(context: BuildContext, { reason, found }: Reason): Inlines {
  const connections = found.map(({ stream }) => stream);
  return [`${visibleLine(reason)} `, 'tcp.stream ', ...streams(context, connections), ...evidence(found)];
}

function refutedOf({ language }: BuildContext, connections: readonly Connection[]): Refuted[] {
  const guesses = new Map<Hypothesis['id'], { statement: string; reasons: Map<string, Reason> }>();
  for (const { id: stream, closing } of connections) {
    for (const hypothesis of closing?.hypotheses ?? []) {
      if (hypothesis.verdict !== 'refuted') continue;
      const { statement, reason } = describeHypothesis(hypothesis, language);
      const guess = guesses.get(hypothesis.id) ?? { statement, reasons: new Map<string, Reason>() };
      guesses.set(hypothesis.id, guess);
      const known = guess.reasons.get(reason) ?? { reason, found: [] };
      guess.reasons.set(reason, known);
      known.found.push({ stream, hypothesis });
    }
  }
  return [...guesses.values()].map(({ statement, reasons }) => ({ statement, reasons: [...reasons.values()] }));
}

/** Its frames and its filter, both after a dot: of the connections that are named, so that the filter stays readable. */
function evidence(found: Reason['found']): Inline[] {
  const named = found.slice(0, MAX_STREAMS);
  const numbers = [...new Set(named.flatMap(({ hypothesis }) => hypothesis.frames))].sort((a, b) => a - b);
  const filter = filterFor(named, numbers);
  return [
    ...(numbers.length > 0 ? [' · ', frames(numbers)] : []),
    ...(filter === NO_FRAMES ? [] : [' · ', { kind: 'filter' as const, text: filter }]),
  ];
}

/** One filter over all streams where theirs differ in the stream only, else one for the frames. */
function filterFor(found: Reason['found'], numbers: readonly number[]): string {
  const rests = found.map(({ stream, hypothesis: { filter } }) => {
    const prefix = `tcp.stream == ${stream} `;
    return filter.startsWith(prefix) ? filter.slice(prefix.length) : null;
  });
  const [rest, ...others] = rests;
  if (typeof rest !== 'string' || others.some((other) => other !== rest)) {
    return numbers.length === 0 ? NO_FRAMES : numberFilter(numbers);
  }
  const ids = found.map(({ stream }) => stream);
  return `tcp.stream ${ids.length === 1 ? `== ${ids[0]}` : `in {${ids.join(', ')}}`} ${rest}`;
}
