/** Small builders for figures as data, and their only way to markup. */
import type { SvgNode } from '../model.ts';

export { shorten } from '../text.ts';

type Child = SvgNode | string;
type Attributes = { readonly [name: string]: string | number };

export function element(tag: string, attributes: Attributes = {}, ...children: Child[]): SvgNode {
  return { tag, attributes, children };
}

/** Positions are rounded to hundredths so that the same packets give the same bytes everywhere. */
export function at(value: number): number {
  return Math.round(value * 100) / 100;
}

export function line(x1: number, y1: number, x2: number, y2: number, attributes: Attributes): SvgNode {
  return element('line', { x1: at(x1), y1: at(y1), x2: at(x2), y2: at(y2), ...attributes });
}

export function label(x: number, y: number, text: string, attributes: Attributes = {}): SvgNode {
  return element('text', { x: at(x), y: at(y), ...attributes }, text);
}

export function rectangle(x: number, y: number, width: number, height: number, attributes: Attributes): SvgNode {
  return element('rect', { x: at(x), y: at(y), width: at(width), height: at(height), ...attributes });
}

/**
 * The figures' colours: Okabe and Ito's palette, told apart by the colour-blind; shapes and dashes say the same again for
 * black and white. The page's style sheet replaces them by class in the dark.
 */
export const COLOR = {
  ink: '#1a1f26',
  faint: '#6b7480',
  grid: '#d9dee4',
  panel: '#f4f6f8',
  client: '#c0321f',
  server: '#1d4fa3',
  mark: '#b35900',
  good: '#1b7a4b',
  paper: '#ffffff',
} as const;

const FONT = "'Inter','Helvetica Neue',Arial,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif";
export const MONO = "'JetBrains Mono',Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK SC',monospace";

/** About how wide a text is drawn, in the same units as `size`; wide characters take a whole em. */
export function textWidth(text: string, size: number): number {
  let em = 0;
  for (const character of text) em += character.codePointAt(0)! >= 0x2e80 ? 1 : 0.56;
  return em * size;
}

export function frameSvg(width: number, height: number, title: string, children: Child[]): SvgNode {
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${at(width)} ${at(height)}`,
      width: at(width),
      height: at(height),
      role: 'img',
      'aria-label': title,
      'font-family': FONT,
      'font-size': 13,
      class: 'figure-svg',
    },
    ...children,
  );
}

export function svgToString(node: SvgNode): string {
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  const children = node.children.map((child) => (typeof child === 'string' ? escapeXml(child) : svgToString(child)));
  return children.length === 0
    ? `<${node.tag}${attributes}/>`
    : `<${node.tag}${attributes}>${children.join('')}</${node.tag}>`;
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
