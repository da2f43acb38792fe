/** The report itself: the model's sections and blocks as elements. */

import type { Block, Dialogue, Inline, Inlines, ReportModel, Section, Table } from '../../model.ts';
import { frameRuns, wordsOf } from '../../words.ts';
import { type Child, copyText, h, svg } from './dom.ts';
import { goTo, routeHref } from './router.ts';
import type { UiText } from './ui-text.ts';

interface Pen {
  readonly model: ReportModel;
  readonly ui: UiText;
  readonly count: { figure: number; table: number; listing: number };
}

export function renderDocument(model: ReportModel, ui: UiText): HTMLElement {
  const pen: Pen = { model, ui, count: { figure: 0, table: 0, listing: 0 } };
  return h(
    'article',
    { class: 'paper' },
    titlePage(pen),
    ...model.sections.map((part) => sectionElement(part, 2, pen)),
  );
}

/** Sections whose parts are many and of interest one at a time: the contents list them only when asked. */
const FOLDED = new Set(['procedure', 'answers']);

export function renderContents(model: ReportModel, ui: UiText): HTMLElement {
  // Open beside the paper; above it, where the screen is narrow, the completeness of the capture should come first.
  const open = matchMedia('(min-width: 1101px)').matches;
  const list = (sections: readonly Section[], depth: number): HTMLElement =>
    h(
      'ol',
      {},
      ...sections.map((part) =>
        h(
          'li',
          {},
          h(
            'a',
            { href: routeHref({ view: 'report', section: part.id }), data: { section: part.id } },
            part.number === null ? null : h('span', { class: 'number' }, part.number),
            part.title,
          ),
          ...(part.sections.length > 0 && depth < 2
            ? foldable(list(part.sections, depth + 1), part, open && !FOLDED.has(part.id))
            : []),
        ),
      ),
    );
  return h(
    'nav',
    { class: 'contents', 'aria-label': ui.contents },
    h('details', { open }, h('summary', {}, ui.contents), list(model.sections, 1)),
  );
}

/** A list and the button that shows or hides it. */
function foldable(list: HTMLElement, part: Section, open: boolean): HTMLElement[] {
  const button = h('button', { class: 'fold', type: 'button', 'aria-label': part.title });
  const show = (shown: boolean) => {
    list.hidden = !shown;
    button.setAttribute('aria-expanded', String(shown));
  };
  button.addEventListener('click', () => show(button.getAttribute('aria-expanded') !== 'true'));
  show(open);
  return [button, list];
}

function titlePage(pen: Pen): HTMLElement {
  const { model } = pen;
  return h(
    'header',
    { class: 'title-page' },
    h(
      'p',
      { class: `completeness tone-${model.completeness.tone}`, role: 'note' },
      toneMark(model.completeness.tone),
      h('strong', {}, model.completeness.title),
      ' ',
      ...inlines(model.completeness.text, pen),
    ),
    model.subtitle === null ? null : h('p', { class: 'subtitle' }, model.subtitle),
    h('h1', {}, model.title),
    h(
      'dl',
      { class: 'title-facts' },
      ...model.titlePage.map(({ label, value }) =>
        h('div', {}, h('dt', {}, label), h('dd', { class: value === null ? 'to-fill' : 'filled' }, value ?? '\u00a0')),
      ),
    ),
  );
}

function toneMark(tone: string): HTMLElement {
  const mark = { good: '✓', note: 'i', warning: '!', bad: '✗', off: '✗' }[tone] ?? '';
  return h('span', { class: 'tone-mark', 'aria-hidden': 'true' }, mark);
}

function sectionElement(part: Section, depth: number, pen: Pen): HTMLElement {
  const tag = `h${Math.min(depth, 6)}` as 'h2';
  return h(
    'section',
    { id: part.id, class: `depth-${depth}` },
    h(
      tag,
      { tabindex: '-1' },
      part.number === null ? null : h('span', { class: 'number' }, part.number),
      part.title,
      h('a', { class: 'anchor', href: routeHref({ view: 'report', section: part.id }), 'aria-label': part.title }, '#'),
    ),
    ...part.blocks.map((block) => blockElement(block, pen)),
    ...part.sections.map((child) => sectionElement(child, depth + 1, pen)),
  );
}

