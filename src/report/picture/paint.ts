/** Paints a figure whose texts are outlines already: the few SVG elements that our own figures are made of. */
import type { SvgNode } from '../model.ts';
import { type Contour, contoursOf, type Matrix, multiply } from './path.ts';
import { fill, type Sheet, whiteSheet } from './sheet.ts';
import { strokePolygons } from './stroke.ts';

type Attributes = SvgNode['attributes'];
const INHERITED = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap'] as const;
const COLOR = /^#[0-9a-f]{6}$/i;
/** A quarter of a circle as a cubic curve: how far its control points are from its ends, in radii. */
const QUARTER = 0.5523;

/** `scale` pixels for each unit of the figure. */
export function paintFigure(svg: SvgNode, width: number, height: number, scale: number): Sheet {
  const sheet = whiteSheet(Math.ceil(width * scale), Math.ceil(height * scale));
  paint(svg, sheet, [scale, 0, 0, scale, 0, 0], { fill: '#000000' });
  return sheet;
}

function paint(node: SvgNode, sheet: Sheet, outer: Matrix, inherited: Attributes): void {
  const own = { ...inherited, ...node.attributes };
  const matrix = transformed(outer, node.attributes.transform);
  const d = pathOf(node.tag, own);
  if (d !== null) paintPath(contoursOf(d, matrix), own, sheet, matrix);
  const passed = Object.fromEntries(INHERITED.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])));
  for (const child of node.children) if (typeof child !== 'string') paint(child, sheet, matrix, passed);
}

function paintPath(contours: readonly Contour[], own: Attributes, sheet: Sheet, matrix: Matrix): void {
  const { fill: inside, stroke } = own;
  if (typeof inside === 'string' && COLOR.test(inside)) {
    fill(
      sheet,
      contours.map(({ points }) => points),
      inside,
    );
  }
  if (typeof stroke !== 'string' || !COLOR.test(stroke)) return;
  const scale = Math.sqrt(Math.abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]));
  const dashes = String(own['stroke-dasharray'] ?? '')
    .split(/[ ,]+/)
    .map((length) => Number(length) * scale)
    .filter((length) => length > 0);
  const pen = {
    width: Number(own['stroke-width'] ?? 1) * scale,
    dashes,
    roundEnds: own['stroke-linecap'] === 'round',
  };
  fill(sheet, strokePolygons(contours, pen), stroke);
}

function transformed(outer: Matrix, transform: string | number | undefined): Matrix {
  const [, kind = '', list] = /^(\w+)\(([^)]*)\)$/.exec(String(transform ?? '')) ?? [];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = (list ?? '').split(/[ ,]+/).map(Number);
  switch (kind) {
    case 'matrix':
      return multiply(outer, [a, b, c, d, e, f]);
    case 'translate':
      return multiply(outer, [1, 0, 0, 1, a, b]);
    case 'rotate': {
      const [sine, cosine] = [Math.sin((a * Math.PI) / 180), Math.cos((a * Math.PI) / 180)];
      const turned = multiply(multiply(outer, [1, 0, 0, 1, b, c]), [cosine, sine, -sine, cosine, 0, 0]);
      return multiply(turned, [1, 0, 0, 1, -b, -c]);
    }
    default:
      return outer;
  }
}

/** The path data of a shape; null for what draws nothing itself. */
function pathOf(tag: string, own: Attributes): string | null {
  const number = (name: string) => Number(own[name] ?? 0);
  switch (tag) {
    case 'path':
      return String(own.d);
    case 'line':
      return `M${number('x1')} ${number('y1')}L${number('x2')} ${number('y2')}`;
    case 'rect':
      return rectangle(number('x'), number('y'), number('width'), number('height'), number('rx'));
    case 'circle': {
      const [x, y, r] = [number('cx'), number('cy'), number('r')];
      return rectangle(x - r, y - r, 2 * r, 2 * r, r);
    }
    default:
      return null;
  }
}

/** Its corners are quarters of circles with the given radius. */
function rectangle(x: number, y: number, width: number, height: number, radius: number): string {
  const r = Math.min(radius, width / 2, height / 2);
  const [across, down] = [width - 2 * r, height - 2 * r];
  if (r <= 0) return `M${x} ${y}h${width}v${height}h${-width}z`;
  const [k, s] = [r * QUARTER, r * (1 - QUARTER)];
  return [
    `M${x + r} ${y}h${across}c${k} 0 ${r} ${s} ${r} ${r}`,
    `v${down}c0 ${k} ${-s} ${r} ${-r} ${r}`,
    `h${-across}c${-k} 0 ${-r} ${-s} ${-r} ${-r}`,
    `v${-down}c0 ${-k} ${s} ${-r} ${r} ${-r}z`,
  ].join('');
}
