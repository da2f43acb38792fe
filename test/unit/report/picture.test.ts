import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { label } from '../../../src/report/figures/svg.ts';
import type { SvgNode } from '../../../src/report/model.ts';
import { lettered } from '../../../src/report/picture/lettering.ts';
import { letterOf } from '../../../src/report/picture/letters.ts';
import { paintFigure } from '../../../src/report/picture/paint.ts';
import { contoursOf } from '../../../src/report/picture/path.ts';
import { encodePng } from '../../../src/report/picture/png.ts';
import { fill, type Sheet, whiteSheet } from '../../../src/report/picture/sheet.ts';

const BLACK = '#000000';

function red(sheet: Sheet, x: number, y: number): number {
  return sheet.pixels[(y * sheet.width + x) * 3]!;
}

function svg(...children: SvgNode[]): SvgNode {
  return { tag: 'svg', attributes: {}, children };
}

function shape(tag: string, attributes: SvgNode['attributes']): SvgNode {
  return { tag, attributes, children: [] };
}

describe('fill', () => {
  test('a square on the grid: its pixels and no others', () => {
    const sheet = whiteSheet(4, 4);
    fill(sheet, [[1, 1, 3, 1, 3, 3, 1, 3]], BLACK);
    const rows = Array.from({ length: 4 }, (_, y) => Array.from({ length: 4 }, (_, x) => red(sheet, x, y)));
    expect(rows).toEqual([
      [255, 255, 255, 255],
      [255, 0, 0, 255],
      [255, 0, 0, 255],
      [255, 255, 255, 255],
    ]);
  });

  test('half a pixel, across or down or under a slope: half as dark', () => {
    for (const polygon of [
      [0.5, 0, 1, 0, 1, 1, 0.5, 1],
      [0, 0.5, 1, 0.5, 1, 1, 0, 1],
      [0, 0, 1, 1, 0, 1],
    ]) {
      const sheet = whiteSheet(1, 1);
      fill(sheet, [polygon], BLACK);
      expect(red(sheet, 0, 0)).toBeGreaterThan(126);
      expect(red(sheet, 0, 0)).toBeLessThan(129);
    }
  });

  test('an inner polygon that turns the other way: a hole; one that turns the same way: filled once', () => {
    const outer = [0, 0, 9, 0, 9, 9, 0, 9];
    const holed = whiteSheet(9, 9);
    fill(holed, [outer, [3, 3, 3, 6, 6, 6, 6, 3]], BLACK);
    expect([red(holed, 4, 4), red(holed, 1, 1)]).toEqual([255, 0]);
    const twice = whiteSheet(9, 9);
    fill(twice, [outer, [3, 3, 6, 3, 6, 6, 3, 6]], '#808080');
    expect(red(twice, 4, 4)).toBe(0x80);
  });

  test.each([
    ['outside', [-50, -50, -40, -50, -40, -40]],
    ['far larger than the sheet', [-1e7, -1e7, 1e7, -1e7, 1e7, 1e7, -1e7, 1e7]],
    ['not a number', [0, 0, Number.NaN, 1, 2, 2]],
    ['infinite', [0, 0, Number.POSITIVE_INFINITY, 1, 2, 2]],
  ])('%s: ends, and stays within the sheet', (_, polygon) => {
    const sheet = whiteSheet(3, 3);
    fill(sheet, [polygon], BLACK);
    expect(sheet.pixels.length).toBe(27);
  });
});

describe('contoursOf', () => {
  test('absolute, relative and repeated commands: the same square', () => {
    for (const d of ['M1 1H3V3H1Z', 'm1 1h2v2h-2z', 'M1 1 3 1 3 3 1 3z', 'M1 1l2 0 0 2-2 0z']) {
      expect(contoursOf(d, [1, 0, 0, 1, 0, 0])).toEqual([{ points: [1, 1, 3, 1, 3, 3, 1, 3], closed: true }]);
    }
  });

  test('a command that figures do not use: refused', () => {
    expect(() => contoursOf('M0 0A1 1 0 0 0 2 2', [1, 0, 0, 1, 0, 0])).toThrow(RangeError);
  });
});

