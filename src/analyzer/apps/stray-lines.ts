/** Lines whose place in the dialogue is not known because what came before them is missing; shown as one block. */
import type { Direction } from '../model.ts';
import type { WirePosition } from './app.ts';
import type { Dialogue, SpokenLine } from './dialogue.ts';
import { FrameList } from './wire-position.ts';

const MAX_STRAY_CHARACTERS = 16 * 1024;

export class StrayLines {
  readonly #direction: Direction;
  #text: string[] = [];
  #characters = 0;
  #frames = new FrameList();
  #start: WirePosition | null = null;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  add(line: SpokenLine): void {
    this.#start ??= line.at;
    this.#frames.addAll(line.frames);
    this.#characters += line.text.length + 1;
    if (this.#characters <= MAX_STRAY_CHARACTERS) this.#text.push(line.text);
    else if (this.#text.at(-1) !== '…') this.#text.push('…');
  }

  flush(dialogue: Dialogue): void {
    if (this.#start) dialogue.add(this.#direction, 'data', this.#text.join('\n'), this.#frames.list(), this.#start);
    this.#text = [];
    this.#characters = 0;
    this.#frames = new FrameList();
    this.#start = null;
  }
}
