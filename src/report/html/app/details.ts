/** One packet: its layer tree and its bytes; the bytes of the chosen field are marked. */
import { type DissectHints, dissect } from '../../packets/dissect/dissect.ts';
import type { Field } from '../../packets/dissect/field.ts';
import type { PacketRow } from '../../packets/table.ts';
import type { UiText } from '../ui-text.ts';
import { h } from './dom.ts';

const BYTES_A_LINE = 16;
/** More bytes than a jumbo frame has are shown only in part; no element list should grow without bound. */
const MAX_HEX_BYTES = 16_384;

export class PacketDetails {
  readonly tree: HTMLElement;
  readonly hex: HTMLElement;
  readonly #ui: UiText;
  #cells: HTMLElement[] = [];
  #texts: HTMLElement[] = [];
  #fields = new Map<HTMLElement, Field>();

  constructor(ui: UiText) {
    this.#ui = ui;
    this.tree = h('div', { class: 'tree', 'aria-label': ui.details, tabindex: '-1' });
    this.hex = h('div', { class: 'hex', role: 'group', 'aria-label': ui.bytes, tabindex: '0' });
    this.tree.addEventListener('click', (event) => this.#click(event));
    this.tree.addEventListener('keydown', (event) => this.#key(event));
    this.hex.addEventListener('click', (event) => this.#chooseByte(event));
    this.clear();
  }

  clear(): void {
    // A tree has items (WAI-ARIA 1.2 §5.2.5, required owned elements).
    this.tree.setAttribute('role', 'group');
    this.tree.replaceChildren(h('p', { class: 'empty' }, this.#ui.noPacket));
    this.hex.replaceChildren();
  }

  show(row: PacketRow, hints: DissectHints): void {
    this.#fields = new Map();
    const layers = dissect(row, hints);
    const items = layers.map((layer, i) =>
      this.#item(layer, 1, layer.name === 'tcp' ? row.length === 0 : i === layers.length - 1 && i > 0),
    );
    this.tree.setAttribute('role', 'tree');
    this.tree.replaceChildren(...items);
    items[0]?.setAttribute('tabindex', '0');
    this.#drawHex(row);
  }

  #item(field: Field, level: number, open: boolean): HTMLElement {
    const branch = field.children.length > 0;
    const item = h(
      'div',
      {
        class: `node level-${Math.min(level, 6)}`,
        role: 'treeitem',
        tabindex: '-1',
        'aria-level': level,
        'aria-selected': 'false',
        ...(branch ? { 'aria-expanded': open ? 'true' : 'false' } : {}),
      },
      h(
        'div',
        { class: 'node-line' },
        h('span', { class: 'twist', 'aria-hidden': 'true' }, branch ? '▸' : ''),
        h('span', { class: 'node-text' }, field.text),
        field.name === null ? null : h('span', { class: 'node-name' }, field.name),
      ),
    );
    if (branch) {
      const group = h('div', { role: 'group' }, ...field.children.map((child) => this.#item(child, level + 1, false)));
      item.append(group);
    }
    this.#fields.set(item, field);
    return item;
  }

  #drawHex(row: PacketRow): void {
    const bytes = row.bytes.subarray(0, MAX_HEX_BYTES);
    this.#cells = [];
    this.#texts = [];
    const lines: HTMLElement[] = [];
    for (let at = 0; at < bytes.length; at += BYTES_A_LINE) lines.push(this.#hexLine(bytes, at));
    const left = row.capturedLength - bytes.length;
    if (left > 0) lines.push(h('p', { class: 'left-out' }, this.#ui.leftOut(left)));
    this.hex.replaceChildren(...lines);
  }

  #hexLine(bytes: Uint8Array, at: number): HTMLElement {
    const codes: HTMLElement[] = [];
    const letters: HTMLElement[] = [];
    for (let i = at; i < Math.min(at + BYTES_A_LINE, bytes.length); i++) {
      const byte = bytes[i]!;
      codes.push(
        h('span', { class: i - at === 8 ? 'byte half' : 'byte', data: { at: i } }, byte.toString(16).padStart(2, '0')),
      );
      letters.push(
        h('span', { class: 'letter', data: { at: i } }, byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·'),
      );
    }
    this.#cells.push(...codes);
    this.#texts.push(...letters);
    return h(
      'div',
      { class: 'hex-line' },
      h('span', { class: 'offset' }, at.toString(16).padStart(4, '0')),
      h('span', { class: 'codes' }, ...codes),
      h('span', { class: 'letters' }, ...letters),
    );
  }

  #click(event: MouseEvent): void {
    const item = (event.target as Element).closest<HTMLElement>('.node');
    if (item === null) return;
    const twist = (event.target as Element).classList.contains('twist');
    if (twist || item.getAttribute('aria-selected') === 'true') toggle(item);
    this.#choose(item);
  }

  #choose(item: HTMLElement): void {
    for (const other of this.tree.querySelectorAll('[aria-selected="true"]'))
      other.setAttribute('aria-selected', 'false');
    for (const other of this.tree.querySelectorAll('[tabindex="0"]')) other.setAttribute('tabindex', '-1');
    item.setAttribute('aria-selected', 'true');
    item.setAttribute('tabindex', '0');
    item.focus({ preventScroll: true });
    item.querySelector('.node-line')?.scrollIntoView({ block: 'nearest' });
    const field = this.#fields.get(item);
    if (field !== undefined) this.#mark(field);
  }

  #mark({ start, end }: Field): void {
    for (const [i, cell] of this.#cells.entries()) {
      const marked = i >= start && i < end;
      cell.classList.toggle('marked', marked);
      this.#texts[i]!.classList.toggle('marked', marked);
    }
    this.#cells[start]?.scrollIntoView({ block: 'nearest' });
  }

  /** A click on a byte opens the smallest field that it belongs to. */
  #chooseByte(event: MouseEvent): void {
    const at = Number((event.target as HTMLElement).dataset.at ?? Number.NaN);
    if (Number.isNaN(at)) return;
    let best: [HTMLElement, Field] | null = null;
    for (const [item, field] of this.#fields) {
      const holds = field.start <= at && at < field.end;
      if (holds && (best === null || field.end - field.start <= best[1].end - best[1].start)) best = [item, field];
    }
    if (best === null) return;
    for (let up = best[0].parentElement; up !== null && up !== this.tree; up = up.parentElement) {
      if (up.hasAttribute('aria-expanded')) up.setAttribute('aria-expanded', 'true');
    }
    this.#choose(best[0]);
  }

  #key(event: KeyboardEvent): void {
    const item = (event.target as Element).closest<HTMLElement>('.node');
    if (item === null) return;
    const visible = [...this.tree.querySelectorAll<HTMLElement>('.node')].filter((node) => node.offsetParent !== null);
    const at = visible.indexOf(item);
    const expanded = item.getAttribute('aria-expanded');
    const actions: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#choose(visible[Math.min(at + 1, visible.length - 1)]!),
      ArrowUp: () => this.#choose(visible[Math.max(at - 1, 0)]!),
      ArrowRight: () =>
        expanded === 'false' ? toggle(item) : this.#choose(visible[Math.min(at + 1, visible.length - 1)]!),
      ArrowLeft: () => {
        const parent = item.parentElement?.closest<HTMLElement>('.node');
        if (expanded === 'true') toggle(item);
        else if (parent) this.#choose(parent);
      },
      Enter: () => toggle(item),
      ' ': () => toggle(item),
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  }
}

function toggle(item: HTMLElement): void {
  const expanded = item.getAttribute('aria-expanded');
  if (expanded !== null) item.setAttribute('aria-expanded', expanded === 'true' ? 'false' : 'true');
}