describe('paintFigure', () => {
  test('a dashed line: dashes and gaps where they belong', () => {
    const line = { x1: 0, y1: 0.5, x2: 12, y2: 0.5, stroke: BLACK, 'stroke-width': 1, 'stroke-dasharray': '3 3' };
    const sheet = paintFigure(svg(shape('line', line)), 12, 1, 1);
    const half = [0, 0, 0, 255, 255, 255];
    expect(Array.from({ length: 12 }, (_, x) => red(sheet, x, 0))).toEqual([...half, ...half]);
  });

  test('rotated about a point: drawn where SVG puts it', () => {
    const bar = { x: 4, y: 0, width: 2, height: 5, fill: BLACK, transform: 'rotate(90 5 5)' };
    const sheet = paintFigure(svg(shape('rect', bar)), 10, 10, 1);
    expect([red(sheet, 7, 5), red(sheet, 5, 2)]).toEqual([0, 255]);
  });

  test('a circle: round, and filled with the colour of its group', () => {
    const group = { tag: 'g', attributes: { fill: '#c0321f' }, children: [shape('circle', { cx: 5, cy: 5, r: 5 })] };
    const sheet = paintFigure(svg(group), 10, 10, 1);
    expect([red(sheet, 5, 5), red(sheet, 0, 0)]).toEqual([0xc0, 255]);
  });
});

describe('lettered', () => {
  test('Latin, Chinese and signs of figures: no text is left, nothing is missing', () => {
    const drawn = lettered(svg(label(10, 20, '[FIN, ACK] Seq=1 · 服务器 → 客戶端 ⋮ ≤ 3 µs —“…”')));
    expect([...drawn.missing]).toEqual([]);
    expect(JSON.stringify(drawn.svg)).not.toContain('"text"');
  });

  test('a character without an outline: an empty box in its place, and named', () => {
    const drawn = lettered(svg(label(0, 10, 'a\u{1f980}b')));
    expect([...drawn.missing]).toEqual(['\u{1f980}']);
  });

  test('anchored in the middle and at the end: moved left by half its width, and by all of it', () => {
    const left = (anchor: string) => {
      const drawn = lettered(svg(label(100, 10, 'ab', { 'text-anchor': anchor }))).svg.children[0] as SvgNode;
      return Number(String(drawn.attributes.transform).split(' ')[4]);
    };
    const width = ((letterOf('a', 'sans')!.advance + letterOf('b', 'sans')!.advance) * 13) / 400;
    expect([left('start'), left('middle'), left('end')]).toEqual([
      100,
      expect.closeTo(100 - width / 2, 3),
      expect.closeTo(100 - width, 3),
    ]);
  });

  test('the letter o: ink around a hole', () => {
    const sheet = paintFigure(lettered(svg(label(0, 40, 'o', { 'font-size': 50 }))).svg, 30, 50, 1);
    const middle = Array.from({ length: 30 }, (_, x) => red(sheet, x, 27));
    expect(middle.indexOf(0)).toBeGreaterThan(0);
    expect(middle.slice(middle.indexOf(0), middle.lastIndexOf(0))).toContain(255);
  });
});

describe('encodePng', () => {
  test('a sheet: its pixels come back, row by row', () => {
    const sheet = whiteSheet(2, 2);
    fill(sheet, [[0, 0, 1, 0, 1, 1, 0, 1]], '#102030');
    const png = Buffer.from(encodePng(sheet));
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2, 2]);
    const at = png.indexOf('IDAT');
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect([...rows]).toEqual([0, 0x10, 0x20, 0x30, 255, 255, 255, 0, 255, 255, 255, 255, 255, 255]);
  });
});
