/** Figures for Word: SVG for the versions that draw it, and a PNG for the others. */
import { findChromium, withPage } from '../chromium.ts';
import { svgToString } from '../figures/svg.ts';
import type { Block, Figure, ReportModel, Section } from '../model.ts';
import { paint } from './paint.ts';

export interface FigureImage {
  readonly svg: Uint8Array;
  /** Null where this machine has nothing that can draw one. */
  readonly png: Uint8Array | null;
}

const SCALE = 2;
const GAP = 20;

export async function figureImages(model: ReportModel): Promise<ReadonlyMap<string, FigureImage>> {
  const figures = model.sections.flatMap(figuresOf);
  const pngs = (await painted(figures)) ?? (await photographed(figures));
  return new Map(
    figures.map((figure) => [
      figure.id,
      { svg: Buffer.from(svgToString(figure.svg), 'utf8'), png: pngs.get(figure.id) ?? null },
    ]),
  );
}

function figuresOf(part: Section): Figure[] {
  return [
    ...part.blocks.filter((block: Block): block is Figure => block.kind === 'figure'),
    ...part.sections.flatMap(figuresOf),
  ];
}

/** By the canvas that came with the installation; null where it did not, or where there is no font to write with. */
async function painted(figures: readonly Figure[]): Promise<ReadonlyMap<string, Uint8Array> | null> {
  const canvas = await import('@napi-rs/canvas').catch(() => null);
  if (canvas === null || canvas.GlobalFonts.families.length === 0) return null;
  return new Map(
    figures.map(({ id, width, height, svg }) => {
      const sheet = canvas.createCanvas(Math.ceil(width * SCALE), Math.ceil(height * SCALE));
      const brush = sheet.getContext('2d');
      brush.fillStyle = '#ffffff';
      brush.fillRect(0, 0, sheet.width, sheet.height);
      brush.scale(SCALE, SCALE);
      const path = (d: string, fill: boolean, stroke: boolean) => {
        const outline = new canvas.Path2D(d);
        if (fill) brush.fill(outline);
        if (stroke) brush.stroke(outline);
      };
      paint(svg, { brush, path });
      return [id, sheet.toBuffer('image/png')];
    }),
  );
}

/** By a browser: all figures on one page, one under the other, and a picture of each. */
async function photographed(figures: readonly Figure[]): Promise<ReadonlyMap<string, Uint8Array>> {
  const chromium = findChromium();
  if (chromium === null || figures.length === 0) return new Map();
  const html = [
    '<!doctype html><meta charset="utf-8"><style>body{margin:0;background:#fff}svg{display:block;margin-bottom:20px}</style>',
    ...figures.map((figure) => svgToString(figure.svg)),
  ].join('\n');
  return withPage(chromium, html, async (page) => {
    await page.waitFor("document.readyState === 'complete'");
    const pictures = new Map<string, Uint8Array>();
    let y = 0;
    for (const { id, width, height } of figures) {
      pictures.set(id, await page.screenshot({ x: 0, y, width, height }, SCALE));
      y += height + GAP;
    }
    return pictures;
  });
}
