/** What the curves draw within a chart: lines, steps, signs of a legend. */
import type { SvgNode } from '../model.ts';
import type { ChartView, Scales } from './chart.ts';
import type { Sample } from './samples.ts';
import { at, COLOR, element, line } from './svg.ts';

/** Marks a figure may have; a denser one shows no more to the eye. */
const MAX_MARKS = 1200;

type Attributes = { readonly [name: string]: string | number };

/** A polyline through samples. `steps` holds each value until the next. */
export function curve(samples: readonly Sample[], scales: Scales, attributes: Attributes, steps = false): SvgNode[] {
  if (samples.length === 0) return [];
  let path = '';
  for (const [i, { ms, value }] of samples.entries()) {
    const [px, py] = [at(scales.x(ms)), at(scales.y(value))];
    if (i === 0) path = `M${px} ${py}`;
    else path += steps ? `H${px}V${py}` : `L${px} ${py}`;
  }
  return [element('path', { d: path, fill: 'none', ...attributes })];
}

/** A dashed line at the mean, across the chart. */
export function meanLine(mean: number, { xMin, xMax }: ChartView, { x, y }: Scales): SvgNode {
  return line(x(xMin), y(mean), x(xMax), y(mean), {
    stroke: COLOR.mark,
    'stroke-width': 1.4,
    'stroke-dasharray': '6 4',
    class: 'fig-mark-stroke',
  });
}

export function dash(color: string, name: string, pattern?: string): SvgNode {
  return line(0, 0, 18, 0, {
    stroke: color,
    'stroke-width': 2,
    class: `fig-${name}-stroke`,
    ...(pattern === undefined ? {} : { 'stroke-dasharray': pattern }),
  });
}

export function diamond(x: number, y: number): SvgNode {
  return element('path', { d: `M${at(x)} ${at(y - 5)}l5 5l-5 5l-5 -5z`, fill: COLOR.mark, class: 'fig-mark' });
}

/** A mark that leads to its packet. */
export function rung(frame: number, ...marks: SvgNode[]): SvgNode {
  return element('g', { 'data-frame': frame, class: 'fig-rung' }, ...marks);
}

/** What lies in the view, with the sample before and the one after it, so that lines reach its edges; thinned. */
export function inView<T extends { readonly ms: number }>(samples: readonly T[], { xMin, xMax }: ChartView): T[] {
  const first = firstFrom(samples, xMin);
  const end = firstFrom(samples, xMax);
  return thin(samples.slice(Math.max(0, first - 1), end + 1), MAX_MARKS);
}

/** Index of the first sample at or after a time; samples are in the order of time. */
export function firstFrom(samples: readonly { readonly ms: number }[], ms: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples[middle]!.ms < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keeps at most `limit` items, evenly, always the last one. */
function thin<T>(items: readonly T[], limit: number): T[] {
  if (items.length <= limit) return [...items];
  const step = items.length / limit;
  return Array.from({ length: limit }, (_, i) => items[Math.min(items.length - 1, Math.floor((i + 1) * step) - 1)]!);
}
