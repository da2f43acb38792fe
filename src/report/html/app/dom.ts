/** Elements from data. Text always arrives by text nodes; nothing here parses markup. */
import type { SvgNode } from '../../model.ts';

export type Child = Node | string | null;
export interface Properties {
  readonly class?: string;
  readonly on?: { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
  readonly data?: { readonly [name: string]: string | number };
  /** Plain attributes; only names that the app itself writes. */
  readonly [attribute: string]: string | number | boolean | object | null | undefined;
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string' || typeof value === 'number') element.setAttribute(name, String(value));
  }
  for (const [name, value] of Object.entries(properties.data ?? {})) element.dataset[name] = String(value);
  for (const [name, listener] of Object.entries(properties.on ?? {})) {
    element.addEventListener(name, listener as EventListener);
  }
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

export function svg(node: SvgNode): SVGElement {
  const element = document.createElementNS(SVG_NAMESPACE, node.tag);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (name !== 'xmlns') element.setAttribute(name, String(value));
  }
  for (const child of node.children) element.append(typeof child === 'string' ? child : svg(child));
  return element;
}

/** Copies text, says so on the button for a moment. Pages opened from a file have no clipboard API everywhere. */
export async function copyText(text: string, button: HTMLElement, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'offscreen', 'aria-hidden': 'true' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  const before = button.textContent;
  button.textContent = done;
  setTimeout(() => {
    button.textContent = before;
  }, 1200);
}
