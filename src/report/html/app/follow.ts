/** Follow stream: what both sides sent, in order, the client in red and the server in blue. */
import { layoutOf } from '../../packets/payload.ts';
import { indexOfFrame, type PacketTable, rowAt } from '../../packets/table.ts';
import { visibleText } from '../../text.ts';
import type { UiText } from '../ui-text.ts';
import { copyText, h } from './dom.ts';
import { goTo } from './router.ts';
import { roveFocus, takeTab } from './roving-focus.ts';

export interface Piece {
  readonly fromClient: boolean;
  /** 0 for a gap. */
  readonly frame: number;
  readonly bytes: Uint8Array;
  /** Bytes that are missing here: from the capture (`frame` 0) or from this page. */
  readonly missing: number;
}

type Form = 'text' | 'hex' | 'raw';
type Side = 'both' | 'client' | 'server';

/** Elements of one stream; a transfer of hundreds of megabytes would freeze any browser. */
const MAX_PIECES = 4000;
const MAX_MATCHES = 2000;
/** Pieces that have a packet to open. */
const OPENED = '.piece[tabindex]';

export function piecesOf(table: PacketTable, stream: number): Piece[] {
  const { chunks } = table;
  const pieces: Piece[] = [];
  for (let i = 0; i < table.chunkCount; i++) {
    if (chunks.stream[i] !== stream) continue;
    const fromClient = chunks.fromClient[i] === 1;
    const length = chunks.length[i]!;
    const frame = chunks.frame[i]!;
    const index = frame === 0 ? -1 : indexOfFrame(table, frame);
    const bytes = index < 0 ? new Uint8Array() : chunkBytes(table, index, chunks.offset[i]!, length);
    pieces.push({ fromClient, frame, bytes, missing: length - bytes.length });
  }
  return pieces;
}

function chunkBytes(table: PacketTable, index: number, offset: number, length: number): Uint8Array {
  const row = rowAt(table, index);
  const layout = layoutOf(row.bytes, row.linkType);
  if (layout === null) return new Uint8Array();
  const start = layout.payload + offset;
  return row.bytes.subarray(start, start + length);
}

export class FollowView {
  readonly element: HTMLElement;
  readonly #pieces: readonly Piece[];
  readonly #ui: UiText;
  readonly #body: HTMLElement;
  readonly #found: HTMLElement;
  readonly #search: HTMLInputElement;
  #form: Form = 'text';
  #side: Side = 'both';
  #matches: HTMLElement[] = [];
  #match = -1;

