/** The ladder diagram: time runs down, each arrow is one segment, and the edges say what state each side is in. */
import type { Language } from '../../base/language.ts';
import type { SvgNode } from '../model.ts';
import type { PacketRow } from '../packets/table.ts';
import { flagNames, type States } from './states.ts';
import { at, COLOR, element, frameSvg, label, line, MONO, rectangle, shorten, textWidth } from './svg.ts';

export interface Rung {
  readonly row: PacketRow;
  readonly states: States;
  /** What the application said in this segment, one line. */
  readonly says: string | null;
}

export interface LadderInput {
  readonly title: string;
  readonly client: string;
  readonly server: string;
  /** `gap` counts segments that are not drawn between two rungs. */
  readonly rungs: readonly (Rung | { readonly gap: number })[];
  readonly language: Language;
}

const WIDTH = 760;
/** Beside each rung its frame and time, then the client's states; right of the server its own. */
const COLUMN = 6;
const LEFT = 186;
const RIGHT = WIDTH - 116;
const TOP = 64;
const STEP = 40;
/** A rung that also says what the application said needs a second line. */
const SAYING_STEP = 58;
const GAP_STEP = 34;
const SLOPE = 10;
const LABEL_SIZE = 12;
const STATE_SIZE = 11;
const TIME_SIZE = 10;
const COLUMN_WIDTH = 76;

export function drawLadder(input: LadderInput): { svg: SvgNode; width: number; height: number } {
  const children: SvgNode[] = [];
  const shown: States = { client: null, server: null };
  let y = TOP + 8;
  for (const rung of input.rungs) {
    if ('gap' in rung) {
      children.push(gapMark(y, rung.gap, input.language));
      y += GAP_STEP;
      continue;
    }
    children.push(...arrow(rung, y), ...stateChanges(rung, shown, y));
    y += rung.says === null ? STEP : SAYING_STEP;
  }
  const height = y + 12;
  const lifelines = [lifeline(LEFT, input.client, 'client', height), lifeline(RIGHT, input.server, 'server', height)];
  children.push(columnTitle(input.language));
  return {
    svg: frameSvg(WIDTH, height, input.title, [...lifelines.flat(), ...children]),
    width: WIDTH,
    height,
  };
}

function lifeline(x: number, name: string, side: 'client' | 'server', height: number): SvgNode[] {
  const text = shorten(name, 34);
  const width = Math.max(120, textWidth(text, 13) + 24);
  // A long name moves its box, not the line beneath it.
  const left = Math.max(COLUMN_WIDTH, Math.min(x - width / 2, WIDTH - width - 1));
  return [
    line(x, 40, x, height - 8, { stroke: COLOR.faint, 'stroke-width': 1.5, class: 'fig-axis' }),
    rectangle(left, 10, width, 30, {
      rx: 5,
      fill: COLOR.paper,
      stroke: COLOR[side],
      'stroke-width': 1.5,
      class: `fig-box fig-${side}-stroke`,
    }),
    label(left + width / 2, 30, text, {
      'text-anchor': 'middle',
      'font-weight': 600,
      fill: COLOR[side],
      class: `fig-${side}`,
    }),
  ];
}

function arrow({ row, says }: Rung, y: number): SvgNode[] {
  const side = row.fromClient ? 'client' : 'server';
  const [from, to] = row.fromClient ? [LEFT, RIGHT] : [RIGHT, LEFT];
  const head = row.fromClient ? -1 : 1;
  const flagged = row.analysis !== 0;
  const middle = (LEFT + RIGHT) / 2;
  const text = segmentText(row);
  const parts = [
    line(from, y + 8, to, y + 8 + SLOPE, {
      stroke: COLOR[side],
      'stroke-width': 1.8,
      // Dashes mark what the analysis flagged, so that colour is not the only sign.
      ...(flagged ? { 'stroke-dasharray': '6 4' } : {}),
      class: `fig-${side}-stroke`,
    }),
    element('path', {
      d: `M${at(to)} ${at(y + 8 + SLOPE)} l${head * 11} -5.5 l${-head * 2.5} 5 l${head * 2.5} 5.2 z`,
      fill: COLOR[side],
      class: `fig-${side}`,
    }),
    label(middle, y + 4, text, {
      'text-anchor': 'middle',
      'font-size': LABEL_SIZE,
      'font-family': MONO,
      fill: COLOR.ink,
      class: 'fig-ink',
    }),
  ];
  if (says !== null) {
    parts.push(
      label(middle, y + 32, shorten(says, 60), {
        'text-anchor': 'middle',
        'font-size': LABEL_SIZE - 0.5,
        'font-style': 'italic',
        fill: COLOR[side],
        class: `fig-${side}`,
      }),
    );
  }
  const hit = rectangle(2, y - 10, WIDTH - 4, (says === null ? STEP : SAYING_STEP) - 2, {
    fill: 'none',
    'pointer-events': 'all',
    class: 'fig-hit',
  });
  return [element('g', { 'data-frame': row.frame, class: 'fig-rung' }, hit, ...parts, ...frameAndTime(row, y))];
}

/** As in the packet list: the frame's number and its seconds since the capture's first packet. */
function frameAndTime(row: PacketRow, y: number): SvgNode[] {
  const faint = { 'font-family': MONO, fill: COLOR.faint, class: 'fig-faint' };
  return [
    label(COLUMN, y + 6, `#${row.frame}`, { ...faint, 'font-size': STATE_SIZE }),
    label(COLUMN, y + 19, (row.time / 1e9).toFixed(6), { ...faint, 'font-size': TIME_SIZE }),
  ];
}

function columnTitle(language: Language): SvgNode {
  return label(COLUMN, 30, language === 'zh' ? '时间 (s)' : 'Time (s)', {
    'font-size': STATE_SIZE,
    fill: COLOR.faint,
    class: 'fig-faint',
  });
}

export function segmentText(row: PacketRow): string {
  const ack = row.flags & 0x10 ? ` Ack=${row.ack}` : '';
  const length = row.length > 0 ? ` Len=${row.length}` : '';
  return `${flagNames(row.flags)} Seq=${row.seq}${ack}${length}`;
}

function stateChanges({ row, states }: Rung, shown: States, y: number): SvgNode[] {
  const marks: SvgNode[] = [];
  for (const side of ['client', 'server'] as const) {
    const state = states[side];
    if (state === null || state === shown[side]) continue;
    shown[side] = state;
    const sends = (side === 'client') === row.fromClient;
    const where = y + (sends ? 12 : 12 + SLOPE);
    const x = side === 'client' ? LEFT - 10 : RIGHT + 10;
    marks.push(
      label(x, where, state, {
        'text-anchor': side === 'client' ? 'end' : 'start',
        'font-size': STATE_SIZE,
        'font-weight': 600,
        fill: COLOR[side],
        class: `fig-${side}`,
      }),
      element('circle', {
        cx: at(side === 'client' ? LEFT : RIGHT),
        cy: at(where - 4),
        r: 3.4,
        fill: COLOR[side],
        class: `fig-${side}`,
      }),
    );
  }
  return marks;
}

function gapMark(y: number, gap: number, language: Language): SvgNode {
  const text = language === 'zh' ? `⋮ 此处略去 ${gap} 个报文段` : `⋮ ${gap} segments not drawn`;
  return label((LEFT + RIGHT) / 2, y + 12, text, {
    'text-anchor': 'middle',
    'font-size': LABEL_SIZE,
    fill: COLOR.faint,
    class: 'fig-faint',
  });
}
