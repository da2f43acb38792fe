/** Lines with a width, as polygons that all turn the same way, so that where they overlap they fill once. */
import type { Contour } from './path.ts';

export interface Pen {
  /** In pixels. */
  readonly width: number;
  /** Lengths of dashes and gaps in turn, in pixels; empty for a whole line. */
  readonly dashes: readonly number[];
  readonly roundEnds: boolean;
}

/** Below this width a join is not seen. */
const NARROWEST_JOIN = 1.2;
const JOIN_CORNERS = 12;

export function strokePolygons(contours: readonly Contour[], pen: Pen): number[][] {
  const polygons: number[][] = [];
  for (const contour of contours) {
    const line = [...contour.points];
    if (contour.closed) line.push(line[0]!, line[1]!);
    const pieces = pen.dashes.length === 0 ? [line] : dashed(line, pen.dashes);
    for (const piece of pieces) strokeLine(piece, pen, contour.closed && pen.dashes.length === 0, polygons);
  }
  return polygons;
}

function strokeLine(points: readonly number[], pen: Pen, closed: boolean, polygons: number[][]): void {
  const half = pen.width / 2;
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) continue;
    const [nx, ny] = [(-(y1 - y0) / length) * half, ((x1 - x0) / length) * half];
    polygons.push([x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny]);
  }
  if (pen.width < NARROWEST_JOIN) return;
  const first = closed || pen.roundEnds ? 0 : 2;
  const end = closed || pen.roundEnds ? points.length : points.length - 2;
  for (let i = first; i + 1 < end; i += 2) polygons.push(disc(points[i]!, points[i + 1]!, half));
}

/** Turns as {@link strokeLine}'s rectangles do. */
function disc(x: number, y: number, radius: number): number[] {
  return Array.from({ length: JOIN_CORNERS }, (_, i) => (-2 * Math.PI * i) / JOIN_CORNERS).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
  ]);
}

function dashed(points: readonly number[], dashes: readonly number[]): number[][] {
  const pieces: number[][] = [];
  let [turn, left] = [0, dashes[0]!];
  let piece = [points[0]!, points[1]!];
  for (let i = 0; i + 3 < points.length; i += 2) {
    const [x0, y0, x1, y1] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    let done = 0;
    while (length - done > left) {
      done += left;
      const at = [x0 + ((x1 - x0) * done) / length, y0 + ((y1 - y0) * done) / length];
      if (turn % 2 === 0) pieces.push([...piece, ...at]);
      piece = at;
      turn += 1;
      left = Math.max(dashes[turn % dashes.length]!, 0.1);
    }
    left -= length - done;
    piece.push(x1, y1);
  }
  if (turn % 2 === 0) pieces.push(piece);
  return pieces;
}
