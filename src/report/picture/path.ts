/** SVG path data as polygons in pixels. */

/** As in SVG's `matrix(a b c d e f)`. */
export type Matrix = readonly [number, number, number, number, number, number];

export interface Contour {
  /** x and y in turn. */
  readonly points: readonly number[];
  readonly closed: boolean;
}

export function multiply(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

const TOKEN = /[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g;
/** How many numbers a command takes. */
const TAKES: { readonly [command: string]: number } = { m: 2, l: 2, h: 1, v: 1, c: 6, z: 0 };
/** A curve becomes a line about every so many pixels along its control points. */
const PIXELS_A_LINE = 2.5;
const MAX_LINES = 32;

/** Lines and cubic curves only; throws for a command that our figures do not use. */
export function contoursOf(d: string, matrix: Matrix): Contour[] {
  const walk = new Walk(matrix);
  const tokens = d.match(TOKEN) ?? [];
  let command = '';
  for (let i = 0; i < tokens.length; ) {
    if (/[A-Za-z]/.test(tokens[i]!)) command = tokens[i++]!;
    const count = TAKES[command.toLowerCase()];
    if (count === undefined) throw new RangeError(`path command ${command} is not drawn`);
    walk.take(command, tokens.slice(i, i + count).map(Number));
    i += count;
    // Numbers without a command after M go on as lines (SVG 2 §9.3.3).
    if (command === 'M') command = 'L';
    else if (command === 'm') command = 'l';
  }
  return walk.finish();
}

class Walk {
  readonly #matrix: Matrix;
  readonly #done: Contour[] = [];
  #points: number[] = [];
  #x = 0;
  #y = 0;
  #startX = 0;
  #startY = 0;

  constructor(matrix: Matrix) {
    this.#matrix = matrix;
  }

  take(command: string, numbers: readonly number[]): void {
    const relative = command === command.toLowerCase();
    const [ox, oy] = relative ? [this.#x, this.#y] : [0, 0];
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers;
    switch (command.toLowerCase()) {
      case 'm':
        this.#end(false);
        [this.#startX, this.#startY] = [ox + a, oy + b];
        this.#to(ox + a, oy + b);
        break;
      case 'l':
        this.#to(ox + a, oy + b);
        break;
      case 'h':
        this.#to(ox + a, this.#y);
        break;
      case 'v':
        this.#to(this.#x, oy + a);
        break;
      case 'c':
        this.#curve(ox + a, oy + b, ox + c, oy + d, ox + e, oy + f);
        break;
      case 'z':
        this.#end(true);
        [this.#x, this.#y] = [this.#startX, this.#startY];
        break;
    }
  }

  finish(): Contour[] {
    this.#end(false);
    return this.#done;
  }

  #to(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    this.#points.push(a * x + c * y + e, b * x + d * y + f);
    this.#x = x;
    this.#y = y;
  }

  #curve(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    const [x0, y0] = [this.#x, this.#y];
    const scale = Math.sqrt(Math.abs(this.#matrix[0] * this.#matrix[3] - this.#matrix[1] * this.#matrix[2]));
    const length = Math.hypot(ax - x0, ay - y0) + Math.hypot(bx - ax, by - ay) + Math.hypot(x - bx, y - by);
    const lines = Math.min(MAX_LINES, Math.max(2, Math.ceil((length * scale) / PIXELS_A_LINE)));
    for (let i = 1; i <= lines; i++) {
      const t = i / lines;
      const u = 1 - t;
      const [p, q, r, s] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      this.#to(p * x0 + q * ax + r * bx + s * x, p * y0 + q * ay + r * by + s * y);
    }
  }

  #end(closed: boolean): void {
    if (this.#points.length > 2) this.#done.push({ points: this.#points, closed });
    this.#points = [];
  }
}
