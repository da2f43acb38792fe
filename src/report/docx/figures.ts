/** Figures for Word: SVG for the versions that draw it, a PNG for the others, the same in both whatever the fonts there. */
import { svgToString } from '../figures/svg.ts';
import type { Block, Figure, ReportModel, Section } from '../model.ts';
import { lettered } from '../picture/lettering.ts';
import { paintFigure } from '../picture/paint.ts';
import { encodePng } from '../picture/png.ts';

export interface FigureImage {
  /** From one, in the order of the report. */
  readonly number: number;
  readonly svg: Uint8Array;
  readonly png: Uint8Array;
  /** Characters that stand as empty boxes in the figure: there is no outline of them. */
  readonly missing: readonly string[];
}

/** Sharp enough in print: 220 pixels an inch on A4. */
const PIXELS_ACROSS = 1400;
const LARGEST_SCALE = 2;

export function figureImages(model: ReportModel): ReadonlyMap<string, FigureImage> {
  return new Map(model.sections.flatMap(figuresOf).map((figure, i) => [figure.id, imageOf(figure, i + 1)]));
}

function figuresOf(part: Section): Figure[] {
  return [
    ...part.blocks.filter((block: Block): block is Figure => block.kind === 'figure'),
    ...part.sections.flatMap(figuresOf),
  ];
}

function imageOf({ svg, width, height }: Figure, number: number): FigureImage {
  const drawn = lettered(svg);
  const scale = Math.min(LARGEST_SCALE, PIXELS_ACROSS / width);
  return {
    number,
    svg: Buffer.from(svgToString(drawn.svg), 'utf8'),
    png: encodePng(paintFigure(drawn.svg, width, height, scale)),
    missing: [...drawn.missing],
  };
}
