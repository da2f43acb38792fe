/** A ladder of one connection's segments, with what the application said in them and both sides' states. */
import type { Connection } from '../../analyzer/model.ts';
import { drawLadder, type LadderInput, type Rung, segmentText } from '../figures/ladder.ts';
import { statesAlong } from '../figures/states.ts';
import type { Figure } from '../model.ts';
import { rowsOfStream } from '../packets/table.ts';
import { type BuildContext, endpointText, figure } from './context.ts';
import { saysOf } from './conversation.ts';
import { capturedSides, knownStates } from './one-direction.ts';

export interface LadderView {
  readonly id: string;
  readonly title: string;
  /** The first segment that is drawn, counted from the connection's first. */
  readonly start: number;
  /** How many are drawn at most. */
  readonly count: number;
  /** No segment after this frame is drawn, and none of them counted as left out. */
  readonly last?: number;
  readonly withSayings: boolean;
}

export function ladderFigure(context: BuildContext, connection: Connection, view: LadderView): Figure {
  const rows = rowsOfStream(context.packets, connection.id).filter(
    ({ frame }) => view.last === undefined || frame <= view.last,
  );
  const captured = capturedSides(context).get(connection.id);
  const states = statesAlong(rows).map((both) => knownStates(both, captured));
  const { start } = view;
  const rungs = rows.slice(start, start + view.count).map(
    (row, i): Rung => ({
      row,
      states: states[start + i]!,
      says: view.withSayings ? saysOf(context, row) : null,
    }),
  );
  const left = rows.length - start - rungs.length;
  const drawn: LadderInput['rungs'] = [
    ...(start > 0 ? [{ gap: start }] : []),
    ...rungs,
    ...(left > 0 ? [{ gap: left }] : []),
  ];
  return figure(
    view.id,
    view.title,
    rungs.map(({ row }) => `#${row.frame} ${row.fromClient ? '→' : '←'} ${segmentText(row)}`).join('; '),
    drawLadder({
      title: view.title,
      client: endpointText(connection.client),
      server: endpointText(connection.server),
      rungs: drawn,
      language: context.language,
    }),
  );
}
