/** Which part of a chart is shown after zooming or moving; never more than the whole. */
import { type ChartView, PLOT } from '../../figures/chart.ts';

/** A place: in the data, or in the drawing. */
export interface Corner {
  readonly x: number;
  readonly y: number;
}

/** A closer look than this shows single nanoseconds. */
const LARGEST_ZOOM = 1e5;
/** A drag flatter than this, in units of the drawing, selects time only. */
export const FLAT = 14;

/** `factor` below 1 looks closer. Around the middle unless a place in the data is given; time only: values stay. */
export function zoomedAround(view: ChartView, whole: ChartView, factor: number, around?: Corner): ChartView {
  const span = view.xMax - view.xMin;
  const center = around?.x ?? (view.xMin + view.xMax) / 2;
  const part = (center - view.xMin) / span;
  const next = Math.max(span * factor, (whole.xMax - whole.xMin) / LARGEST_ZOOM);
  return within({ ...view, xMin: center - part * next, xMax: center + (1 - part) * next }, whole);
}

/** Between two places in the drawing. */
export function zoomedTo(view: ChartView, whole: ChartView, from: Corner, to: Corner): ChartView {
  const x = (place: number) => view.xMin + ((place - PLOT.left) / (PLOT.right - PLOT.left)) * (view.xMax - view.xMin);
  const y = (place: number) => view.yMin + ((PLOT.bottom - place) / (PLOT.bottom - PLOT.top)) * (view.yMax - view.yMin);
  const flat = Math.abs(from.y - to.y) < FLAT;
  const selected = {
    xMin: Math.max(view.xMin, x(Math.min(from.x, to.x))),
    xMax: Math.min(view.xMax, x(Math.max(from.x, to.x))),
    yMin: flat ? view.yMin : Math.max(view.yMin, y(Math.max(from.y, to.y))),
    yMax: flat ? view.yMax : Math.min(view.yMax, y(Math.min(from.y, to.y))),
  };
  const least = (whole.xMax - whole.xMin) / LARGEST_ZOOM;
  return selected.xMax - selected.xMin > least && selected.yMax > selected.yMin ? within(selected, whole) : view;
}

export function moved(view: ChartView, whole: ChartView, by: number): ChartView {
  return within({ ...view, xMin: view.xMin + by, xMax: view.xMax + by }, whole);
}

/** Moved back inside, cut where it is larger; `whole` itself where nothing is left out. */
function within(view: ChartView, whole: ChartView): ChartView {
  const span = Math.min(view.xMax - view.xMin, whole.xMax - whole.xMin);
  const xMin = Math.min(Math.max(view.xMin, whole.xMin), whole.xMax - span);
  const allTime = span >= whole.xMax - whole.xMin;
  return allTime && view.yMin === whole.yMin && view.yMax === whole.yMax ? whole : { ...view, xMin, xMax: xMin + span };
}
