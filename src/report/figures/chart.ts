/** A chart's frame: axes with round ticks, grid, legend. Marks are drawn by the caller through the scales. */
import type { SvgNode } from '../model.ts';
import { at, COLOR, element, frameSvg, label, line, rectangle, textWidth } from './svg.ts';

/** The part of the data that is drawn. */
export interface ChartView {
  readonly xMin: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

/** How an axis writes its ticks; `step` is the distance of two. */
export type TickText = (value: number, step: number) => string;

export interface ChartInput {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly view: ChartView;
  readonly yTick: TickText;
  readonly legend: readonly { readonly text: string; readonly mark: SvgNode }[];
  /** An id of the page's own under which marks outside the plot are cut off; null where none is outside. */
  readonly clip: string | null;
}

export interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export interface Drawn {
  readonly svg: SvgNode;
  readonly width: number;
  readonly height: number;
}

export const WIDTH = 760;
const HEIGHT = 340;
export const PLOT = { left: 78, right: 744, top: 44, bottom: 292 } as const;
const TICKS = 6;
/** Free room beyond the last value. */
const ROOM = { x: 1.02, y: 1.06 } as const;

/** The view that shows everything, from 0 up. */
export function wholeView(xMin: number, xMax: number, yMax: number): ChartView {
  return {
    xMin,
    xMax: xMin + Math.max(xMax - xMin, Number.MIN_VALUE) * ROOM.x,
    yMin: 0,
    yMax: Math.max(yMax, Number.MIN_VALUE) * ROOM.y,
  };
}

export function scalesOf({ xMin, xMax, yMin, yMax }: ChartView): Scales {
  return {
    x: (value) => PLOT.left + ((value - xMin) / (xMax - xMin)) * (PLOT.right - PLOT.left),
    y: (value) => PLOT.bottom - ((value - yMin) / (yMax - yMin)) * (PLOT.bottom - PLOT.top),
  };
}

export function drawChart(input: ChartInput, marks: (scales: Scales) => SvgNode[]): Drawn {
  const { view, clip } = input;
  const scales = scalesOf(view);
  const parts = [
    ...ticksWithText(view.yMin, view.yMax, input.yTick).flatMap(([value, text]) => horizontal(scales.y(value), text)),
    ...ticksWithText(view.xMin, view.xMax, plainTick).flatMap(([value, text]) => vertical(scales.x(value), text)),
    ...axes(),
    ...titles(input),
    ...legend(input.legend),
    ...(clip === null ? marks(scales) : clipped(clip, marks(scales))),
  ];
  return { svg: frameSvg(WIDTH, HEIGHT, input.title, parts), width: WIDTH, height: HEIGHT };
}

/** Steps of 1, 2 or 5 times a power of ten, about {@link TICKS} of them. */
export function roundTicks(max: number, min = 0): number[] {
  if (!(max > min)) return [min];
  const step = roundStep(max - min);
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

function roundStep(span: number): number {
  const rough = span / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? 10 * power;
}

function ticksWithText(min: number, max: number, text: TickText): [number, string][] {
  const step = roundStep(max - min);
  return roundTicks(max, min).map((value) => [value, text(value, step)]);
}

/** As many decimals as the step needs, the same for every tick: `2.60`, `2.62`. */
export const plainTick: TickText = (value, step) => {
  const digits = Math.min(9, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
};

/** Bytes from 10,000 in thousands, from a million in millions. */
export const byteTick: TickText = (value, step) => {
  if (value >= 1e6) return `${plainTick(value / 1e6, step / 1e6)} MB`;
  return value >= 10_000 ? `${plainTick(value / 1e3, step / 1e3)} kB` : plainTick(value, step);
};

function clipped(id: string, marks: SvgNode[]): SvgNode[] {
  const { left, top, right, bottom } = PLOT;
  return [
    element('clipPath', { id }, rectangle(left, top, right - left, bottom - top, {})),
    element('g', { 'clip-path': `url(#${id})` }, ...marks),
  ];
}

function axes(): SvgNode[] {
  const attributes = { stroke: COLOR.ink, 'stroke-width': 1.2, class: 'fig-ink-stroke' };
  return [
    line(PLOT.left, PLOT.bottom, PLOT.right, PLOT.bottom, attributes),
    line(PLOT.left, PLOT.top, PLOT.left, PLOT.bottom, attributes),
  ];
}

function titles({ xTitle, yTitle }: ChartInput): SvgNode[] {
  const attributes = { 'text-anchor': 'middle', 'font-size': 12, fill: COLOR.ink, class: 'fig-ink' };
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return [
    label((PLOT.left + PLOT.right) / 2, HEIGHT - 10, xTitle, attributes),
    label(16, middle, yTitle, { ...attributes, transform: `rotate(-90 16 ${middle})` }),
  ];
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
