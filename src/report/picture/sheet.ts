/** A sheet of pixels, on which polygons are filled with smooth edges. */

export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly pixels: Uint8Array;
}

export function whiteSheet(width: number, height: number): Sheet {
  return { width, height, pixels: new Uint8Array(width * height * 3).fill(255) };
}

/** Nothing is drawn further outside than this, in pixels, so that no coordinate makes the work grow. */
const MARGIN = 8;

/**
 * Fills what the polygons enclose (x and y in turn), by the area that each edge covers of each pixel. Polygons that turn
 * the same way and overlap fill once; one that turns the other way inside another leaves a hole, as in letters.
 */
export function fill(sheet: Sheet, polygons: readonly (readonly number[])[], color: string): void {
  const area = areaOf(sheet, polygons);
  if (area === null) return;
  const stride = area.right - area.left + 2;
  const covers = new Float32Array(stride * (area.bottom - area.top) + 1);
  for (const polygon of polygons) {
    for (let i = 0; i < polygon.length; i += 2) {
      const j = (i + 2) % polygon.length;
      addEdge(covers, stride, area, polygon[i]!, polygon[i + 1]!, polygon[j]!, polygon[j + 1]!);
    }
  }
  blend(sheet, covers, stride, area, color);
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function areaOf(sheet: Sheet, polygons: readonly (readonly number[])[]): Area | null {
  let [left, top, right, bottom] = [sheet.width, sheet.height, 0, 0];
  for (const polygon of polygons) {
    for (let i = 0; i < polygon.length; i += 2) {
      left = Math.min(left, polygon[i]!);
      right = Math.max(right, polygon[i]!);
      top = Math.min(top, polygon[i + 1]!);
      bottom = Math.max(bottom, polygon[i + 1]!);
    }
  }
  if (!Number.isFinite(left + top + right + bottom)) return null;
  const area = {
    left: Math.max(-MARGIN, Math.floor(left)),
    top: Math.max(0, Math.floor(top)),
    right: Math.min(sheet.width + MARGIN, Math.ceil(right)),
    bottom: Math.min(sheet.height, Math.ceil(bottom)),
  };
  return area.left < area.right && area.top < area.bottom ? area : null;
}

/** Adds what the edge changes of the cover, from each pixel to the next on its right; a sum along a row gives the cover. */
function addEdge(
  covers: Float32Array,
  stride: number,
  area: Area,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void {
  if (fromY === toY) return;
  const down = fromY < toY;
  const [x0, y0, x1, y1] = down ? [fromX, fromY, toX, toY] : [toX, toY, fromX, fromY];
  const slope = (x1 - x0) / (y1 - y0);
  const within = (x: number) => Math.min(Math.max(x, area.left), area.right) - area.left;
  for (let row = Math.max(area.top, Math.floor(y0)); row < Math.min(area.bottom, Math.ceil(y1)); row++) {
    const [upper, lower] = [Math.max(row, y0), Math.min(row + 1, y1)];
    const [a, b] = [within(x0 + (upper - y0) * slope), within(x0 + (lower - y0) * slope)];
    addRow(covers, (row - area.top) * stride, Math.min(a, b), Math.max(a, b), (lower - upper) * (down ? 1 : -1));
  }
}

/** `height` of one row's cover begins evenly between `left` and `right`. */
function addRow(covers: Float32Array, row: number, left: number, right: number, height: number): void {
  let before = 0;
  let x = left;
  for (let pixel = Math.floor(left); ; pixel++) {
    const end = Math.min(pixel + 1, right);
    const share = right === left ? height : (height * (end - x)) / (right - left);
    // The part of the edge inside this pixel covers all to the right of its middle.
    const covered = share * (pixel + 1 - (x + end) / 2);
    covers[row + pixel]! += before + covered;
    before = share - covered;
    x = end;
    if (end >= right) {
      covers[row + pixel + 1]! += before;
      return;
    }
  }
}

function blend(sheet: Sheet, covers: Float32Array, stride: number, area: Area, color: string): void {
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as [
    number,
    number,
    number,
  ];
  const { pixels, width } = sheet;
  for (let y = area.top; y < area.bottom; y++) {
    let sum = 0;
    for (let x = area.left; x < area.right; x++) {
      sum += covers[(y - area.top) * stride + x - area.left]!;
      const cover = Math.min(1, Math.abs(sum));
      if (cover < 0.004 || x < 0 || x >= width) continue;
      const at = (y * width + x) * 3;
      pixels[at] = Math.round(pixels[at]! + (red - pixels[at]!) * cover);
      pixels[at + 1] = Math.round(pixels[at + 1]! + (green - pixels[at + 1]!) * cover);
      pixels[at + 2] = Math.round(pixels[at + 2]! + (blue - pixels[at + 2]!) * cover);
    }
  }
}
