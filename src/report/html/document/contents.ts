/** The table of contents beside the paper. */
import type { ReportModel, Section } from '../../model.ts';
import { routeHref } from '../route.ts';
import type { UiText } from '../ui-text.ts';
import { type MarkupNode, node } from './markup.ts';

/** Sections whose parts are many and of interest one at a time: the contents list them only when asked. */
const FOLDED = new Set(['procedure', 'answers']);
const DEPTH = 2;

export interface ContentsForm {
  /** Beside the paper; above it, where the screen is narrow, the completeness of the capture should come first. */
  readonly open: boolean;
  /** False in the form for readers without JavaScript: what would be folded is left out. */
  readonly live: boolean;
}

export function contentsNode(model: ReportModel, ui: UiText, form: ContentsForm): MarkupNode {
  return node(
    'nav',
    { class: 'contents', 'aria-label': ui.contents },
    node('details', { open: form.open }, node('summary', {}, ui.contents), list(model.sections, 1, form)),
  );
}

function list(sections: readonly Section[], depth: number, form: ContentsForm, hidden = false): MarkupNode {
  return node('ol', { hidden }, ...sections.map((part) => entry(part, depth, form)));
}

function entry(part: Section, depth: number, form: ContentsForm): MarkupNode {
  const shown = form.open && !FOLDED.has(part.id);
  const parts = part.sections.length > 0 && depth < DEPTH && (form.live || shown);
  return node(
    'li',
    {},
    node(
      'a',
      { href: routeHref({ view: 'report', section: part.id }), data: { section: part.id } },
      part.number === null ? null : node('span', { class: 'number' }, part.number),
      node('span', { class: 'entry', title: part.title }, part.title),
    ),
    parts && form.live ? foldButton(part, shown) : null,
    parts ? list(part.sections, depth + 1, form, !shown) : null,
  );
}

/** `data-fold`: shows or hides the list that follows. */
function foldButton(part: Section, shown: boolean): MarkupNode {
  return node('button', {
    class: 'fold',
    type: 'button',
    'aria-label': part.title,
    'aria-expanded': String(shown),
    data: { fold: '' },
  });
}
