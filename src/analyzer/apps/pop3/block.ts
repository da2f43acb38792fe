/** What a server sends after `+OK` to some commands (RFC 1939 §3): a mail, or lines, up to a lone dot. */
import type { WirePosition } from '../app.ts';
import { missingMark } from '../content.ts';
import type { Dialogue } from '../dialogue.ts';
import type { Line } from '../lines.ts';
import { BareEnd } from '../mail/bare-end.ts';
import { DotLines } from '../mail/dot-lines.ts';
import type { MailRecorder } from '../mail/recorder.ts';
import { StrayLines } from '../stray-lines.ts';
import { decodeText } from '../text.ts';

interface Mail {
  kind: 'mail';
  recorder: MailRecorder;
  dots: DotLines;
  bareEnd: BareEnd;
}

interface Lines {
  kind: 'lines';
  lines: StrayLines;
}

export class Block {
  /** Bytes of it are missing. */
  hasGap = false;
  readonly #content: Mail | Lines;

  /** `recorder`: it is a mail. */
  constructor(recorder: MailRecorder | null) {
    this.#content =
      recorder === null
        ? { kind: 'lines', lines: new StrayLines('server') }
        : { kind: 'mail', recorder, dots: new DotLines(), bareEnd: new BareEnd() };
  }

  get isMail(): boolean {
    return this.#content.kind === 'mail';
  }

  /** Who goes on now has taken it for whole: its end is among the missing bytes, or it had no other. */
  get mayHaveEnded(): boolean {
    return this.hasGap || this.#endsBarely;
  }

  get #endsBarely(): boolean {
    return this.#content.kind === 'mail' && this.#content.bareEnd.reached;
  }

  /** Of a mail; returns where the rest begins, and whether the lone dot was there. */
  takeMail(bytes: Uint8Array, offset: number, at: WirePosition): { next: number; ended: boolean } {
    const content = this.#content;
    if (content.kind !== 'mail') return { next: offset, ended: false };
    content.recorder.touch(at.frame);
    const taken = content.dots.take(bytes, offset, (part) => content.recorder.write(part, at.frame));
    content.bareEnd.add(bytes.subarray(offset, taken.next));
    return taken;
  }

  /** Of lines; returns whether it was the lone dot. */
  takeLine(line: Line): boolean {
    const text = decodeText(line.bytes);
    if (text === '.') return true;
    this.#add({ ...line, text: text.startsWith('.') ? text.slice(1) : text });
    return false;
  }

  /** `partial` is the line that the missing bytes have cut. */
  gap(length: number, at: WirePosition, partial: Line | null): void {
    this.hasGap = true;
    if (this.#content.kind === 'mail') {
      this.#content.recorder.gap(length, at.frame);
      this.#content.dots.gap();
      this.#content.bareEnd.gap();
      return;
    }
    if (partial) this.#add({ ...partial, text: decodeText(partial.bytes) });
    this.#add({ text: missingMark(length), frames: [at.frame], at });
  }

  /** `seen`: its end is in the capture. */
  end(dialogue: Dialogue, seen: boolean): void {
    if (this.#content.kind === 'lines') {
      this.#content.lines.flush(dialogue);
      return;
    }
    const { recorder } = this.#content;
    recorder.close(seen || this.#endsBarely);
    const { text, frames } = recorder.preview();
    dialogue.add('server', 'data', text, frames, recorder.start);
  }

  #add({ text, frames, at }: { text: string; frames: number[]; at: WirePosition }): void {
    if (this.#content.kind === 'lines') this.#content.lines.add({ text, frames, at });
  }
}
