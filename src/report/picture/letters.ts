/**
 * The letters that figures are lettered with where no font can be counted on: outlines taken from Noto Sans CJK SC (SIL
 * Open Font License, see `OFL.txt`) by `make.py`, so that a figure looks the same in every program and on every machine.
 */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

export const UNITS_PER_EM = 400;

export type Face = 'sans' | 'mono';

export interface Letter {
  /** How far the next letter is, in {@link UNITS_PER_EM}ths of an em. */
  readonly advance: number;
  /** An SVG path in the same units, the baseline at zero, y downwards: `M` is absolute, all else relative. */
  readonly outline: string;
}

/** Null for a character that there is no outline of. */
export function letterOf(character: string, face: Face): Letter | null {
  faces ??= readFaces();
  const entry = (face === 'mono' ? faces.mono.get(character) : undefined) ?? faces.sans.get(character);
  if (entry === undefined) return null;
  const space = entry.indexOf(' ');
  return { advance: Number(entry.slice(0, space)), outline: entry.slice(space + 1) };
}

/** From a character to `advance outline`. Read once a process: the file is part of the program. */
type Entries = Readonly<Record<Face, ReadonlyMap<string, string>>>;
let faces: Entries | null = null;

function readFaces(): Entries {
  const packed = readFileSync(new URL('./letters.br', import.meta.url));
  const [sans = '', mono = ''] = brotliDecompressSync(packed).toString('utf8').split('\n\n');
  return { sans: entriesOf(sans), mono: entriesOf(mono) };
}

function entriesOf(text: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const line of text.split('\n')) {
    const character = String.fromCodePoint(line.codePointAt(0) ?? 0);
    entries.set(character, line.slice(character.length));
  }
  return entries;
}
