/** The packet beside the report: a claim's frame opens here without leaving the page. */
import { infoOf } from '../../packets/info.ts';
import { indexOfFrame, NO_STREAM } from '../../packets/table.ts';
import { routeHref } from '../route.ts';
import { PacketDetails } from './details.ts';
import { h } from './dom.ts';
import { goTo } from './router.ts';
import type { Session } from './session.ts';

export class Inspector {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #details: PacketDetails;
  readonly #title = h('h2', { tabindex: '-1' });
  readonly #info = h('p', { class: 'info' });
  readonly #links = h('div', { class: 'links' });
  #frame: number | null = null;

  constructor(session: Session) {
    const { ui } = session;
    this.#session = session;
    this.#details = new PacketDetails(ui);
    const previous = h('button', { class: 'quiet', type: 'button', 'aria-label': ui.previous }, '↑');
    previous.addEventListener('click', () => this.step(-1));
    const next = h('button', { class: 'quiet', type: 'button', 'aria-label': ui.next }, '↓');
    next.addEventListener('click', () => this.step(1));
    const close = h('button', { class: 'quiet', type: 'button', 'aria-label': ui.close }, '×');
    close.addEventListener('click', () => goTo({ view: 'report' }));
    this.element = h(
      'aside',
      { class: 'inspector', hidden: true, 'aria-label': ui.details },
      h('header', {}, this.#title, previous, next, close),
      this.#info,
      this.#links,
      this.#details.tree,
      this.#details.hex,
    );
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(frame: number): void {
    const { ui, streams, page } = this.#session;
    const row = this.#session.rowOfFrame(frame);
    if (row === null) {
      this.close();
      return;
    }
    this.#frame = frame;
    this.element.hidden = false;
    document.documentElement.dataset.inspector = 'open';
    this.#title.textContent = `${ui.frame} ${frame}`;
    this.#info.textContent = infoOf(row, streams.get(row.stream), page.analysisFlags, this.#session.duplicates);
    this.#links.replaceChildren(
      h('a', { href: routeHref({ view: 'packets', frame }) }, ui.inList),
      ...(row.stream === NO_STREAM
        ? []
        : [
            h('a', { href: routeHref({ view: 'stream', stream: row.stream, tab: 'follow' }) }, ui.follow),
            h('a', { href: routeHref({ view: 'stream', stream: row.stream, tab: 'ladder' }) }, ui.ladder),
          ]),
    );
    this.#details.show(row, this.#session.hintsFor(row));
    markFrame(frame);
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    delete document.documentElement.dataset.inspector;
    this.#frame = null;
    markFrame(null);
  }

  /** Opens the packet before or after this one. */
  step(by: 1 | -1): void {
    const { table } = this.#session;
    if (this.#frame === null) return;
    const index = indexOfFrame(table, this.#frame) + by;
    const frame = table.columns.frame[index];
    if (frame !== undefined) goTo({ view: 'report', frame });
  }
}

/** Marks every link and rung of a frame, so that the eye finds it again. */
export function markFrame(frame: number | null): void {
  for (const old of document.querySelectorAll('[data-frame].current')) old.classList.remove('current');
  if (frame === null) return;
  for (const link of document.querySelectorAll(`[data-frame="${frame}"]`)) link.classList.add('current');
}
