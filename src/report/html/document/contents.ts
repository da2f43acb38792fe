/** The table of contents beside the paper. */
import type { ReportModel, Section } from '../../model.ts';
import { routeHref } from '../route.ts';
import type { UiText } from '../ui-text.ts';
import { type MarkupNode, node } from './markup.ts';

/** Sections whose parts are many and of interest one at a time: the contents list them only when asked. */
const FOLDED = new Set(['procedure', 'answers']);
const DEPTH = 2;

/** `open` beside the paper; above it, where the screen is narrow, the completeness of the capture should come first. */
export function contentsNode(model: ReportModel, ui: UiText, open: boolean): MarkupNode {
  return node(
    'nav',
    { class: 'contents', 'aria-label': ui.contents },
    node('details', { open }, node('summary', {}, ui.contents), list(model.sections, 1, open)),
  );
}

function list(sections: readonly Section[], depth: number, open: boolean, hidden = false): MarkupNode {
  return node('ol', { hidden }, ...sections.map((part) => entry(part, depth, open)));
}

function entry(part: Section, depth: number, open: boolean): MarkupNode {
  const parts = part.sections.length > 0 && depth < DEPTH;
  const shown = open && !FOLDED.has(part.id);
  return node(
    'li',
    {},
    node(
      'a',
      { href: routeHref({ view: 'report', section: part.id }), data: { section: part.id } },
      part.number === null ? null : node('span', { class: 'number' }, part.number),
      node('span', { class: 'entry', title: part.title }, part.title),
    ),
    // `data-fold`: shows or hides the list that follows.
    parts
      ? node('button', {
          class: 'fold',
          type: 'button',
          'aria-label': part.title,
          'aria-expanded': String(shown),
          data: { fold: '' },
        })
      : null,
    parts ? list(part.sections, depth + 1, open, !shown) : null,
  );
}
