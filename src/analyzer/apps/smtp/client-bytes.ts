/** What the client's bytes are: command lines, a message after DATA (RFC 5321 §4.1.1.4), a chunk after BDAT (RFC 3030 §2). */
import type { WirePosition } from '../app.ts';
import type { Dialogue } from '../dialogue.ts';
import { type Line, LineAssembler } from '../lines.ts';
import { BareEnd } from '../mail/bare-end.ts';
import { DotLines } from '../mail/dot-lines.ts';
import type { Notes } from '../notes.ts';
import { decodeText } from '../text.ts';
import type { TlsWatch } from '../tls.ts';
import { FrameSet } from '../wire-position.ts';
import { type Chunk, SMTP_VERBS } from './commands.ts';
import type { Message, Transactions } from './envelope.ts';

/** What a client may send after DATA before the server's reply to it is seen. */
export const MAX_HELD_BYTES = 256 * 1024;
export const MAX_HELD_PARTS = 4096;

type Mode =
  | { kind: 'command' }
  /** DATA was sent: a message, if the server says 354. */
  | { kind: 'held'; parts: { bytes: Uint8Array; at: WirePosition }[]; length: number }
  | { kind: 'data'; message: Message; dots: DotLines; bareEnd: BareEnd }
  | { kind: 'chunk'; message: Message; left: number; last: boolean };

/** Who is told what the bytes say. */
export interface ClientListener {
  onClientLine(line: Line): void;
  /** A lone dot ended the message, and the server has not judged it yet. */
  onMessageEnd(message: Message, frame: number): void;
  /** The reply to DATA is not in the capture; what followed was taken for a message. */
  onDataGuessed(): void;
}

export interface ClientBytesParts {
  fromStart: boolean;
  transactions: Transactions;
  dialogue: Dialogue;
  notes: Notes;
  tls: TlsWatch;
}

export class ClientBytes {
  /** Frames in which a mail ended. */
  readonly mailEnds = new FrameSet();
  #mode: Mode = { kind: 'command' };
  #chunked: Message | null = null;
  /** The message under way was judged before its end was seen. */
  #judgedEarly = false;
  readonly #lines: LineAssembler;
  readonly #parts: ClientBytesParts;
  readonly #listener: ClientListener;

  constructor(parts: ClientBytesParts, listener: ClientListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#lines = new LineAssembler(parts.fromStart);
  }

  take(bytes: Uint8Array, at: WirePosition): void {
    for (let offset = 0; offset < bytes.length && !this.#parts.tls.encrypted; ) {
      offset = this.#takeSome(bytes, offset, at);
    }
  }