function blockElement(block: Block, pen: Pen): HTMLElement {
  switch (block.kind) {
    case 'paragraph':
      return h('p', {}, ...inlines(block.text, pen));
    case 'list':
      return h(block.ordered ? 'ol' : 'ul', {}, ...block.items.map((item) => h('li', {}, ...inlines(item, pen))));
    case 'facts':
      return h(
        'dl',
        { class: block.compact ? 'facts compact' : 'facts' },
        ...block.items.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, ...inlines(value, pen)))),
      );
    case 'table':
      return tableElement(block, pen);
    case 'figure': {
      pen.count.figure += 1;
      const drawing = svg(block.svg);
      drawing.setAttribute('aria-label', `${block.caption}. ${block.description}`);
      return h(
        'figure',
        { id: `figure-${block.id}` },
        h('div', { class: 'drawing', tabindex: '0', role: 'group', 'aria-label': block.caption }, drawing),
        h(
          'figcaption',
          {},
          h('b', {}, `${wordsOf(pen.model.language).figure} ${pen.count.figure}`),
          ' ',
          block.caption,
        ),
      );
    }
    case 'dialogue':
      return dialogueElement(block, pen);
    case 'callout':
      return h(
        'aside',
        { class: `callout tone-${block.tone}` },
        toneMark(block.tone),
        h('strong', {}, block.title),
        ' ',
        ...inlines(block.text, pen),
      );
    case 'code':
      return codeElement(block, pen);
    case 'filter':
      return h(
        'p',
        { class: 'filter-line' },
        filterChip(block.text, pen),
        h('span', { class: 'filter-shows' }, block.shows),
      );
    case 'blank':
      return h(
        'div',
        { class: 'blank' },
        h('p', {}, block.prompt),
        ...Array.from({ length: block.lines }, () => h('div', { class: 'blank-line', 'aria-hidden': 'true' })),
      );
  }
}

function codeElement(block: Extract<Block, { kind: 'code' }>, pen: Pen): HTMLElement {
  const button = h('button', { class: 'quiet copy', type: 'button' }, pen.ui.copy);
  button.addEventListener('click', () => void copyText(block.text, button, pen.ui.copied));
  return h(
    'figure',
    { class: 'listing' },
    block.caption === null ? null : h('figcaption', {}, block.caption),
    h('pre', { tabindex: '0' }, h('code', {}, block.text)),
    button,
    block.note === null ? null : h('p', { class: 'note' }, block.note),
  );
}

function tableElement(block: Table, pen: Pen): HTMLElement {
  pen.count.table += 1;
  const caption = `${wordsOf(pen.model.language).table} ${pen.count.table}`;
  return h(
    'div',
    { class: 'table-wrap' },
    h(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'group', 'aria-label': block.caption },
      h(
        'table',
        {},
        h('caption', {}, h('b', {}, caption), ' ', block.caption),
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            ...block.columns.map((column) => h('th', { scope: 'col', class: `align-${column.align}` }, column.title)),
          ),
        ),
        h(
          'tbody',
          {},
          ...block.rows.map((row) =>
            h('tr', {}, ...row.map((cell, i) => tableCell(cell, block.columns[i]?.align ?? 'left', pen))),
          ),
        ),
      ),
    ),
    block.note === null ? null : h('p', { class: 'note' }, block.note),
  );
}

/** Cells up to this many characters are not broken inside a word or a Chinese phrase. */
const SHORT_CELL = 10;

function tableCell(cell: Inlines, align: string, pen: Pen): HTMLElement {
  const element = h('td', { class: `align-${align}` }, ...inlines(cell, pen));
  element.classList.toggle('short', (element.textContent ?? '').length <= SHORT_CELL);
  return element;
}

