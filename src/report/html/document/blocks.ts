/** The model's blocks: paragraphs, lists, figures, listings, what is left to fill in. */

import type { Block, Figure } from '../../model.ts';
import { wordsOf } from '../../words.ts';
import { dialogueNode } from './dialogue.ts';
import { copyButton, filterChip, inlines, type Pen, toneMark } from './inlines.ts';
import { type MarkupNode, node, toHtml } from './markup.ts';
import { tableNode } from './tables.ts';

/** A drawing with more markup than this is told in words where there is no JavaScript to unpack it. */
const MAX_STATIC_DRAWING = 24_000;
/** A listing of up to this many lines is not broken over two pages: a quarter of one. */
const SHORT_LISTING = 14;

export function blockNode(block: Block, pen: Pen): MarkupNode {
  switch (block.kind) {
    case 'paragraph':
      return node('p', {}, ...inlines(block.text, pen));
    case 'list':
      return node(block.ordered ? 'ol' : 'ul', {}, ...block.items.map((item) => node('li', {}, ...inlines(item, pen))));
    case 'facts':
      return node(
        'dl',
        { class: block.compact ? 'facts compact' : 'facts' },
        ...block.items.map(({ label, value }) =>
          node('div', {}, node('dt', {}, label), node('dd', {}, ...inlines(value, pen))),
        ),
      );
    case 'table':
      return tableNode(block, pen);
    case 'figure':
      return figureNode(block, pen);
    case 'dialogue':
      return dialogueNode(block, pen);
    case 'callout':
      return node(
        'aside',
        { class: `callout tone-${block.tone}`, 'aria-label': block.title },
        toneMark(block.tone),
        node('strong', {}, block.title),
        ' ',
        ...inlines(block.text, pen),
      );
    case 'code':
      return codeNode(block, pen);
    case 'filter':
      return node(
        'p',
        { class: 'filter-line' },
        filterChip(block.text, pen),
        node('span', { class: 'filter-shows' }, block.shows),
      );
    case 'blank':
      return node(
        'div',
        { class: 'blank' },
        node('p', {}, block.prompt),
        ...Array.from({ length: block.lines }, () => node('div', { class: 'blank-line', 'aria-hidden': 'true' })),
      );
  }
}

function figureNode(block: Figure, pen: Pen): MarkupNode {
  pen.count.figure += 1;
  return node(
    'figure',
    { id: `figure-${block.id}` },
    drawing(block, pen),
    node(
      'figcaption',
      {},
      node('b', {}, `${wordsOf(pen.model.language).figure} ${pen.count.figure}`),
      ' ',
      block.caption,
    ),
  );
}

function drawing(block: Figure, pen: Pen): MarkupNode {
  const labelled = { ...block.svg.attributes, 'aria-label': `${block.caption}. ${block.description}` };
  const drawn = { ...block.svg, attributes: labelled };
  if (!pen.live && toHtml(drawn).length > MAX_STATIC_DRAWING) return node('p', { class: 'note' }, block.description);
  return node('div', { class: 'drawing', tabindex: '0', role: 'group', 'aria-label': block.caption }, drawn);
}

function codeNode(block: Extract<Block, { kind: 'code' }>, pen: Pen): MarkupNode {
  const bare = block.caption === null ? ' bare' : '';
  const short = block.text.split('\n').length <= SHORT_LISTING ? ' short' : '';
  return node(
    'figure',
    { class: `listing${bare}${short}`, data: { copyable: '' } },
    block.caption === null ? null : node('figcaption', {}, block.caption),
    node('pre', { tabindex: '0' }, node('code', {}, block.text)),
    copyButton(pen, 'quiet copy', block.caption === null ? pen.ui.copy : `${pen.ui.copy}: ${block.caption}`),
    block.note === null ? null : node('p', { class: 'note' }, block.note),
  );
}
