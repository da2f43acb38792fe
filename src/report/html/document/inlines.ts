/** What stands within a line: links to frames and streams, filters, verdicts. */

import { frameRuns } from '../../../base/frame-words.ts';
import type { Inline, Inlines, ReportModel } from '../../model.ts';
import { wordsOf } from '../../words.ts';
import { routeHref } from '../route.ts';
import type { UiText } from '../ui-text.ts';
import { type MarkupNode, node, type Part } from './markup.ts';

/** What a document is written with: its words, and how many figures and tables it has so far. */
export interface Pen {
  readonly model: ReportModel;
  readonly ui: UiText;
  /** False in the form for readers without JavaScript: nothing to press, and large drawings are told in words. */
  readonly live: boolean;
  readonly count: { figure: number; table: number };
}

/** Code up to this many characters stays on one line in a table: a name, an address, a MAC. */
const SHORT_CODE = 28;
const MARKS = { good: '✓', note: 'i', warning: '!', bad: '✗', off: '✗' } as const;

export function inlines(list: Inlines, pen: Pen): Part[] {
  return list.map((inline) => inlineNode(inline, pen));
}

export function toneMark(tone: keyof typeof MARKS): MarkupNode {
  return node('span', { class: 'tone-mark', 'aria-hidden': 'true' }, MARKS[tone]);
}

function inlineNode(inline: Inline, pen: Pen): Part {
  if (typeof inline === 'string') return inline;
  switch (inline.kind) {
    case 'code':
      return codeText(inline.text);
    case 'hash':
      return node('code', { class: 'hash', title: inline.text }, inline.text);
    case 'strong':
      return node('strong', {}, inline.text);
    case 'said':
      return node('span', { class: `said said-${inline.by}` }, inline.text);
    case 'side':
      return node('span', { class: `said-${inline.by}` }, inline.text);
    case 'range':
      return node('span', { class: 'frames' }, ...frameRun(inline.first, inline.last, pen));
    case 'verdict':
      return node('span', { class: `verdict tone-${inline.tone}` }, toneMark(inline.tone), inline.text);
    case 'frames':
      return framesNode(inline.frames, inline.more, pen);
    case 'stream':
      if (!pen.live) return String(inline.stream);
      return node(
        'a',
        { class: 'stream-link', href: routeHref({ view: 'stream', stream: inline.stream, tab: 'follow' }) },
        String(inline.stream),
      );
    case 'filter':
      return filterChip(inline.text, pen);
    case 'section':
      return node('a', { href: routeHref({ view: 'report', section: inline.id }) }, inline.text);
  }
}

function codeText(text: string): MarkupNode {
  return node('code', { class: text.length <= SHORT_CODE ? 'short' : null }, text);
}

function framesNode(frames: readonly number[], more: number, pen: Pen): MarkupNode {
  const words = wordsOf(pen.model.language);
  const links: Part[] = [];
  for (const [first, last] of frameRuns(frames)) {
    if (links.length > 0) links.push(words.separator);
    links.push(node('span', { class: 'run' }, ...frameRun(first, last, pen)));
  }
  if (more > 0) links.push(words.more(more));
  return node('span', { class: 'frames' }, ...links);
}

function frameRun(first: number, last: number, pen: Pen): Part[] {
  return last > first ? [frameLink(first, pen), '–', frameLink(last, pen)] : [frameLink(first, pen)];
}

export function frameLink(frame: number, pen: Pen): Part {
  if (!pen.live) return `#${frame}`;
  return node(
    'a',
    {
      class: 'frame-link',
      href: routeHref({ view: 'report', frame }),
      'aria-label': `${pen.ui.frame} ${frame}`,
      data: { frame },
    },
    `#${frame}`,
  );
}

/** A display filter with its buttons; `data-copyable` marks what a copy button copies. */
export function filterChip(text: string, pen: Pen): MarkupNode {
  const { ui, live } = pen;
  if (!live) return node('span', { class: 'filter-chip' }, codeText(text));
  return node(
    'span',
    { class: 'filter-chip', data: { copyable: '' } },
    codeText(text),
    copyButton(pen, 'chip-button', `${ui.copy}: ${text}`),
    node(
      'a',
      {
        class: 'chip-button icon-show',
        href: routeHref({ view: 'packets', filter: text }),
        'aria-label': `${ui.show}: ${text}`,
        title: ui.show,
      },
      node('span', {}, ui.show),
    ),
  );
}

export function copyButton({ ui, live }: Pen, look: string, label: string): Part {
  if (!live) return null;
  return node(
    'button',
    { class: `${look} icon-copy`, type: 'button', 'aria-label': label, title: ui.copy, data: { copy: '' } },
    node('span', {}, ui.copy),
  );
}