function dialogueElement(block: Dialogue, pen: Pen): HTMLElement {
  const { ui } = pen;
  const words = wordsOf(pen.model.language);
  const rows = block.lines.map((line) => {
    const side = line.direction === 'client' ? ui.client : ui.server;
    return h(
      'div',
      { class: `line ${line.direction} ${line.kind}` },
      h(
        'span',
        { class: 'line-frame' },
        line.frames[0] === undefined ? '' : frameLink(line.frames[0], line.frames[0], pen),
      ),
      h(
        'span',
        { class: 'line-side', title: side },
        h('span', { 'aria-hidden': 'true' }, line.direction === 'client' ? '→' : '←'),
        h('span', { class: 'offscreen' }, side),
      ),
      h('span', { class: 'line-text' }, line.kind === 'gap' ? `[${words.gap}] ${line.text}` : line.text),
    );
  });
  const follow = h('button', { class: 'quiet', type: 'button' }, ui.follow);
  follow.addEventListener('click', () => goTo({ view: 'stream', stream: block.stream, tab: 'follow' }));
  return h(
    'figure',
    { class: 'dialogue' },
    h(
      'figcaption',
      {},
      h('b', {}, block.caption),
      h('span', { class: 'said-client' }, `→ ${ui.client} ${block.client}`),
      h('span', { class: 'said-server' }, `← ${ui.server} ${block.server}`),
      follow,
    ),
    h('div', { class: 'lines', tabindex: '0', role: 'group', 'aria-label': block.caption }, ...rows),
    block.note === null ? null : h('p', { class: 'note' }, block.note),
  );
}

function inlines(list: Inlines, pen: Pen): Child[] {
  return list.map((inline) => inlineElement(inline, pen));
}

function inlineElement(inline: Inline, pen: Pen): Child {
  if (typeof inline === 'string') return inline;
  switch (inline.kind) {
    case 'code':
      return codeText(inline.text);
    case 'hash':
      return h('code', { class: 'hash', title: inline.text }, inline.text);
    case 'strong':
      return h('strong', {}, inline.text);
    case 'said':
      return h('span', { class: `said said-${inline.by}` }, inline.text);
    case 'side':
      return h('span', { class: `said-${inline.by}` }, inline.text);
    case 'range':
      return rangeElement(inline.first, inline.last, pen);
    case 'verdict':
      return h('span', { class: `verdict tone-${inline.tone}` }, toneMark(inline.tone), inline.text);
    case 'frames':
      return framesElement(inline.frames, inline.more, pen);
    case 'stream':
      return h(
        'a',
        { class: 'stream-link', href: routeHref({ view: 'stream', stream: inline.stream, tab: 'follow' }) },
        String(inline.stream),
      );
    case 'filter':
      return filterChip(inline.text, pen);
    case 'section':
      return h('a', { href: routeHref({ view: 'report', section: inline.id }) }, inline.text);
  }
}

/** Code up to this many characters stays on one line in a table: a name, an address, a MAC. */
const SHORT_CODE = 28;

function codeText(text: string): HTMLElement {
  return h('code', { class: text.length <= SHORT_CODE ? 'short' : '' }, text);
}

function framesElement(frames: readonly number[], more: number, pen: Pen): HTMLElement {
  const words = wordsOf(pen.model.language);
  const links: Child[] = [];
  for (const [first, last] of frameRuns(frames)) {
    if (links.length > 0) links.push(words.separator);
    links.push(frameLink(first, first, pen));
    if (last > first) links.push('–', frameLink(last, last, pen));
  }
  if (more > 0) links.push(` ${words.more(more)}`);
  return h('span', { class: 'frames' }, ...links);
}

function rangeElement(first: number, last: number, pen: Pen): HTMLElement {
  const links = [frameLink(first, first, pen), ...(last > first ? ['–', frameLink(last, last, pen)] : [])];
  return h('span', { class: 'frames' }, ...links);
}

function frameLink(frame: number, text: number, pen: Pen): HTMLElement {
  return h(
    'a',
    {
      class: 'frame-link',
      href: routeHref({ view: 'report', frame }),
      'aria-label': `${pen.ui.frame} ${frame}`,
      data: { frame },
    },
    `#${text}`,
  );
}

function filterChip(text: string, pen: Pen): HTMLElement {
  const copy = h(
    'button',
    { class: 'chip-button', type: 'button', 'aria-label': `${pen.ui.copy}: ${text}` },
    pen.ui.copy,
  );
  copy.addEventListener('click', () => void copyText(text, copy, pen.ui.copied));
  const show = h(
    'button',
    { class: 'chip-button', type: 'button', 'aria-label': `${pen.ui.show}: ${text}` },
    pen.ui.show,
  );
  show.addEventListener('click', () => goTo({ view: 'packets', filter: text }));
  return h('span', { class: 'filter-chip' }, codeText(text), copy, show);
}
