/** One connection: followed, as a ladder, and as curves. */
import { drawLadder, type LadderInput } from '../../figures/ladder.ts';
import { statesAlong } from '../../figures/states.ts';
import { streamCharts } from '../../figures/stream-charts.ts';
import { saidIn } from '../../packets/info-app.ts';
import { rowsOfStream } from '../../packets/table.ts';
import { routeHref, STREAM_TABS, type StreamTab } from '../route.ts';
import { ChartExplorer } from './chart-explorer.ts';
import { h, toElement } from './dom.ts';
import { choice, FollowView } from './follow.ts';
import { goTo } from './router.ts';
import { endText, type Session, streamTitle } from './session.ts';

/** A ladder longer than this is no longer read; the packet list is better. */
const MAX_RUNGS = 400;

export class StreamView {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #body: HTMLElement;
  readonly #tabs: HTMLElement;
  readonly #select: HTMLSelectElement;
  #shown: string | null = null;

  constructor(session: Session) {
    this.#session = session;
    const { ui, page } = session;
    this.#select = choice(
      page.streams.map((stream) => String(stream.id)),
      page.streams.map((stream) => streamTitle(stream)),
      ui.stream,
      (value) => goTo({ view: 'stream', stream: Number(value), tab: this.#tab }),
    );
    this.#tabs = h('nav', { class: 'tabs small', 'aria-label': ui.streams });
    this.#body = h('div', { class: 'stream-body' });
    this.element = h(
      'main',
      { class: 'stream-view', hidden: true, 'aria-label': ui.streams },
      h('h1', { class: 'offscreen' }, `${ui.streams} · ${session.model.title}`),
      h('div', { class: 'tools' }, this.#select, this.#tabs),
      this.#body,
    );
  }

  #tab: StreamTab = 'follow';

  open(id: number, tab: StreamTab): void {
    this.#tab = tab;
    if (this.#shown === `${id}/${tab}`) return;
    this.#shown = `${id}/${tab}`;
    const { ui, streams, table } = this.#session;
    const stream = streams.get(id);
    this.#select.value = String(id);
    const names = { follow: ui.follow, ladder: ui.ladder, graphs: ui.graphs };
    this.#tabs.replaceChildren(
      ...STREAM_TABS.map((name) =>
        h(
          'a',
          { href: routeHref({ view: 'stream', stream: id, tab: name }), 'aria-current': name === tab ? 'page' : null },
          names[name],
        ),
      ),
    );
    if (stream === undefined) {
      this.#body.replaceChildren(h('p', { class: 'empty' }, ui.noStreams));
      return;
    }
    const draw = {
      follow: () => new FollowView(table, id, ui).element,
      ladder: () => this.#ladder(id),
      graphs: () => this.#graphs(id),
    };
    this.#body.replaceChildren(draw[tab]());
  }

  /** False where there is nothing to search. */
  focusSearch(): boolean {
    const search = this.#body.querySelector<HTMLInputElement>('input[type=search]');
    search?.focus();
    return search !== null;
  }

  #ladder(id: number): HTMLElement {
    const { table, streams, language, ui } = this.#session;
    const stream = streams.get(id)!;
    const rows = rowsOfStream(table, id);
    const states = statesAlong(rows);
    const drawn: LadderInput['rungs'] = [
      ...rows.slice(0, MAX_RUNGS).map((row, i) => ({
        row,
        states: states[i]!,
        says: saidIn(row, stream),
      })),
      ...(rows.length > MAX_RUNGS ? [{ gap: rows.length - MAX_RUNGS }] : []),
    ];
    const { svg: drawing } = drawLadder({
      title: `${ui.ladder} ${id}`,
      client: endText(stream.client),
      server: endText(stream.server),
      rungs: drawn,
      language,
    });
    return h(
      'div',
      { class: 'drawing sheet', tabindex: '0', role: 'group', 'aria-label': `${ui.ladder} ${id}` },
      toElement(drawing),
    );
  }

  #graphs(id: number): HTMLElement {
    const { table, language, ui } = this.#session;
    const charts = streamCharts({ table, stream: id, language });
    if (charts.length === 0) return h('p', { class: 'empty' }, ui.noData);
    const openFrame = (frame: number) => goTo({ view: 'packets', frame });
    return h(
      'div',
      { class: 'graphs' },
      ...charts.map((chart) =>
        h(
          'figure',
          { class: 'sheet' },
          new ChartExplorer({ chart, ui, openFrame }).element,
          h('figcaption', {}, chart.caption),
        ),
      ),
    );
  }
}
