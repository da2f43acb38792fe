/** `--follow N`: one stream's dialogue, the client in red, the server in blue, as Wireshark shows it. */
import type { Direction } from '../../analyzer/model.ts';
import type { AnalyzerObserver } from '../../analyzer/observer.ts';
import type { Language, Localized } from '../../base/language.ts';
import { createColors } from '../colors.ts';
import { harmless } from '../terminal.ts';

const MISSING: Localized = { en: '[{n} bytes are not in the capture]', zh: '[抓包中缺少 {n} 字节]' };

export interface FollowOptions {
  /** Wireshark's `tcp.stream`. */
  stream: number;
  /** Without colour each line says who speaks. */
  color: boolean;
  language: Language;
  write: (text: string) => void;
}

/** Listens to one stream; `finish` writes what is left and says whether the stream had any payload. */
export class Follow {
  readonly observer: Required<Pick<AnalyzerObserver, 'onStreamData' | 'onStreamGap'>>;
  readonly #options: FollowOptions;
  readonly #colors;
  readonly #tails: Record<Direction, Uint8Array> = { client: new Uint8Array(), server: new Uint8Array() };
  #speaker: Direction | null = null;
  #atLineStart = true;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#colors = createColors(options.color);
    this.observer = {
      onStreamData: ({ stream, direction, bytes }) => {
        if (stream === options.stream) this.#onData(direction, bytes);
      },
      onStreamGap: ({ stream, direction, length }) => {
        if (stream === options.stream) this.#onGap(direction, length);
      },
    };
  }

  finish(): boolean {
    for (const direction of ['client', 'server'] as const) this.#flushTail(direction);
    if (!this.#atLineStart) this.#options.write('\n');
    return this.#speaker !== null;
  }

  #onData(direction: Direction, bytes: Uint8Array): void {
    const tail = this.#tails[direction];
    const whole = tail.length === 0 ? bytes : Uint8Array.from([...tail, ...bytes]);
    const end = endOfWholeCharacters(whole);
    this.#tails[direction] = whole.slice(end);
    this.#say(direction, readable(whole.subarray(0, end)));
  }

  #onGap(direction: Direction, length: number): void {
    this.#flushTail(direction);
    const { language } = this.#options;
    if (!this.#atLineStart) this.#say(this.#speaker ?? direction, '\n');
    this.#say(direction, `${MISSING[language].replace('{n}', String(length))}\n`);
  }

  #flushTail(direction: Direction): void {
    const tail = this.#tails[direction];
    this.#tails[direction] = new Uint8Array();
    if (tail.length > 0) this.#say(direction, readable(tail));
  }

  #say(direction: Direction, text: string): void {
    if (text === '') return;
    const { write, color } = this.#options;
    if (this.#speaker !== direction && !this.#atLineStart) {
      write('\n');
      this.#atLineStart = true;
    }
    this.#speaker = direction;
    const paint = direction === 'client' ? this.#colors.red : this.#colors.blue;
    for (const line of text.split(/(?<=\n)/)) {
      const prefix = !color && this.#atLineStart ? (direction === 'client' ? 'C: ' : 'S: ') : '';
      const ended = line.endsWith('\n');
      write(prefix + paint(ended ? line.slice(0, -1) : line) + (ended ? '\n' : ''));
      this.#atLineStart = ended;
    }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Text with line feeds alone as line ends, and everything that a terminal would obey escaped. */
function readable(bytes: Uint8Array): string {
  const text = decode(bytes);
  return harmless(text.replaceAll('\r\n', '\n').replace(/\r$/, ''));
}

/** UTF-8 where it is; each other byte as `\xNN`. */
function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return decodePiecewise(bytes);
  }
}

function decodePiecewise(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    const length = characterLength(byte);
    const character = byte < 0x80 ? String.fromCharCode(byte) : decodeOne(bytes.subarray(at, at + length));
    text += character ?? `\\x${byte.toString(16).padStart(2, '0')}`;
    at += character === null ? 1 : length;
  }
  return text;
}

function decodeOne(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function characterLength(firstByte: number): number {
  return firstByte >= 0xf0 ? 4 : firstByte >= 0xe0 ? 3 : firstByte >= 0xc0 ? 2 : 1;
}

/** Where the last whole character ends: the rest may be completed by the next segment; so may a carriage return. */
function endOfWholeCharacters(bytes: Uint8Array): number {
  if (bytes.at(-1) === 0x0d) return bytes.length - 1;
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return characterLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
