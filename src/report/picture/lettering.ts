/** Turns a figure's texts into outlines, so that it needs no font. */
import type { SvgNode } from '../model.ts';
import { type Face, letterOf, UNITS_PER_EM } from './letters.ts';

export interface Lettered {
  readonly svg: SvgNode;
  /** Characters without an outline: each is drawn as an empty box. */
  readonly missing: ReadonlySet<string>;
}

interface Style {
  readonly size: number;
  readonly face: Face;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly anchor: string;
}

const PLAIN: Style = { size: 13, face: 'sans', bold: false, italic: false, anchor: 'start' };
/** What `font-weight` calls bold begins here. */
const BOLD_WEIGHT = 600;
/** The regular letters' outlines are drawn this much heavier for bold, in units of the letters. */
const BOLD_STROKE = 16;
/** The slant of an oblique letter, as most sans faces have it. */
const SLANT = Math.tan((12 * Math.PI) / 180);
/** An empty box an em wide, for a character that there is no outline of. */
const BOX = { advance: UNITS_PER_EM, outline: 'M40 20l0-330l320 0l0 330zM70-10l260 0l0-270l-260 0z' } as const;

export function lettered(svg: SvgNode): Lettered {
  const missing = new Set<string>();
  return { svg: outlined(svg, PLAIN, missing), missing };
}

function outlined(node: SvgNode, inherited: Style, missing: Set<string>): SvgNode {
  const style = styleOf(node, inherited);
  if (node.tag === 'text') return textOutline(node, style, missing);
  const children = node.children.map((child) => (typeof child === 'string' ? child : outlined(child, style, missing)));
  return { ...node, children };
}

function styleOf({ attributes }: SvgNode, inherited: Style): Style {
  const family = attributes['font-family'];
  const weight = attributes['font-weight'];
  const slant = attributes['font-style'];
  return {
    size: Number(attributes['font-size'] ?? inherited.size),
    face: family === undefined ? inherited.face : /mono/i.test(String(family)) ? 'mono' : 'sans',
    bold: weight === undefined ? inherited.bold : Number(weight) >= BOLD_WEIGHT,
    italic: slant === undefined ? inherited.italic : slant === 'italic',
    anchor: String(attributes['text-anchor'] ?? inherited.anchor),
  };
}

function textOutline(node: SvgNode, style: Style, missing: Set<string>): SvgNode {
  const { x = 0, y = 0, fill, transform, class: className } = node.attributes;
  const { path, width } = lineOutline(
    node.children.filter((child) => typeof child === 'string').join(''),
    style,
    missing,
  );
  const scale = style.size / UNITS_PER_EM;
  const start = Number(x) - width * scale * ({ middle: 0.5, end: 1 }[style.anchor] ?? 0);
  const place = [scale, 0, style.italic ? -SLANT * scale : 0, scale, start, Number(y)].map(rounded).join(' ');
  const outline: SvgNode = {
    tag: 'path',
    attributes: {
      d: path,
      transform: `matrix(${place})`,
      ...(fill === undefined ? {} : { fill }),
      ...(className === undefined ? {} : { class: className }),
      ...(style.bold && fill !== undefined ? { stroke: fill, 'stroke-width': BOLD_STROKE } : {}),
    },
    children: [],
  };
  return transform === undefined ? outline : { tag: 'g', attributes: { transform }, children: [outline] };
}

/** One path for a line of text: each letter's outline, moved to where the one before it ends. */
function lineOutline(text: string, style: Style, missing: Set<string>): { path: string; width: number } {
  const parts: string[] = [];
  let width = 0;
  for (const character of text.replace(/\s+/g, ' ')) {
    const found = letterOf(character, style.face);
    if (found === null) missing.add(character);
    const { advance, outline } = found ?? BOX;
    const left = width;
    parts.push(outline.replace(/M(-?\d+)/g, (_, x: string) => `M${Number(x) + left}`));
    width += advance;
  }
  return { path: parts.join(''), width };
}

function rounded(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
