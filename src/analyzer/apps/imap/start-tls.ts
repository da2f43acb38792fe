/** IMAP as far as STARTTLS (RFC 9051 §6.2.1): from which frame on a session is encrypted. What it says is not taken apart. */
import type { Direction } from '../../model.ts';
import type { AppAnalyzer, WirePosition } from '../app.ts';
import { type Line, LineAssembler } from '../lines.ts';
import { decodeLatin1 } from '../text.ts';
import { TlsWatch } from '../tls.ts';

/** Commands behind which STARTTLS may still come; any other is of a client that has logged in (RFC 9051 §6.2). */
const BEFORE_LOGIN = new Set(['CAPABILITY', 'NOOP', 'ID', 'STARTTLS', 'LOGIN', 'AUTHENTICATE', 'LOGOUT']);

/** RFC 9051 §9: a tag holds no spaces, nor what literals and wildcards are written with. */
const COMMAND = /^([^\s(){%*"\\]+) ([A-Za-z]+)/;
const AGREED = /^(\S+) OK\b/i;

export class ImapStartTls implements AppAnalyzer {
  readonly tls = new TlsWatch();
  readonly #lines: Record<Direction, LineAssembler>;
  /** Of the STARTTLS that the server has not answered yet. */
  #tag: string | null = null;
  #loggedIn = false;

  constructor(fromStart: boolean) {
    this.#lines = { client: new LineAssembler(fromStart), server: new LineAssembler(fromStart) };
  }

  get done(): boolean {
    return this.#loggedIn || this.tls.done;
  }

  onData(direction: Direction, bytes: Uint8Array, at: WirePosition): void {
    if (this.tls.encrypted) this.tls.version.onData(direction, bytes);
    for (let offset = 0; offset < bytes.length && !this.tls.encrypted; ) {
      const lines = this.#lines[direction];
      if (lines.isEmpty && this.tls.begins(direction, bytes, offset, at.frame)) return;
      const { line, next } = lines.take(bytes, offset, at);
      offset = next;
      if (line) this.#onLine(direction, line);
    }
  }

  onGap(direction: Direction): void {
    this.#lines[direction].gap();
  }

  onEnd(): void {
    // A line without its end is no command and agrees on nothing.
  }

  #onLine(direction: Direction, { bytes }: Line): void {
    const text = decodeLatin1(bytes);
    if (direction === 'server') {
      if (this.#tag !== null && AGREED.exec(text)?.[1] === this.#tag) this.tls.agree();
      return;
    }
    const [, tag = null, word = ''] = COMMAND.exec(text) ?? [];
    const command = word.toUpperCase();
    if (command === 'STARTTLS') this.#tag = tag;
    else if (tag !== null && !BEFORE_LOGIN.has(command)) this.#loggedIn = true;
  }
}
