/** Guesses that are refuted for several kinds of closing, told once: a guess, why not, and for which connections. */

import { numberFilter } from '../../analyzer/findings/filter.ts';
import { describeHypothesis } from '../../analyzer/findings/hypothesis-words.ts';
import type { Connection, Hypothesis } from '../../analyzer/model.ts';
import type { Inlines, Section } from '../model.ts';
import { visibleLine } from '../text.ts';
import { type BuildContext, frames, MAX_STREAMS, NO_FRAMES, section, streams, table } from './context.ts';

export const REFUTED_ID = 'puzzle-refuted';

/** The same guess, refuted for the same reason. */
interface Refuted {
  readonly guess: string;
  readonly statement: string;
  readonly reason: string;
  readonly found: { readonly stream: number; readonly hypothesis: Hypothesis }[];
}

export function refutedTitle({ say }: BuildContext): string {
  return say('Refuted guesses', '不成立的猜测');
}

export function refutedSection(context: BuildContext, connections: readonly Connection[]): Section {
  const { say } = context;
  const rows = refutedOf(
    context,
    [...connections].sort((a, b) => a.id - b.id),
  ).map(({ statement, reason, found }) => [
    visibleLine(statement),
    visibleLine(reason),
    streams(
      context,
      found.map(({ stream }) => stream),
    ),
    evidence(found.slice(0, MAX_STREAMS)),
  ]);
  return section(REFUTED_ID, refutedTitle(context), [
    table(
      say('Refuted guesses, and the connections that refute them', '不成立的猜测及其所涉及的连接'),
      [say('Guess', '猜测'), say('Because', '依据'), 'tcp.stream', say('Frames and filter', '帧与过滤器')],
      rows,
    ),
  ]);
}

function refutedOf({ language }: BuildContext, connections: readonly Connection[]): Refuted[] {
  const rows = new Map<string, Refuted>();
  for (const { id: stream, closing } of connections) {
    for (const hypothesis of closing?.hypotheses ?? []) {
      if (hypothesis.verdict !== 'refuted') continue;
      const words = describeHypothesis(hypothesis, language);
      const key = `${hypothesis.id}\n${words.reason}`;
      const row = rows.get(key) ?? { guess: hypothesis.id, ...words, found: [] };
      row.found.push({ stream, hypothesis });
      rows.set(key, row);
    }
  }
  const guesses = [...new Set([...rows.values()].map(({ guess }) => guess))];
  return [...rows.values()].sort((a, b) => guesses.indexOf(a.guess) - guesses.indexOf(b.guess));
}

function evidence(found: Refuted['found']): Inlines {
  const numbers = [...new Set(found.flatMap(({ hypothesis }) => hypothesis.frames))].sort((a, b) => a - b);
  const filter = filterFor(found, numbers);
  return [
    ...(numbers.length > 0 ? [frames(numbers), ' '] : []),
    ...(filter === NO_FRAMES ? [] : [{ kind: 'filter' as const, text: filter }]),
  ];
}

/** One filter over all streams where theirs differ in the stream only, else one for the frames. */
function filterFor(found: Refuted['found'], numbers: readonly number[]): string {
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
