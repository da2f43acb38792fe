/** A curve that can be looked at closely: zoom, move along, read values, go to the packet behind a point. */
import { type ChartView, PLOT, scalesOf, WIDTH } from '../../figures/chart.ts';
import type { ChartPoint, StreamChart } from '../../figures/stream-chart.ts';
import type { UiText } from '../ui-text.ts';
import { ChartOverlay } from './chart-overlay.ts';
import { type Corner, moved, zoomedAround, zoomedTo } from './chart-zoom.ts';
import { h, toElement } from './dom.ts';
import { Pinch, type Spread } from './pinch.ts';

/** Screen units of the drawing: nearer than this a point is meant. */
const REACH = 28;
/** Shorter than this a drag is a click. */
const DRAG = 5;
const STEP = 1.5;
const MOVE = 0.2;

export interface ExplorerOptions {
  readonly chart: StreamChart;
  readonly ui: UiText;
  readonly openFrame: (frame: number) => void;
}

let drawn = 0;

export class ChartExplorer {
  readonly element: HTMLElement;
  readonly #options: ExplorerOptions;
  readonly #stage: HTMLElement;
  readonly #readout: HTMLElement;
  readonly #clip: string;
  readonly #reset: HTMLButtonElement;
  readonly #overlay = new ChartOverlay();
  #view: ChartView;
  #points: readonly ChartPoint[] = [];
  #at = -1;
  readonly #pinch = new Pinch();
  #pinched: ChartView;
  #drag: { from: Corner; moving: boolean; view: ChartView } | null = null;

