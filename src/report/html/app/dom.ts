/** Elements from data. Text always arrives by text nodes; nothing here parses markup. */
import type { MarkupNode } from '../document/markup.ts';

/** How long a button says that it has copied. */
const DONE_MS = 1200;

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

/** The element that a description of markup stands for. */
export function toElement(node: MarkupNode): Element {
  return elementOf(node, false);
}

function elementOf(node: MarkupNode, inSvg: boolean): Element {
  const drawn = inSvg || node.tag === 'svg';
  const element = drawn ? document.createElementNS(SVG_NAMESPACE, node.tag) : document.createElement(node.tag);
  for (const [name, value] of Object.entries(node.attributes)) {
    if (name !== 'xmlns') element.setAttribute(name, String(value));
  }
  for (const child of node.children) element.append(typeof child === 'string' ? child : elementOf(child, drawn));
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
    button.focus();
  }
  const label = button.querySelector('span') ?? button;
  button.dataset.before ??= label.textContent ?? '';
  label.textContent = done;
  button.classList.add('done');
  setTimeout(() => {
    label.textContent = button.dataset.before ?? '';
    delete button.dataset.before;
    button.classList.remove('done');
  }, DONE_MS);
}
