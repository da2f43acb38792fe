/** Replies of FTP and SMTP: one line, or several from `123-` to `123 ` (RFC 959 §4.2, RFC 5321 §4.2.1). */
import type { WirePosition } from './app.ts';
import type { Line } from './lines.ts';
import { decodeText } from './text.ts';
import { FrameList } from './wire-position.ts';

/** A reply without end is handed over in pieces of this many lines. */
export const MAX_REPLY_LINES = 2000;

export interface Reply {
  /** Null when the lines are no reply: their beginning is missing, or the server does not speak the protocol. */
  code: number | null;
  /** All lines without their codes, joined by line feeds. */
  text: string;
  /** All lines as they were, joined by line feeds. */
  raw: string;
  frames: number[];
  at: WirePosition;
}

const CODED = /^([1-6]\d\d)([ -]|$)/;

export class ReplyAssembler {
  #open: { code: number | null; lines: string[]; frames: FrameList; at: WirePosition } | null = null;

  /** The reply that this line completes, or null. */
  add(line: Line): Reply | null {
    const text = decodeText(line.bytes);
    const coded = CODED.exec(text);
    const code = codeOf(coded);
    if (this.#open === null) {
      this.#open = { code, lines: [], frames: new FrameList(), at: line.at };
      if (code === null) return this.#close(line, text);
    }
    const ends = code === this.#open.code && coded?.[2] !== '-';
    if (ends || this.#open.lines.length >= MAX_REPLY_LINES) return this.#close(line, text);
    this.#append(line, text);
    return null;
  }

  /** What stands there unfinished, or null. */
  flush(): Reply | null {
    return this.#open ? this.#take() : null;
  }

  #close(line: Line, text: string): Reply {
    this.#append(line, text);
    return this.#take();
  }

  #append(line: Line, text: string): void {
    this.#open!.lines.push(text);
    this.#open!.frames.addAll(line.frames);
  }

  #take(): Reply {
    const { code, lines, frames, at } = this.#open!;
    this.#open = null;
    const bare = lines.map((line) => (code !== null && codeOf(CODED.exec(line)) === code ? line.slice(4) : line));
    return { code, text: bare.join('\n'), raw: lines.join('\n'), frames: frames.list(), at };
  }
}

function codeOf(coded: RegExpExecArray | null): number | null {
  return coded && Number(coded[1]);
}
