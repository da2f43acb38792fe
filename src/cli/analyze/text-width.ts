/** How many columns of a terminal a text takes up. */
export type WidthOf = (text: string) => number;

/** Code points that stand alone, whatever is beside them, in order: the first, the last, and their width. */
const PLAIN: readonly (readonly [first: number, last: number, width: number])[] = [
  // ASCII and Latin-1, without the soft hyphen.
  [0x20, 0x7e, 1],
  [0xa0, 0xac, 1],
  [0xae, 0xff, 1],
  // Dashes, quotation marks, bullets and the ellipsis.
  [0x2010, 0x2027, 1],
  // Arrows up to ↓.
  [0x2190, 0x2193, 1],
  // ≡ and the signs of findings and verdicts.
  [0x2261, 0x2261, 1],
  [0x25b2, 0x25b2, 1],
  [0x25cf, 0x25cf, 1],
  [0x2709, 0x2709, 1],
  [0x2714, 0x2718, 1],
  // Chinese: punctuation, characters, full-width forms.
  [0x3000, 0x3029, 2],
  [0x4e00, 0x9fff, 2],
  [0xff01, 0xff60, 2],
];

/**
 * What `layOut` makes with a measure for text in Latin and Chinese letters; where it meets any other (emoji, marks that
 * combine), what it makes with `string-width`, which knows them all, but takes as long to load and to warm up as
 * analysing 50,000 packets.
 */
export async function laidOut(layOut: (widthOf: WidthOf) => string): Promise<string> {
  let isPlain = true;
  const text = layOut((piece) => {
    const width = plainWidthOf(piece);
    isPlain &&= width !== null;
    return width ?? piece.length;
  });
  if (isPlain) return text;
  const { default: stringWidth } = await import('string-width');
  return layOut(stringWidth);
}

/** Null when it has anything else than PLAIN. */
export function plainWidthOf(text: string): number | null {
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const one = widthOfUnit(text.charCodeAt(i));
    if (one === null) return null;
    width += one;
  }
  return width;
}

function widthOfUnit(unit: number): number | null {
  // Not taken apart: for every character, that would cost more than all the rest.
  for (const range of PLAIN) {
    if (unit <= range[1]) return unit < range[0] ? null : range[2];
  }
  return null;
}
