/** Packets in Wireshark's manner: filter, list, layer tree, bytes. */
import type { Jump } from '../../model.ts';
import { NO_STREAM } from '../../packets/table.ts';
import { routeHref } from '../route.ts';
import { PacketDetails } from './details.ts';
import { h } from './dom.ts';
import { compileFilter } from './filter.ts';
import type { Predicate } from './filter-fields.ts';
import { PacketList } from './packet-list.ts';
import { goTo } from './router.ts';
import { type Session, streamTitle } from './session.ts';

/** A `select` with more entries than this helps nobody; the filter box takes any stream. */
const MAX_STREAM_CHOICES = 500;

export class PacketsView {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #list: PacketList;
  readonly #details: PacketDetails;
  readonly #input: HTMLInputElement;
  readonly #stream: HTMLSelectElement;
  readonly #jump: HTMLSelectElement;
  readonly #status: HTMLElement;
  readonly #follow: HTMLButtonElement;

  constructor(session: Session) {
    const { ui } = session;
    this.#session = session;
    this.#details = new PacketDetails(ui);
    this.#list = new PacketList({
      table: session.table,
      streams: session.streams,
      analysisFlags: session.page.analysisFlags,
      duplicates: () => session.duplicates,
      ui,
      onSelect: (frame) => this.#selected(frame),
      onOpen: () => this.#details.tree.querySelector<HTMLElement>('[tabindex="0"]')?.focus(),
    });
    this.#input = h('input', {
      type: 'search',
      class: 'filter-input',
      placeholder: ui.filterHint,
      'aria-label': ui.filterLabel,
      spellcheck: 'false',
      autocomplete: 'off',
    });
    this.#input.addEventListener('input', () => this.#apply());
    this.#stream = this.#select(ui.stream, ui.anyStream, this.#streamOptions());
    this.#jump = this.#select(ui.anyStep, ui.allPackets, this.#jumpOptions());
    this.#status = h('span', { class: 'status', role: 'status' });
    this.#follow = h('button', { class: 'quiet', type: 'button', disabled: true }, ui.follow);
    this.#follow.addEventListener('click', () => this.#followStream());
    const leftOut = session.page.payloadLeftOut ? h('span', { class: 'left-out' }, ui.bulkLeftOut) : null;
    this.element = h(
      'main',
      { class: 'packets-view', hidden: true, 'aria-label': ui.packets },
      h('h1', { class: 'offscreen' }, `${ui.packets} · ${session.model.title}`),
      h('div', { class: 'tools' }, this.#input, this.#stream, this.#jump, this.#follow, this.#status, leftOut),
      h(
        'div',
        { class: 'panes' },
        this.#list.element,
        h('div', { class: 'lower' }, this.#details.tree, this.#details.hex),
      ),
    );
    this.#apply();
  }

  /** Filters, if a filter is given, and selects the frame, showing everything if the filter hides it. */
  open(frame: number | undefined, filter: string | undefined): void {
    if (filter !== undefined) {
      this.#input.value = filter;
      this.#stream.value = '';
      this.#jump.value = '';
      this.#apply();
    }
    if (frame !== undefined && frame !== this.#list.selectedFrame) {
      if (!this.#list.select(frame)) {
        this.#clear();
        this.#list.select(frame);
      }
      this.#showDetails(frame);
    }
  }

  focusFilter(): void {
    this.#input.focus();
    this.#input.select();
  }

  step(by: 1 | -1): void {
    this.#list.step(by);
  }

  #clear(): void {
    this.#input.value = '';
    this.#stream.value = '';
    this.#jump.value = '';
    this.#apply();
  }

  #select(label: string, any: string, options: readonly HTMLElement[]): HTMLSelectElement {
    const select = h('select', { 'aria-label': label }, h('option', { value: '' }, any), ...options);
    select.addEventListener('change', () => this.#apply());
    return select;
  }

  #streamOptions(): HTMLElement[] {
    return this.#session.page.streams
      .slice(0, MAX_STREAM_CHOICES)
      .map((stream) => h('option', { value: stream.id }, streamTitle(stream)));
  }

  #jumpOptions(): HTMLElement[] {
    const { ui, model } = this.#session;
    const group = (kind: Jump['kind'], label: string) => {
      const options = model.jumps
        .map((jump, i) => ({ jump, i }))
        .filter(({ jump }) => jump.kind === kind)
        .map(({ jump, i }) => h('option', { value: i }, jump.title));
      return options.length === 0 ? [] : [h('optgroup', { label }, ...options)];
    };
    return [...group('step', ui.anyStep), ...group('finding', ui.anyFinding)];
  }

  #apply(): void {
    const { table, streams, page, ui, model } = this.#session;
    const filter = compileFilter(this.#input.value, { table, streams, analysisFlags: page.analysisFlags });
    const jump = this.#jump.value === '' ? undefined : model.jumps[Number(this.#jump.value)];
    const tests: Predicate[] = [filter.matches];
    if (this.#stream.value !== '') {
      const id = Number(this.#stream.value);
      tests.unshift((index) => table.columns.stream[index] === id);
    }
    if (jump !== undefined) tests.unshift(jumpTest(jump, table.columns.frame));
    const found = new Uint32Array(table.count);
    let count = 0;
    for (let i = 0; i < table.count; i++) if (tests.every((test) => test(i))) found[count++] = i;
    this.#list.show(found.slice(0, count));
    this.#input.classList.toggle('is-filter', this.#input.value.trim() !== '' && filter.kind === 'filter');
    this.#input.classList.toggle('is-text', filter.kind === 'text');
    this.#status.textContent = `${ui.shown(count, table.count)}${filter.kind === 'text' && looksLikeFilter(this.#input.value) ? ` · ${ui.badFilter}` : ''}`;
  }

  #selected(frame: number): void {
    // Replaced, not pushed: Back should not walk through every packet.
    history.replaceState(null, '', routeHref({ view: 'packets', frame }));
    this.#showDetails(frame);
  }

  #showDetails(frame: number): void {
    const row = this.#session.rowOfFrame(frame);
    if (row === null) this.#details.clear();
    else this.#details.show(row, this.#session.hintsFor(row));
    this.#follow.disabled = row === null || row.stream === NO_STREAM;
  }

  #followStream(): void {
    const frame = this.#list.selectedFrame;
    const row = frame === null ? null : this.#session.rowOfFrame(frame);
    if (row !== null && row.stream !== NO_STREAM) goTo({ view: 'stream', stream: row.stream, tab: 'follow' });
  }
}

function looksLikeFilter(text: string): boolean {
  return /==|&&|\|\||[<>]|\b(?:tcp|ip|frame|ftp)\./.test(text);
}

function jumpTest(jump: Jump, frames: Uint32Array): Predicate {
  if (jump.range) {
    const [first = 0, last = 0] = jump.frames;
    return (index) => frames[index]! >= first && frames[index]! <= last;
  }
  const wanted = new Set(jump.frames);
  return (index) => wanted.has(frames[index]!);
}
