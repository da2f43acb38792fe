/** Paints a figure on a canvas: the few SVG elements that our own figures are made of. */
import type { SvgNode } from '../model.ts';

/** What is used of a canvas' 2D context; `@napi-rs/canvas` and browsers both have it. */
export interface Brush {
  fillStyle: unknown;
  strokeStyle: unknown;
  lineWidth: number;
  lineCap: 'butt' | 'round' | 'square';
  font: string;
  textAlign: 'left' | 'right' | 'center' | 'start' | 'end';
  save(): void;
  restore(): void;
  translate(x: number, y: number): void;
  rotate(angle: number): void;
  setLineDash(segments: number[]): void;
  beginPath(): void;
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  arc(x: number, y: number, radius: number, start: number, end: number): void;
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
  fill(): void;
  stroke(): void;
  fillText(text: string, x: number, y: number): void;
}

export interface Painter {
  readonly brush: Brush;
  /** Fills and strokes the path of a `d` attribute with the brush's styles. */
  path(d: string, fill: boolean, stroke: boolean): void;
}

type Attributes = SvgNode['attributes'];
const INHERITED = ['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'fill'] as const;
const ANCHORS = { start: 'left', middle: 'center', end: 'right' } as const;

export function paint(node: SvgNode, painter: Painter, inherited: Attributes = { fill: '#000000' }): void {
  const own = { ...inherited, ...node.attributes };
  const { brush } = painter;
  brush.save();
  applyTransform(brush, node.attributes.transform);
  applyStyle(brush, own);
  draw(node, own, painter);
  const passed = Object.fromEntries(INHERITED.flatMap((name) => (own[name] === undefined ? [] : [[name, own[name]]])));
  for (const child of node.children) if (typeof child !== 'string') paint(child, painter, passed);
  brush.restore();
}

function number(value: string | number | undefined): number {
  return Number(value ?? 0);
}

function applyTransform(brush: Brush, transform: string | number | undefined): void {
  const [, kind, list] = /^(translate|rotate)\(([^)]*)\)$/.exec(String(transform ?? '')) ?? [];
  const [a = 0, b = 0, c = 0] = (list ?? '').split(/[ ,]+/).map(Number);
  if (kind === 'translate') brush.translate(a, b);
  if (kind !== 'rotate') return;
  brush.translate(b, c);
  brush.rotate((a * Math.PI) / 180);
  brush.translate(-b, -c);
}

function applyStyle(brush: Brush, own: Attributes): void {
  brush.fillStyle = own.fill;
  brush.strokeStyle = own.stroke;
  brush.lineWidth = number(own['stroke-width'] ?? 1);
  brush.lineCap = own['stroke-linecap'] === 'round' ? 'round' : 'butt';
  brush.setLineDash(
    own['stroke-dasharray'] === undefined ? [] : String(own['stroke-dasharray']).split(' ').map(Number),
  );
}

function draw(node: SvgNode, own: Attributes, painter: Painter): void {
  const { brush } = painter;
  const fills = own.fill !== 'none';
  const strokes = own.stroke !== undefined && own.stroke !== 'none';
  const finish = () => {
    if (fills) brush.fill();
    if (strokes) brush.stroke();
  };
  switch (node.tag) {
    case 'line':
      brush.beginPath();
      brush.moveTo(number(own.x1), number(own.y1));
      brush.lineTo(number(own.x2), number(own.y2));
      if (strokes) brush.stroke();
      break;
    case 'rect':
      brush.beginPath();
      brush.roundRect(number(own.x), number(own.y), number(own.width), number(own.height), number(own.rx));
      finish();
      break;
    case 'circle':
      brush.beginPath();
      brush.arc(number(own.cx), number(own.cy), number(own.r), 0, 2 * Math.PI);
      finish();
      break;
    case 'path':
      painter.path(String(own.d), fills, strokes);
      break;
    case 'text':
      drawText(node, own, brush);
      break;
  }
}

function drawText(node: SvgNode, own: Attributes, brush: Brush): void {
  const style = own['font-style'] ?? 'normal';
  const weight = own['font-weight'] ?? 400;
  brush.font = `${style} ${weight} ${own['font-size'] ?? 13}px ${own['font-family'] ?? 'sans-serif'}`;
  brush.textAlign = ANCHORS[(own['text-anchor'] ?? 'start') as keyof typeof ANCHORS];
  brush.fillText(node.children.filter((child) => typeof child === 'string').join(''), number(own.x), number(own.y));
}
