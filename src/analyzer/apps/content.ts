/** Recovers bytes from the wire: hashed and written as they come, never held whole. */
import type { RecoveredContent } from '../model.ts';
import type { ArtifactSink, ArtifactWriter, Hasher } from '../observer.ts';
import { decodeText, decodeTextAs, isReadable, trimCutCharacter } from './text.ts';

/** How much of a content is kept to be shown as text. */
export const PREVIEW_BYTES = 64 * 1024;

/** How much of it stands in a dialogue. */
export const BEGINNING_BYTES = 16 * 1024;

/** More gaps than this in one content are counted in `missing`, not listed. */
export const MAX_LISTED_GAPS = 1000;

/** Texts of all transfers and mails together: bounds memory over captures with very many of them. */
export const MAX_ALL_TEXT_CHARACTERS = 24 * 1024 * 1024;

/** Where contents go, and how much of them may be kept as text. */
export interface ContentOutput {
  readonly artifacts: ArtifactSink | null;
  readonly texts: TextBudget;
  createHasher(): Hasher;
}

export class TextBudget {
  #left = MAX_ALL_TEXT_CHARACTERS;

  /** False when there is no room for that much more. */
  spend(characters: number): boolean {
    if (characters > this.#left) return false;
    this.#left -= characters;
    return true;
  }
}

export class ContentRecorder {
  /** Once closed: the text that was kept, and whether there was no room for it. */
  text: string | null = null;
  textLetGo = false;
  readonly #output: ContentOutput;
  readonly #isMail: boolean;
  readonly #hasher: Hasher;
  #writer: ArtifactWriter | null;
  #preview: Uint8Array[] = [];
  #previewLength = 0;
  readonly #gaps: { offset: number; length: number }[] = [];
  #missing = 0;
  #size = 0;
  #result: RecoveredContent | null = null;

  constructor(output: ContentOutput, artifact: { kind: 'ftp' | 'mail'; name: string } | null) {
    this.#output = output;
    this.#isMail = artifact?.kind === 'mail';
    this.#hasher = output.createHasher();
    this.#writer = artifact && output.artifacts ? output.artifacts.create(artifact.kind, artifact.name) : null;
  }

  write(bytes: Uint8Array): void {
    if (this.#result !== null || bytes.length === 0) return;
    this.#size += bytes.length;
    this.#hasher.update(bytes);
    this.#writer?.write(bytes);
    const room = PREVIEW_BYTES - this.#previewLength;
    if (room > 0) {
      this.#preview.push(bytes.slice(0, room));
      this.#previewLength += Math.min(room, bytes.length);
    }
  }

  gap(length: number): void {
    if (this.#result !== null || length <= 0) return;
    const offset = this.#size + this.#missing;
    const last = this.#gaps.at(-1);
    if (last && last.offset + last.length === offset) last.length += length;
    else if (this.#gaps.length < MAX_LISTED_GAPS) this.#gaps.push({ offset, length });
    this.#missing += length;
  }

  get bytes(): number {
    return this.#size;
  }

  get missingBytes(): number {
    return this.#missing;
  }

  /** `ended`: the content's end was seen. */
  close(ended: boolean): RecoveredContent {
    if (this.#result === null) this.#keepText();
    this.#result ??= {
      size: this.#size,
      sha256: this.#hasher.digest(),
      missing: this.#missing,
      gaps: this.#gaps,
      complete: ended && this.#missing === 0,
      artifact: this.#writer?.close() ?? null,
    };
    this.#writer = null;
    return this.#result;
  }

  /** Of a mail its beginning; of a file the whole when it is short and readable. Missing bytes stand in it as {@link missingMark}s. */
  #keepText(): void {
    const isShort = this.#size > 0 && this.#size <= PREVIEW_BYTES;
    const text = this.#isMail ? this.#beginning() : isShort ? this.#readablePreview() : null;
    this.#preview = [];
    if (text === null) return;
    this.textLetGo = !this.#output.texts.spend(text.length);
    if (!this.textLetGo) this.text = text;
  }

  /** The first {@link BEGINNING_BYTES} as text, whatever they are. */
  #beginning(): string {
    const joined = joinBytes(this.#preview, this.#previewLength);
    const length = Math.min(BEGINNING_BYTES, joined.length);
    let text = '';
    let from = 0;
    let missing = 0;
    for (const gap of this.#gaps) {
      const to = gap.offset - missing;
      if (to > length) break;
      text += lenientUtf8.decode(joined.subarray(from, to)) + missingMark(gap.length);
      from = to;
      missing += gap.length;
    }
    const rest = joined.subarray(from, length);
    return text + (this.#size > length ? `${decodeText(trimCutCharacter(rest))}…` : decodeText(rest));
  }

  #readablePreview(): string | null {
    const joined = joinBytes(this.#preview, this.#previewLength);
    const text = this.#gaps.length === 0 ? decodeWhole(joined) : this.#decodeAround(joined);
    return text !== null && isReadable(text) ? text : null;
  }

  #decodeAround(joined: Uint8Array): string | null {
    let text = '';
    let from = 0;
    let missing = 0;
    for (const gap of this.#gaps) {
      const to = gap.offset - missing;
      text += lenientUtf8.decode(joined.subarray(from, to)) + missingMark(gap.length);
      from = to;
      missing += gap.length;
    }
    text += lenientUtf8.decode(joined.subarray(from));
    // A gap may cut the character on either side of it, which leaves up to three strays each; more is not text.
    return text.split('\ufffd').length - 1 <= this.#gaps.length * 6 ? text : null;
  }
}

const lenientUtf8 = new TextDecoder('utf-8');

function decodeWhole(bytes: Uint8Array): string | null {
  const { text, charset } = decodeTextAs(bytes);
  return charset === 'windows-1252' ? null : text;
}

/** How missing bytes are marked inside text; language-neutral. */
export function missingMark(length: number): string {
  return `[… ${length} B …]`;
}

export function joinBytes(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
