/** Each data connection beneath the control connection, tied to the command that it belongs to. */
import type { SvgNode } from '../model.ts';
import { exact } from '../number.ts';
import { roundTicks } from './chart.ts';
import { at, COLOR, element, frameSvg, label, line, MONO, rectangle, shorten } from './svg.ts';

export interface DataLane {
  readonly command: string;
  /** `tcp.stream 2 · PASV · 8067 B`. */
  readonly about: string;
  readonly frame: number;
  /** Milliseconds since the control connection began. */
  readonly commandMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly fromClient: boolean;
}

export interface DataConnectionsInput {
  readonly title: string;
  readonly control: string;
  readonly durationMs: number;
  readonly lanes: readonly DataLane[];
  readonly xTitle: string;
}

const WIDTH = 760;
const LEFT = 240;
const RIGHT = 736;
const CONTROL_Y = 36;
const FIRST_LANE_Y = 84;
const LANE_HEIGHT = 48;
const BAR_HEIGHT = 16;
const SHORTEST_BAR = 4;

export function drawDataConnections(input: DataConnectionsInput): { svg: SvgNode; width: number; height: number } {
  const span = Math.max(input.durationMs, 0.001);
  const x = (ms: number) => LEFT + (Math.max(0, Math.min(ms, span)) / span) * (RIGHT - LEFT);
  const bottom = FIRST_LANE_Y + input.lanes.length * LANE_HEIGHT;
  const height = bottom + 46;
  const parts: SvgNode[] = [
    label(8, CONTROL_Y + 4, input.control, { 'font-weight': 600, fill: COLOR.ink, class: 'fig-ink' }),
    line(LEFT, CONTROL_Y, RIGHT, CONTROL_Y, { stroke: COLOR.ink, 'stroke-width': 4, class: 'fig-ink-stroke' }),
    ...input.lanes.flatMap((lane, i) => laneParts(lane, i, x)),
    ...axis(span, x, bottom, input.xTitle),
  ];
  return { svg: frameSvg(WIDTH, height, input.title, parts), width: WIDTH, height };
}

function laneParts(lane: DataLane, index: number, x: (ms: number) => number): SvgNode[] {
  const y = FIRST_LANE_Y + index * LANE_HEIGHT;
  const side = lane.fromClient ? 'client' : 'server';
  const start = x(lane.startMs);
  const width = Math.max(SHORTEST_BAR, x(lane.endMs) - start);
  const command = x(lane.commandMs);
  return [
    line(LEFT, y, RIGHT, y, { stroke: COLOR.grid, 'stroke-width': 1, class: 'fig-grid' }),
    label(8, y - 2, shorten(lane.command, 30), {
      'font-family': MONO,
      'font-size': 12,
      fill: COLOR.client,
      class: 'fig-client',
    }),
    label(8, y + 14, shorten(lane.about, 40), { 'font-size': 11, fill: COLOR.faint, class: 'fig-faint' }),
    element('path', {
      d: `M${at(command)} ${CONTROL_Y} L${at(start + width / 2)} ${at(y - BAR_HEIGHT / 2)}`,
      fill: 'none',
      stroke: COLOR.faint,
      'stroke-width': 1.2,
      'stroke-dasharray': '3 3',
      class: 'fig-axis',
    }),
    element(
      'g',
      { 'data-frame': lane.frame, class: 'fig-rung' },
      rectangle(start, y - BAR_HEIGHT / 2, width, BAR_HEIGHT, {
        rx: 2,
        fill: COLOR[side],
        class: `fig-${side}`,
      }),
    ),
    element('circle', { cx: at(command), cy: CONTROL_Y, r: 8, fill: COLOR.client, class: 'fig-client' }),
    label(command, CONTROL_Y + 4, String(index + 1), {
      'text-anchor': 'middle',
      'font-size': 11,
      'font-weight': 700,
      fill: COLOR.paper,
      class: 'fig-paper',
    }),
    label(start + width + 6, y + 4, String(index + 1), { 'font-size': 11, fill: COLOR.faint, class: 'fig-faint' }),
  ];
}

function axis(span: number, x: (ms: number) => number, y: number, title: string): SvgNode[] {
  return [
    line(LEFT, y, RIGHT, y, { stroke: COLOR.faint, 'stroke-width': 1, class: 'fig-axis' }),
    ...roundTicks(span).flatMap((ms) => [
      line(x(ms), y, x(ms), y + 4, { stroke: COLOR.faint, 'stroke-width': 1, class: 'fig-axis' }),
      label(x(ms), y + 17, exact(ms), {
        'text-anchor': 'middle',
        'font-size': 11,
        fill: COLOR.faint,
        class: 'fig-faint',
      }),
    ]),
    label((LEFT + RIGHT) / 2, y + 36, title, {
      'text-anchor': 'middle',
      'font-size': 12,
      fill: COLOR.ink,
      class: 'fig-ink',
    }),
  ];
}