  constructor(options: ExplorerOptions) {
    const { chart, ui } = options;
    this.#options = options;
    this.#view = chart.whole;
    this.#pinched = chart.whole;
    drawn += 1;
    this.#clip = `plot-${drawn}`;
    this.#readout = h('output', { class: 'readout', 'aria-live': 'polite' });
    this.#stage = h('div', {
      class: 'stage',
      tabindex: '0',
      role: 'application',
      'aria-roledescription': ui.chartRole,
      'aria-label': `${chart.caption}. ${chart.description}`,
    });
    const button = (label: string, sign: string, act: () => void) =>
      h('button', { class: 'quiet', type: 'button', 'aria-label': label, title: label, on: { click: act } }, sign);
    this.#reset = button(ui.zoomReset, '⟲', () => this.#show(chart.whole));
    this.element = h(
      'div',
      { class: 'explorer' },
      h(
        'div',
        { class: 'explorer-tools' },
        this.#readout,
        h('span', { class: 'chart-hint' }, ui.chartHint),
        button(ui.zoomOut, '−', () => this.#zoom(STEP)),
        button(ui.zoomIn, '+', () => this.#zoom(1 / STEP)),
        this.#reset,
      ),
      h('div', { class: 'stage-scroll' }, this.#stage),
    );
    this.#listen();
    this.#show(chart.whole);
  }

  #listen(): void {
    const stage = this.#stage;
    stage.addEventListener('pointerdown', (event) => this.#press(event));
    stage.addEventListener('pointermove', (event) => this.#move(event));
    stage.addEventListener('pointerup', (event) => this.#release(event));
    stage.addEventListener('pointercancel', (event) => {
      this.#pinch.release(event.pointerId);
      this.#endDrag();
    });
    // Else the browser would take two fingers for scrolling.
    const keepTwo = (event: TouchEvent) => event.touches.length > 1 && event.preventDefault();
    stage.addEventListener('touchmove', keepTwo, { passive: false });
    stage.addEventListener('pointerleave', () => this.#point(-1));
    stage.addEventListener('dblclick', () => this.#show(this.#options.chart.whole));
    // A mark's own link would open the packet a second time.
    stage.addEventListener('click', (event) => event.stopPropagation());
    stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    stage.addEventListener('keydown', (event) => this.#key(event));
  }

  #show(view: ChartView): void {
    const { chart } = this.#options;
    this.#view = view;
    const whole = view === chart.whole;
    const svg = toElement(chart.draw(view, whole ? null : this.#clip).svg) as SVGSVGElement;
    svg.removeAttribute('role');
    svg.removeAttribute('aria-label');
    svg.setAttribute('aria-hidden', 'true');
    this.#overlay.drawOn(svg);
    this.#stage.replaceChildren(svg);
    this.#points = chart.points(view).filter(({ ms }) => ms >= view.xMin && ms <= view.xMax);
    this.#reset.disabled = whole;
    this.#point(-1);
  }

  #zoom(factor: number, around?: Corner): void {
    const point = this.#points[this.#at];
    const center = around ?? (point === undefined ? undefined : { x: point.ms, y: point.value });
    const frame = point?.frame;
    this.#show(zoomedAround(this.#view, this.#options.chart.whole, factor, center));
    if (frame !== undefined) this.#point(this.#points.findIndex((other) => other.frame === frame));
  }

  /** Shows a point's values; -1 for none. */
  #point(index: number): void {
    this.#at = index;
    const point = this.#points[index];
    this.#readout.textContent = point?.text ?? '';
    if (point === undefined) this.#overlay.hide();
    else {
      const { x, y } = scalesOf(this.#view);
      this.#overlay.pointAt(x(point.ms), y(point.value));
    }
  }

  /** Where in the data a place of the drawing is. */
  #corner({ x, y }: Corner): Corner {
    const { xMin, xMax, yMin, yMax } = this.#view;
    return {
      x: xMin + ((x - PLOT.left) / (PLOT.right - PLOT.left)) * (xMax - xMin),
      y: yMin + ((PLOT.bottom - y) / (PLOT.bottom - PLOT.top)) * (yMax - yMin),
    };
  }

  /** Where in the drawing a pointer is. */
  #place(event: MouseEvent): Corner {
    const box = this.#stage.firstElementChild!.getBoundingClientRect();
    const scale = WIDTH / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0 && event.pointerType !== 'touch') return;
    const from = this.#place(event);
    this.#stage.setPointerCapture(event.pointerId);
    if (event.pointerType === 'touch' && this.#pinch.press(event.pointerId, from)) {
      this.#pinched = this.#view;
      this.#endDrag();
    } else if (!this.#pinch.active) this.#drag = { from, moving: event.shiftKey, view: this.#view };
  }

  #move(event: PointerEvent): void {
    const to = this.#place(event);
    const drag = this.#drag;
    const spread = this.#pinch.move(event.pointerId, to);
    if (spread !== null) this.#spread(spread);
    if (this.#pinch.active) return;
    if (drag === null) this.#point(this.#nearest(to));
    else if (drag.moving) {
      const by = ((drag.from.x - to.x) / (PLOT.right - PLOT.left)) * (drag.view.xMax - drag.view.xMin);
      this.#show(moved(drag.view, this.#options.chart.whole, by));
    } else this.#overlay.select(drag.from, to);
  }

  /** What was between two fingers stays between them. */
  #spread({ factor, from, to }: Spread): void {
    const { whole } = this.#options.chart;
    this.#view = this.#pinched;
    const view = zoomedAround(this.#pinched, whole, factor, this.#corner(from));
    this.#show(moved(view, whole, ((from.x - to.x) / (PLOT.right - PLOT.left)) * (view.xMax - view.xMin)));
  }

  #release(event: PointerEvent): void {
    const drag = this.#drag;
    this.#endDrag();
    if (this.#pinch.release(event.pointerId) || drag === null || drag.moving) return;
    const to = this.#place(event);
    if (Math.hypot(to.x - drag.from.x, to.y - drag.from.y) < DRAG) this.#open(this.#nearest(to));
    else this.#show(zoomedTo(this.#view, this.#options.chart.whole, drag.from, to));
  }

  #endDrag(): void {
    this.#drag = null;
    this.#overlay.select(null, null);
  }

  #open(index: number): void {
    const point = this.#points[index];
    if (point !== undefined) this.#options.openFrame(point.frame);
  }

  #nearest(place: Corner): number {
    const { x, y } = scalesOf(this.#view);
    let best = -1;
    let least = REACH;
    for (const [i, { ms, value }] of this.#points.entries()) {
      const distance = Math.hypot(x(ms) - place.x, y(value) - place.y);
      if (distance < least) [best, least] = [i, distance];
    }
    return best;
  }

  /** Without Ctrl the wheel scrolls the page, as everywhere. */
  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#zoom(event.deltaY > 0 ? STEP : 1 / STEP, this.#corner(this.#place(event)));
  }

  #key(event: KeyboardEvent): void {
    const { chart } = this.#options;
    const span = this.#view.xMax - this.#view.xMin;
    const last = this.#points.length - 1;
    const along = (by: number) => this.#show(moved(this.#view, chart.whole, by * span));
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => (event.shiftKey ? along(-MOVE) : this.#point(Math.max(0, this.#at - 1))),
      ArrowRight: () => (event.shiftKey ? along(MOVE) : this.#point(Math.min(last, this.#at + 1))),
      Home: () => this.#point(0),
      End: () => this.#point(last),
      Enter: () => this.#open(this.#at),
      '+': () => this.#zoom(1 / STEP),
      '=': () => this.#zoom(1 / STEP),
      '-': () => this.#zoom(STEP),
      '0': () => this.#show(chart.whole),
    };
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }
}
