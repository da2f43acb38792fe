/** Figures for Word: SVG for the versions that draw it, and a PNG for the others. */
import { findChromium, withPage } from '../chromium.ts';
import { svgToString } from '../figures/svg.ts';
import type { Block, Figure, ReportModel, Section } from '../model.ts';

export interface FigureImage {
  readonly svg: Uint8Array;
  /** Null where this machine has nothing that can draw one. */
  readonly png: Uint8Array | null;
}

const SCALE = 2;
const GAP = 20;

export async function figureImages(model: ReportModel): Promise<ReadonlyMap<string, FigureImage>> {
  const figures = model.sections.flatMap(figuresOf);
  const pngs = await rasterize(figures);
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

/** All figures on one page, one under the other, and a picture of each. */
async function rasterize(figures: readonly Figure[]): Promise<ReadonlyMap<string, Uint8Array>> {
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
