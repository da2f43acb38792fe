/** One mail as it passes by: saved and hashed at once, and kept for MIME within bounds. */
import type { Mail } from '../../model.ts';
import type { WirePosition } from '../app.ts';
import { type ContentOutput, ContentRecorder, joinBytes } from '../content.ts';
import type { Notes } from '../notes.ts';
import { FrameList } from '../wire-position.ts';
import { EMPTY_MAIL, type MailParts, MimeReader } from './mime.ts';

/** A larger mail is saved and hashed but not taken apart; servers rarely take more than 25 MB of base64. */
export const MAX_PARSED_MAIL_BYTES = 16 * 1024 * 1024;
/** Mails that wait to be taken apart, all together. */
export const MAX_WAITING_MAIL_BYTES = 32 * 1024 * 1024;
/** Of a mail too large to take apart, its headers are still read from this much. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** What all mails of a capture share. */
export class MailRoom {
  readonly output: ContentOutput;
  /** Bytes kept for MIME, all mails together. */
  keptBytes = 0;
  readonly #mime: MimeReader;
  #queue: Promise<void> = Promise.resolve();

  constructor(output: ContentOutput) {
    this.output = output;
    this.#mime = new MimeReader(output);
  }

  /** Takes a mail apart once those before it are done; its bytes are let go afterwards. Never rejects. */
  read(raw: Uint8Array, headersOnly: boolean, notes: Notes): Promise<MailParts> {
    const parts = this.#queue.then(() => this.#mime.read(raw, headersOnly, notes));
    this.#queue = parts.then(() => undefined);
    return parts;
  }
}

export class MailRecorder {
  readonly start: WirePosition;
  readonly #room: MailRoom;
  readonly #notes: Notes;
  readonly #content: ContentRecorder;
  readonly #frames = new FrameList();
  #raw: Uint8Array[] = [];
  #rawLength = 0;
  #overflowed = false;
  #parts: Promise<MailParts> | null = null;

  constructor(room: MailRoom, name: string, notes: Notes, start: WirePosition) {
    this.#room = room;
    this.#notes = notes;
    this.start = { ...start };
    this.#content = new ContentRecorder(room.output, { kind: 'mail', name });
  }

  write(bytes: Uint8Array, frame: number): void {
    this.#frames.add(frame);
    this.#content.write(bytes);
    this.#keep(bytes);
  }

  gap(length: number, frame: number): void {
    this.#frames.add(frame);
    this.#content.gap(length);
  }

  /** A frame that carries a part of the message which is not content, such as its lone dot. */
  touch(frame: number): void {
    this.#frames.add(frame);
  }

  get hasGap(): boolean {
    return this.#content.missingBytes > 0;
  }

  get size(): number {
    return this.#content.bytes;
  }

  /** Once closed: the beginning as text, for the dialogue. */
  preview(): { text: string; frames: number[] } {
    return { text: this.#content.text ?? '', frames: this.#frames.list() };
  }

  /** The mail is over: takes it apart. `ended`: its end was seen. */
  close(ended: boolean): void {
    if (this.#parts) return;
    const content = this.#content.close(ended);
    const raw = joinBytes(this.#raw, this.#rawLength);
    this.#raw = [];
    const overflowed = this.#overflowed;
    const room = this.#room;
    const notes = this.#notes;
    if (this.#content.textLetGo) notes.add('texts-cut', 1);
    if (overflowed) notes.add('mail-too-large', 1);
    if (content.missing > 0) notes.add('attachments-incomplete', 1);
    this.#parts = room.read(raw, overflowed, notes).finally(() => {
      room.keptBytes -= raw.length;
    });
  }

  async mail(): Promise<Mail> {
    this.close(false);
    const parts = (await this.#parts) ?? EMPTY_MAIL;
    return { ...parts, frames: this.#frames.list(), content: this.#content.close(false) };
  }

  #keep(bytes: Uint8Array): void {
    if (this.#overflowed) return;
    const limit = Math.min(MAX_PARSED_MAIL_BYTES - this.#rawLength, MAX_WAITING_MAIL_BYTES - this.#room.keptBytes);
    if (bytes.length > limit) {
      this.#overflow();
      return;
    }
    this.#raw.push(bytes.slice());
    this.#rawLength += bytes.length;
    this.#room.keptBytes += bytes.length;
  }

  #overflow(): void {
    this.#overflowed = true;
    const headers = joinBytes(this.#raw, this.#rawLength).slice(0, MAX_HEADER_BYTES);
    this.#room.keptBytes -= this.#rawLength - headers.length;
    this.#raw = [headers];
    this.#rawLength = headers.length;
  }
}
