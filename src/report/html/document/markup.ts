/** Markup as data: one description of the document becomes elements in a browser and text in a file. */
import { escapeXml } from '../../figures/svg.ts';
import type { SvgNode } from '../../model.ts';

/** An element of HTML or SVG. Text is text: only {@link toHtml} and the browser's text nodes ever make markup of it. */
export type MarkupNode = SvgNode;
export type Part = MarkupNode | string | null;

export interface Properties {
  readonly class?: string | null;
  readonly data?: { readonly [name: string]: string | number };
  /** Plain attributes; only names that the document itself writes. False, null and undefined leave one out. */
  readonly [attribute: string]: string | number | boolean | object | null | undefined;
}

export function node(tag: string, properties: Properties = {}, ...children: readonly Part[]): MarkupNode {
  const attributes: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value === true) attributes[name] = '';
    else if (typeof value === 'string' || typeof value === 'number') attributes[name] = value;
  }
  for (const [name, value] of Object.entries(properties.data ?? {})) attributes[`data-${name}`] = value;
  return { tag, attributes, children: children.filter((child): child is MarkupNode | string => child !== null) };
}

/** Elements that have no end tag in HTML. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'input']);

export function toHtml(part: MarkupNode | string): string {
  if (typeof part === 'string') return escapeXml(part);
  const attributes = Object.entries(part.attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  if (VOID.has(part.tag)) return `<${part.tag}${attributes}>`;
  return `<${part.tag}${attributes}>${part.children.map(toHtml).join('')}</${part.tag}>`;
}

export function textOf(part: Part): string {
  if (part === null) return '';
  return typeof part === 'string' ? part : part.children.map(textOf).join('');
}
