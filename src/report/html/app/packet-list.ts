/** The packet list: only the rows in sight exist as elements, however many packets there are. */
import { colorOf, type DuplicateAcks, infoOf, protocolOf } from '../../packets/info.ts';
import { summaryOf } from '../../packets/other.ts';
import { type PacketRow, type PacketTable, rowAt, timeOf } from '../../packets/table.ts';
import type { StreamInfo } from '../page.ts';
import type { UiText } from '../ui-text.ts';
import { h } from './dom.ts';

const ROW_HEIGHT = 24;
/** The header stays in sight above the rows. */
const HEADER_HEIGHT = 25;
/** Rows drawn above and below the window, so that fast scrolling shows no blank. */
const OVERSCAN = 12;
/** Browsers stop laying out elements higher than this; longer lists scroll by proportion. */
const MAX_HEIGHT = 8_000_000;

export interface PacketListOptions {
  readonly table: PacketTable;
  readonly streams: ReadonlyMap<number, StreamInfo>;
  readonly analysisFlags: readonly string[];
  readonly duplicates: () => DuplicateAcks;
  readonly ui: UiText;
  onSelect(frame: number): void;
  onOpen(frame: number): void;
}

export class PacketList {
  readonly element: HTMLElement;
  readonly #options: PacketListOptions;
  readonly #viewport: HTMLElement;
  readonly #spacer: HTMLElement;
  readonly #rows: HTMLElement;
  #indices: Uint32Array;
  #selected = -1;
  #drawn: [number, number] = [-1, -1];

  constructor(options: PacketListOptions) {
    this.#options = options;
    this.#indices = Uint32Array.from({ length: options.table.count }, (_, i) => i);
    this.#rows = h('div', { class: 'rows', role: 'rowgroup' });
    this.#spacer = h('div', { class: 'spacer', role: 'presentation' }, this.#rows);
    const header = h(
      'div',
      { class: 'row head', role: 'row' },
      ...options.ui.columns.map((text, i) => h('span', { class: `cell cell-${i}`, role: 'columnheader' }, text)),
    );
    this.#viewport = h(
      'div',
      {
        class: 'viewport',
        role: 'grid',
        tabindex: '0',
        'aria-label': options.ui.packets,
        'aria-rowcount': options.table.count,
      },
      header,
      this.#spacer,
    );
    this.element = h('div', { class: 'packet-list' }, this.#viewport);
    this.#viewport.addEventListener('scroll', () => this.#draw(), { passive: true });
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#rows.addEventListener('click', (event) => this.#click(event));
    this.#rows.addEventListener('dblclick', () => this.#options.onOpen(this.selectedFrame ?? 0));
    new ResizeObserver(() => this.#draw(true)).observe(this.#viewport);
  }

  get selectedFrame(): number | null {
    const index = this.#indices[this.#selected];
    return index === undefined ? null : this.#options.table.columns.frame[index]!;
  }

  /** Shows these rows of the table; keeps the selected packet in sight if it is among them. */
  show(indices: Uint32Array): void {
    const frame = this.selectedFrame;
    this.#indices = indices;
    this.#viewport.setAttribute('aria-rowcount', String(indices.length));
    this.#selected = -1;
    this.#spacer.style.setProperty('height', `${Math.min(MAX_HEIGHT, indices.length * ROW_HEIGHT)}px`);
    if (frame === null || !this.select(frame)) this.#viewport.scrollTop = 0;
    this.#draw(true);
  }

  /** Selects a frame and scrolls to it; false when it is not among the rows shown. */
  select(frame: number): boolean {
    const position = this.#positionOf(frame);
    if (position < 0) return false;
    this.#selected = position;
    this.#scrollTo(position);
    this.#draw(true);
    return true;
  }

  /** Selects the packet before or after the selected one. */
  step(by: 1 | -1): void {
    this.#choose(this.#selected + by);
  }

  #positionOf(frame: number): number {
    const frames = this.#options.table.columns.frame;
    let low = 0;
    let high = this.#indices.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = frames[this.#indices[middle]!]!;
      if (found === frame) return middle;
      if (found < frame) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  get #height(): number {
    return this.#viewport.clientHeight - HEADER_HEIGHT;
  }

