/** What is drawn over a chart while it is explored: the cursor, the point, the selection. */
import { PLOT } from '../../figures/chart.ts';
import { element } from '../../figures/svg.ts';
import { type Corner, FLAT } from './chart-zoom.ts';
import { toElement } from './dom.ts';

export class ChartOverlay {
  readonly #cursor = part('line', { class: 'cursor', y1: PLOT.top, y2: PLOT.bottom });
  readonly #ring = part('circle', { class: 'ring', r: 6 });
  readonly #selection = part('rect', { class: 'selection' });

  drawOn(svg: SVGSVGElement): void {
    svg.append(this.#selection, this.#cursor, this.#ring);
    this.hide();
    this.select(null, null);
  }

  pointAt(x: number, y: number): void {
    set(this.#cursor, { x1: x, x2: x });
    set(this.#ring, { cx: x, cy: Math.min(PLOT.bottom, Math.max(PLOT.top, y)) });
    show(this.#cursor, true);
    show(this.#ring, true);
  }

  hide(): void {
    show(this.#cursor, false);
    show(this.#ring, false);
  }

  /** Between two places of the drawing; null hides it. */
  select(from: Corner | null, to: Corner | null): void {
    show(this.#selection, from !== null && to !== null);
    if (from === null || to === null) return;
    const flat = Math.abs(from.y - to.y) < FLAT;
    const [top, bottom] = flat ? [PLOT.top, PLOT.bottom] : [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    const x = Math.min(from.x, to.x);
    set(this.#selection, { x, width: Math.abs(from.x - to.x), y: top, height: bottom - top });
  }
}

function part(tag: string, attributes: Record<string, string | number>): SVGElement {
  return toElement(element('svg', {}, element(tag, attributes))).firstElementChild as SVGElement;
}

function set(drawn: SVGElement, attributes: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
}

function show(drawn: SVGElement, shown: boolean): void {
  drawn.setAttribute('visibility', shown ? 'visible' : 'hidden');
}