  constructor(table: PacketTable, stream: number, ui: UiText) {
    this.#ui = ui;
    this.#pieces = piecesOf(table, stream);
    this.#body = h('div', { class: 'follow-body', tabindex: '0', role: 'group', 'aria-label': ui.follow });
    this.#found = h('span', { class: 'found', role: 'status' });
    this.#search = h('input', { type: 'search', placeholder: ui.find, 'aria-label': ui.find });
    this.#search.addEventListener('input', () => this.#draw());
    this.#search.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.#step(event.shiftKey ? -1 : 1);
    });
    roveFocus(this.#body, { places: OPENED, open: openPacket });
    this.element = h('div', { class: 'follow' }, this.#tools(), this.#body);
    this.#draw();
  }

  #tools(): HTMLElement {
    const ui = this.#ui;
    const form = choice(['text', 'hex', 'raw'], [ui.text, ui.hex, ui.raw], ui.text, (value) => {
      this.#form = value as Form;
      this.#draw();
    });
    const side = choice(
      ['both', 'client', 'server'],
      [ui.both, ui.bytesOf(ui.client, this.#size(true)), ui.bytesOf(ui.server, this.#size(false))],
      ui.both,
      (value) => {
        this.#side = value as Side;
        this.#draw();
      },
    );
    const copy = h('button', { class: 'quiet', type: 'button' }, ui.copy);
    copy.addEventListener('click', () => void copyText(this.#body.textContent ?? '', copy, ui.copied));
    const step = (by: 1 | -1, label: string, text: string) =>
      h(
        'button',
        { class: 'quiet', type: 'button', 'aria-label': label, title: label, on: { click: () => this.#step(by) } },
        text,
      );
    const find = h(
      'span',
      { class: 'find' },
      this.#search,
      step(-1, ui.findPrevious, '↑'),
      step(1, ui.findNext, '↓'),
      this.#found,
    );
    return h('div', { class: 'tools' }, form, side, find, copy);
  }

  #size(fromClient: boolean): number {
    return this.#pieces.reduce((sum, piece) => (piece.fromClient === fromClient ? sum + piece.bytes.length : sum), 0);
  }

  #draw(): void {
    const wanted = this.#side;
    const pieces = this.#pieces.filter((piece) => wanted === 'both' || (wanted === 'client') === piece.fromClient);
    const decoders = [new TextDecoder(), new TextDecoder()];
    this.#matches = [];
    const elements = pieces
      .slice(0, MAX_PIECES)
      .map((piece) => this.#piece(piece, decoders[piece.fromClient ? 0 : 1]!));
    if (pieces.length > MAX_PIECES) elements.push(h('p', { class: 'left-out' }, this.#ui.truncated(MAX_PIECES)));
    this.#body.className = `follow-body form-${this.#form}`;
    this.#body.replaceChildren(...elements);
    takeTab(this.#body, OPENED);
    this.#match = -1;
    this.#found.textContent = '';
    if (this.#search.value !== '') this.#step(1);
  }

  #piece(piece: Piece, decoder: TextDecoder): HTMLElement {
    const side = piece.fromClient ? 'client' : 'server';
    const name = piece.fromClient ? this.#ui.client : this.#ui.server;
    const element = h('span', {
      class: `piece said-${side}`,
      data: { frame: piece.frame },
      title: `${name} · ${this.#ui.frame} ${piece.frame}`,
      ...(piece.frame > 0 ? { tabindex: '-1', role: 'link' } : {}),
    });
    element.append(...this.#highlighted(formatted(piece.bytes, this.#form, decoder)));
    if (piece.missing > 0) {
      const text = piece.frame === 0 ? this.#ui.gap(piece.missing) : this.#ui.cut(piece.missing);
      element.append(h('span', { class: 'left-out' }, text));
    }
    element.addEventListener('click', () => {
      if (piece.frame > 0 && String(getSelection()) === '') openPacket(element);
    });
    return element;
  }

  /** The text with every match of the search in a `mark`. */
  #highlighted(text: string): (Node | string)[] {
    const wanted = this.#search.value.toLowerCase();
    if (wanted === '') return [text];
    const parts: (Node | string)[] = [];
    const lower = text.toLowerCase();
    let from = 0;
    for (
      let at = lower.indexOf(wanted);
      at >= 0 && this.#matches.length < MAX_MATCHES;
      at = lower.indexOf(wanted, from)
    ) {
      const mark = h('mark', {}, text.slice(at, at + wanted.length));
      this.#matches.push(mark);
      parts.push(text.slice(from, at), mark);
      from = at + wanted.length;
    }
    return [...parts, text.slice(from)];
  }

  #step(by: 1 | -1): void {
    const count = this.#matches.length;
    this.#matches[this.#match]?.classList.remove('current');
    this.#match = count === 0 ? -1 : (this.#match + by + count) % count;
    const current = this.#matches[this.#match];
    current?.classList.add('current');
    current?.scrollIntoView({ block: 'center' });
    this.#found.textContent = this.#ui.found(this.#match + 1, count);
  }
}

function openPacket(piece: HTMLElement): void {
  goTo({ view: 'packets', frame: Number(piece.dataset.frame) });
}

function formatted(bytes: Uint8Array, form: Form, decoder: TextDecoder): string {
  if (form === 'raw') return `${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}\n`;
  if (form === 'hex') return hexDump(bytes);
  // Streaming: a character may be cut in two by the end of a segment.
  return visibleText(decoder.decode(bytes, { stream: true }));
}

function hexDump(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 16) {
    const part = [...bytes.subarray(at, at + 16)];
    const codes = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const letters = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    text += `${at.toString(16).padStart(8, '0')}  ${codes.padEnd(47)}  ${letters}\n`;
  }
  return text;
}

export function choice(
  values: readonly string[],
  texts: readonly string[],
  label: string,
  onChange: (value: string) => void,
): HTMLSelectElement {
  const select = h(
    'select',
    { 'aria-label': label },
    ...values.map((value, i) => h('option', { value }, texts[i] ?? value)),
  );
  select.addEventListener('change', () => onChange(select.value));
  return select;
}