  /** Bytes are missing: what stood there as the beginning of a line, or null. */
  gap(length: number, at: WirePosition): Line | null {
    if (this.#messageGap(length, at)) return null;
    this.release();
    return this.#lines.gap();
  }

  /** The client says no more: what stood there as the beginning of a line, or null. */
  end(): Line | null {
    const partial = this.#lines.flush();
    this.endMessage();
    return partial;
  }

  /** DATA was sent. */
  awaitData(): void {
    this.#mode = { kind: 'held', parts: [], length: 0 };
  }

  /** The server has replied to DATA. */
  onDataReply(code: number, at: WirePosition): void {
    if (this.#mode.kind !== 'held') return;
    const { parts } = this.#mode;
    this.#mode = { kind: 'command' };
    if (code === 354) this.#startData(at);
    for (const part of parts) this.take(part.bytes, part.at);
  }

  /** The server asks for a message although the command for it was not seen. */
  onUnaskedInvitation(at: WirePosition): void {
    if (this.#mode.kind === 'command') this.#startData(at);
  }

  /** The server's reply to DATA will not come: what the client went on to say tells what it was. */
  release(): void {
    if (this.#mode.kind !== 'held') return;
    const { parts } = this.#mode;
    this.#mode = { kind: 'command' };
    const [first] = parts;
    if (!first) return;
    const verb = /^[A-Za-z]+/.exec(decodeText(first.bytes.subarray(0, 64)))?.[0].toUpperCase() ?? '';
    if (!SMTP_VERBS.has(verb)) {
      this.#parts.notes.add('reply-to-data-guessed');
      this.#listener.onDataGuessed();
      this.#startData(first.at);
    }
    for (const part of parts) this.take(part.bytes, part.at);
  }

  /** Replies are missing; the one to DATA may be among them, and then the client has gone on. */
  onServerGap(): void {
    if (this.#mode.kind === 'held' && this.#mode.length > 0) this.release();
  }

  /** The message that the chunk belongs to. */
  beginChunk({ size, last, fetched }: Chunk, at: WirePosition): Message {
    const message = this.#chunked ?? this.#parts.transactions.begin('BDAT', at);
    this.#chunked = message;
    if (fetched) message.whole = false;
    const mode: Mode = { kind: 'chunk', message, left: size, last };
    this.#mode = mode;
    if (size === 0) this.#endChunk(mode);
    return message;
  }

  /** The transaction was called off. */
  reset(): void {
    if (this.#chunked) this.#closeMessage(this.#chunked, false);
    this.#parts.transactions.reset();
  }

  /** A message's end was not seen so far. */
  get unfinished(): boolean {
    return this.#mode.kind === 'data';
  }

  /** The server has judged the unfinished message: its end is lost, or still on its way. */
  onVerdict(accepted: boolean): void {
    if (this.#judgedEarly || this.#mode.kind !== 'data') return;
    const { message, bareEnd } = this.#mode;
    message.accepted = accepted;
    if (message.recorder.hasGap || bareEnd.reached) this.endMessage();
    else this.#judgedEarly = true;
  }

  /** A message that ends without its lone dot or its last chunk. */
  endMessage(): void {
    if (this.#mode.kind === 'data') this.#closeMessage(this.#mode.message, this.#mode.bareEnd.reached);
    else if (this.#chunked) this.#closeMessage(this.#chunked, false);
  }

  /** Takes some bytes by what they are, and returns where the rest begins. */
  #takeSome(bytes: Uint8Array, offset: number, at: WirePosition): number {
    const mode = this.#mode;
    switch (mode.kind) {
      case 'held':
        this.#hold(mode, bytes.slice(offset), at);
        return bytes.length;
      case 'data':
        return this.#takeData(mode, bytes, offset, at);
      case 'chunk':
        return this.#takeChunk(mode, bytes, offset, at);
      case 'command': {
        if (this.#lines.isEmpty && this.#parts.tls.begins('client', bytes, offset, at.frame)) return bytes.length;
        const { line, next } = this.#lines.take(bytes, offset, at);
        if (line) this.#listener.onClientLine(line);
        return next;
      }
      default:
        return mode satisfies never;
    }
  }

  #hold(mode: Extract<Mode, { kind: 'held' }>, bytes: Uint8Array, at: WirePosition): void {
    mode.parts.push({ bytes, at: { ...at } });
    mode.length += bytes.length;
    if (mode.length > MAX_HELD_BYTES || mode.parts.length > MAX_HELD_PARTS) this.release();
  }

  #startData(at: WirePosition): void {
    const message = this.#parts.transactions.begin('DATA', at);
    this.#mode = { kind: 'data', message, dots: new DotLines(), bareEnd: new BareEnd() };
    this.#judgedEarly = false;
  }

  #takeData(
    { message, dots, bareEnd }: Extract<Mode, { kind: 'data' }>,
    bytes: Uint8Array,
    offset: number,
    at: WirePosition,
  ): number {
    message.recorder.touch(at.frame);
    const { next, ended } = dots.take(bytes, offset, (part) => message.recorder.write(part, at.frame));
    bareEnd.add(bytes.subarray(offset, next));
    if (ended) {
      this.mailEnds.add(at.frame);
      this.#closeMessage(message, true);
      if (!this.#judgedEarly) this.#listener.onMessageEnd(message, at.frame);
    }
    return next;
  }

  #takeChunk(mode: Extract<Mode, { kind: 'chunk' }>, bytes: Uint8Array, offset: number, at: WirePosition): number {
    const length = Math.min(mode.left, bytes.length - offset);
    mode.message.recorder.write(bytes.subarray(offset, offset + length), at.frame);
    mode.left -= length;
    if (mode.left === 0) this.#endChunk(mode);
    return offset + length;
  }

  #endChunk(mode: Extract<Mode, { kind: 'chunk' }>): void {
    this.#mode = { kind: 'command' };
    if (mode.last) this.#closeMessage(mode.message, true);
  }

  #closeMessage(message: Message, ended: boolean): void {
    this.#mode = { kind: 'command' };
    this.#chunked = null;
    message.recorder.close(ended && message.whole);
    const { text, frames } = message.recorder.preview();
    this.#parts.dialogue.add('client', 'data', text, frames, message.recorder.start);
  }

  /** True when all of the missing bytes belong to a message. */
  #messageGap(length: number, at: WirePosition): boolean {
    const mode = this.#mode;
    if (mode.kind === 'data') {
      mode.message.recorder.gap(length, at.frame);
      mode.dots.gap();
      mode.bareEnd.gap();
      if (this.#judgedEarly) this.endMessage();
      return true;
    }
    if (mode.kind !== 'chunk') return false;
    const inside = Math.min(length, mode.left);
    mode.message.recorder.gap(inside, at.frame);
    mode.left -= inside;
    if (mode.left === 0) this.#endChunk(mode);
    return length === inside;
  }
}