  /** Pixels of list for each pixel of scrolling; 1 unless the list is too long for the browser. */
  get #stretch(): number {
    const full = this.#indices.length * ROW_HEIGHT - this.#height;
    const room = Math.min(MAX_HEIGHT, this.#indices.length * ROW_HEIGHT) - this.#height;
    return room > 0 && full > room ? full / room : 1;
  }

  #scrollTo(position: number): void {
    const height = this.#height;
    const top = this.#viewport.scrollTop * this.#stretch;
    const wanted = position * ROW_HEIGHT;
    if (wanted >= top && wanted + ROW_HEIGHT <= top + height) return;
    this.#viewport.scrollTop = Math.max(0, wanted - height / 2) / this.#stretch;
  }

  #draw(force = false): void {
    const top = this.#viewport.scrollTop * this.#stretch;
    const first = Math.max(0, Math.floor(top / ROW_HEIGHT) - OVERSCAN);
    const last = Math.min(this.#indices.length, Math.ceil((top + this.#height) / ROW_HEIGHT) + OVERSCAN);
    if (!force && first === this.#drawn[0] && last === this.#drawn[1]) return;
    this.#drawn = [first, last];
    const rows: HTMLElement[] = [];
    for (let i = first; i < last; i++) rows.push(this.#row(i));
    this.#rows.replaceChildren(...rows);
    const offset = first * ROW_HEIGHT - top + this.#viewport.scrollTop;
    this.#rows.style.setProperty('transform', `translateY(${offset}px)`);
    const active = this.#selected >= first && this.#selected < last ? `row-${this.selectedFrame}` : '';
    if (active === '') this.#viewport.removeAttribute('aria-activedescendant');
    else this.#viewport.setAttribute('aria-activedescendant', active);
  }

  #row(position: number): HTMLElement {
    const { table, streams, analysisFlags, duplicates } = this.#options;
    const index = this.#indices[position]!;
    const row = rowAt(table, index);
    const stream = streams.get(row.stream);
    const [source, destination] = ends(row, stream);
    const cells = [
      String(row.frame),
      (timeOf(table, index) / 1e9).toFixed(6),
      source,
      destination,
      protocolOf(row, stream, analysisFlags),
      String(row.originalLength),
      infoOf(row, stream, analysisFlags, duplicates()),
    ];
    const selected = position === this.#selected;
    return h(
      'div',
      {
        class: `row color-${colorOf(row, analysisFlags, stream)}${selected ? ' selected' : ''}`,
        role: 'row',
        id: `row-${row.frame}`,
        'aria-rowindex': position + 1,
        'aria-selected': selected ? 'true' : 'false',
        data: { position },
      },
      ...cells.map((text, i) => h('span', { class: `cell cell-${i}`, role: 'gridcell' }, text)),
    );
  }

  #click(event: MouseEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    if (row !== null) this.#choose(Number(row.dataset.position));
  }

  #choose(position: number): void {
    if (this.#indices.length === 0) return;
    this.#selected = Math.max(0, Math.min(this.#indices.length - 1, position));
    this.#scrollTo(this.#selected);
    this.#draw(true);
    this.#options.onSelect(this.selectedFrame!);
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#height / ROW_HEIGHT) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: this.#selected + 1,
      ArrowUp: this.#selected - 1,
      PageDown: this.#selected + page,
      PageUp: this.#selected - page,
      Home: 0,
      End: this.#indices.length - 1,
    };
    const target = steps[event.key];
    if (target !== undefined) {
      event.preventDefault();
      this.#choose(target);
    } else if (event.key === 'Enter' && this.selectedFrame !== null) {
      event.preventDefault();
      this.#options.onOpen(this.selectedFrame);
    }
  }
}

function ends(row: PacketRow, stream: StreamInfo | undefined): [string, string] {
  if (stream === undefined) {
    const { source, destination } = summaryOf(row);
    return [source, destination];
  }
  const pair: [string, string] = [stream.client.address, stream.server.address];
  return row.fromClient ? pair : [pair[1], pair[0]];
}
