/** A chart's frame: axes with round ticks, grid, legend. Marks are drawn by the caller through the scales. */
import type { SvgNode } from '../model.ts';
import { at, COLOR, element, frameSvg, label, line, textWidth } from './svg.ts';

export interface ChartInput {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xMin: number;
  readonly xMax: number;
  readonly yMax: number;
  readonly formatX: (value: number) => string;
  readonly formatY: (value: number) => string;
  readonly legend: readonly { readonly text: string; readonly mark: SvgNode }[];
}

export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const WIDTH = 760;
const HEIGHT = 340;
const PLOT = { left: 78, right: 744, top: 44, bottom: 292 } as const;
const TICKS = 6;

export function drawChart(
  input: ChartInput,
  marks: (scales: Scales) => SvgNode[],
): { svg: SvgNode; width: number; height: number } {
  const xTicks = roundTicks(input.xMax, input.xMin);
  const yTicks = roundTicks(input.yMax);
  const span = Math.max(input.xMax - input.xMin, Number.MIN_VALUE) * 1.02;
  const yEnd = Math.max(input.yMax, Number.MIN_VALUE) * 1.06;
  const scales: Scales = {
    x: (value) => PLOT.left + ((value - input.xMin) / span) * (PLOT.right - PLOT.left),
    y: (value) => PLOT.bottom - (value / yEnd) * (PLOT.bottom - PLOT.top),
  };
  const parts = [
    ...yTicks.flatMap((value) => horizontal(scales.y(value), input.formatY(value))),
    ...xTicks.flatMap((value) => vertical(scales.x(value), input.formatX(value))),
    line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom, {
      stroke: COLOR.ink,
      'stroke-width': 1.2,
      class: 'fig-ink-stroke',
    }),
    line(PLOT.left, PLOT.top, PLOT.left, PLOT.bottom, {
      stroke: COLOR.ink,
      'stroke-width': 1.2,
      class: 'fig-ink-stroke',
    }),
    label((PLOT.left + PLOT.right) / 2, HEIGHT - 10, input.xTitle, {
      'text-anchor': 'middle',
      'font-size': 12,
      fill: COLOR.ink,
      class: 'fig-ink',
    }),
    label(16, (PLOT.top + PLOT.bottom) / 2, input.yTitle, {
      'text-anchor': 'middle',
      'font-size': 12,
      fill: COLOR.ink,
      class: 'fig-ink',
      transform: `rotate(-90 16 ${(PLOT.top + PLOT.bottom) / 2})`,
    }),
    ...legend(input.legend),
    ...marks(scales),
  ];
  return { svg: frameSvg(WIDTH, HEIGHT, input.title, parts), width: WIDTH, height: HEIGHT };
}

/** Steps of 1, 2 or 5 times a power of ten, about {@link TICKS} of them. */
export function roundTicks(max: number, min = 0): number[] {
  if (!(max > min)) return [min];
  const rough = (max - min) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

function horizontal(y: number, text: string): SvgNode[] {
  return [
    line(PLOT.left, y, PLOT.right, y, { stroke: COLOR.grid, 'stroke-width': 1, class: 'fig-grid' }),
    label(PLOT.left - 8, y + 4, text, { 'text-anchor': 'end', 'font-size': 11, fill: COLOR.faint, class: 'fig-faint' }),
  ];
}

function vertical(x: number, text: string): SvgNode[] {
  return [
    line(x, PLOT.bottom, x, PLOT.bottom + 4, { stroke: COLOR.faint, 'stroke-width': 1, class: 'fig-axis' }),
    label(x, PLOT.bottom + 18, text, {
      'text-anchor': 'middle',
      'font-size': 11,
      fill: COLOR.faint,
      class: 'fig-faint',
    }),
  ];
}

function legend(entries: ChartInput['legend']): SvgNode[] {
  let x = PLOT.left;
  return entries.flatMap(({ text, mark }) => {
    const parts = [
      element('g', { transform: `translate(${at(x)} 20)` }, mark),
      label(x + 24, 24, text, { 'font-size': 12, fill: COLOR.ink, class: 'fig-ink' }),
    ];
    x += textWidth(text, 12) + 48;
    return parts;
  });
}

/** A polyline through points in chart space; `steps` holds each value until the next. */
export function curve(
  points: readonly (readonly [number, number])[],
  scales: Scales,
  attributes: { readonly [name: string]: string | number },
  steps = false,
): SvgNode[] {
  if (points.length === 0) return [];
  let path = '';
  for (const [i, [x, y]] of points.entries()) {
    const [px, py] = [at(scales.x(x)), at(scales.y(y))];
    if (i === 0) path = `M${px} ${py}`;
    else path += steps ? `H${px}V${py}` : `L${px} ${py}`;
  }
  return [element('path', { d: path, fill: 'none', ...attributes })];
}
