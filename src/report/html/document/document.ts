/** The report itself: title page, sections and their blocks. Pure: the browser and the file writer both use it. */
import type { ReportModel, Section } from '../../model.ts';
import { routeHref } from '../route.ts';
import type { UiText } from '../ui-text.ts';
import { blockNode } from './blocks.ts';
import { inlines, type Pen, toneMark } from './inlines.ts';
import { type MarkupNode, node } from './markup.ts';

/** `live` false is the form for readers without JavaScript. */
export function documentNode(model: ReportModel, ui: UiText, live: boolean): MarkupNode {
  const pen: Pen = { model, ui, live, count: { figure: 0, table: 0 } };
  return node(
    'article',
    { class: 'paper' },
    titlePage(pen),
    ...model.sections.map((part) => sectionNode(part, 2, pen)),
  );
}

function titlePage(pen: Pen): MarkupNode {
  const { model } = pen;
  return node(
    'header',
    { class: 'title-page' },
    node(
      'p',
      { class: `completeness tone-${model.completeness.tone}`, role: 'note' },
      toneMark(model.completeness.tone),
      node('strong', {}, model.completeness.title),
      ' ',
      ...inlines(model.completeness.text, pen),
    ),
    model.subtitle === null ? null : node('p', { class: 'subtitle' }, model.subtitle),
    node('h1', {}, model.title),
    node(
      'dl',
      { class: 'title-facts' },
      ...model.titlePage.map(({ label, value }) =>
        node(
          'div',
          {},
          node('dt', {}, label),
          node('dd', { class: value === null ? 'to-fill' : 'filled' }, value ?? '\u00a0'),
        ),
      ),
    ),
  );
}

function sectionNode(part: Section, depth: number, pen: Pen): MarkupNode {
  return node(
    'section',
    { id: part.id, class: `depth-${depth}` },
    node(
      `h${Math.min(depth, 6)}`,
      { tabindex: '-1' },
      part.number === null ? null : node('span', { class: 'number' }, part.number),
      part.title,
      pen.live ? anchor(part) : null,
    ),
    ...part.blocks.map((block) => blockNode(block, pen)),
    ...part.sections.map((child) => sectionNode(child, depth + 1, pen)),
  );
}

function anchor(part: Section): MarkupNode {
  const href = routeHref({ view: 'report', section: part.id });
  return node('a', { class: 'anchor', href, 'aria-label': part.title }, '#');
}
