/** Takes mails apart with postal-mime, behind bounds that it does not have, and never throws. */
import type { Address, Email, Attachment as MimeAttachment } from 'postal-mime';
import type { Attachment, Mail } from '../../model.ts';
import { type ContentOutput, joinBytes } from '../content.ts';
import type { Notes } from '../notes.ts';
import { asWindows1252, decodeLatin1, decodeText, decodeTextAs } from '../text.ts';

export type MailParts = Omit<Mail, 'frames' | 'content'>;

export const EMPTY_MAIL: MailParts = {
  from: null,
  to: [],
  subject: null,
  date: null,
  messageId: null,
  headers: [],
  text: null,
  attachments: [],
};

/** Each multipart declares a boundary, and each line is compared with all of them: more would take quadratic time. */
const MAX_BOUNDARIES = 256;
/** Parts of all kinds: opening one looks at all its siblings. */
const MAX_PARTS = 5000;
/** Real mails nest less than ten deep. */
const MAX_NESTING = 64;
const MAX_HEADERS_BYTES = 512 * 1024;
const MAX_LISTED_HEADERS = 500;
const MAX_HEADER_CHARACTERS = 8 * 1024;
const MAX_RECIPIENTS = 2000;
const MAX_ATTACHMENTS = 500;
const MAX_TEXT_CHARACTERS = 256 * 1024;

type PostalMime = typeof import('postal-mime');

export class MimeReader {
  readonly #output: ContentOutput;
  #library: Promise<PostalMime> | null = null;

  constructor(output: ContentOutput) {
    this.#output = output;
  }

  async read(raw: Uint8Array, headersOnly: boolean, notes: Notes): Promise<MailParts> {
    this.#library ??= import('postal-mime');
    const library = await this.#library;
    if (!headersOnly && isWithinBounds(raw)) {
      const email = await parse(library, withUtf8Head(raw));
      if (email) return this.#describe(library, email, notes);
    }
    if (!headersOnly) notes.add('mail-not-parsed', 1);
    const head = await parse(library, headOf(raw));
    return head ? this.#describe(library, { ...head, attachments: [] }, notes) : EMPTY_MAIL;
  }

  #describe({ decodeWords }: PostalMime, email: Email, notes: Notes): MailParts {
    const cut = email.attachments.length - MAX_ATTACHMENTS;
    if (cut > 0) notes.add('attachments-cut', cut);
    const addresses = flatten([...(email.to ?? []), ...(email.cc ?? []), ...(email.bcc ?? [])]);
    if (addresses.length > MAX_RECIPIENTS) notes.add('recipients-cut', addresses.length - MAX_RECIPIENTS);
    const text = email.text === undefined ? null : asWindows1252(email.text.slice(0, MAX_TEXT_CHARACTERS));
    const room = this.#output.texts.spend((text?.length ?? 0) + headersLength(email));
    if (!room) notes.add('texts-cut', 1);
    return {
      from: email.from ? (flatten([email.from])[0] ?? null) : null,
      to: addresses.slice(0, MAX_RECIPIENTS),
      subject: email.subject === undefined ? null : asWindows1252(email.subject),
      date: email.date ?? null,
      messageId: email.messageId ?? null,
      headers: email.headers.slice(0, room ? MAX_LISTED_HEADERS : 0).map(({ originalKey, value }) => ({
        name: originalKey,
        value: asWindows1252(decodeHeader(decodeWords, value.slice(0, MAX_HEADER_CHARACTERS))),
      })),
      text: room ? text : null,
      attachments: email.attachments.slice(0, MAX_ATTACHMENTS).map((attachment) => this.#attach(attachment)),
    };
  }

  #attach({ filename: asDecoded, mimeType, content }: MimeAttachment): Attachment {
    const filename = asDecoded === null ? null : asWindows1252(asDecoded);
    const bytes = bytesOf(content);
    const hasher = this.#output.createHasher();
    hasher.update(bytes);
    const writer = this.#output.artifacts?.create('attachment', filename ?? `attachment.${extensionOf(mimeType)}`);
    writer?.write(bytes);
    const artifact = writer?.close() ?? null;
    return { name: filename, mediaType: mimeType, size: bytes.length, sha256: hasher.digest(), artifact };
  }
}

function headersLength({ headers }: Email): number {
  return headers.reduce((sum, { value }) => sum + Math.min(value.length, MAX_HEADER_CHARACTERS), 0);
}

async function parse(library: PostalMime, raw: Uint8Array): Promise<Email | null> {
  try {
    return await library.default.parse(raw, {
      // An attached message is a file of its own, with a hash of its own.
      forceRfc822Attachments: true,
      maxNestingDepth: MAX_NESTING,
      maxHeadersSize: MAX_HEADERS_BYTES,
      attachmentEncoding: 'arraybuffer',
    });
  } catch {
    return null;
  }
}

function isWithinBounds(raw: Uint8Array): boolean {
  const boundaries = countBoundaries(raw);
  return boundaries === 0 || (boundaries <= MAX_BOUNDARIES && countDashLines(raw) <= MAX_PARTS);
}

/** How often `boundary` stands in the mail, in whatever case; every multipart that postal-mime follows names it. */
function countBoundaries(raw: Uint8Array): number {
  let count = 0;
  for (let at = raw.indexOf(EQUALS); at >= 0; at = raw.indexOf(EQUALS, at + 1)) {
    // `boundary=`, `boundary =` and RFC 2231 `boundary*0*=`: what stands before the sign decides.
    if (count <= MAX_BOUNDARIES && /boundary[\s*0-9]*$/i.test(latin1Before(raw, at))) count++;
  }
  return count;
}

/** Lines that begin with two hyphens in a mail that has parts: each may open one. */
function countDashLines(raw: Uint8Array): number {
  let count = 0;
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) {
    if (raw[at + 1] === HYPHEN && raw[at + 2] === HYPHEN) count++;
  }
  return count;
}

const EQUALS = 0x3d;
const HYPHEN = 0x2d;
const LF = 0x0a;
const CR = 0x0d;

function latin1Before(raw: Uint8Array, at: number): string {
  return String.fromCharCode(...raw.subarray(Math.max(0, at - 16), at));
}

/**
 * RFC 6532 lets headers hold UTF-8, and nothing else; old mailers wrote GBK or Latin letters as they were. The header block
 * with such letters is put into UTF-8, the body stays as it is.
 */
function withUtf8Head(raw: Uint8Array): Uint8Array {
  const end = headEnd(raw);
  const head = raw.subarray(0, end);
  if (decodeTextAs(head).charset === 'utf-8') return raw;
  const lines = decodeLatin1(head).split('\n');
  const bytesOfLine = (line: string) => Uint8Array.from(line, (letter) => letter.charCodeAt(0));
  const text = lines.map((line) => decodeText(bytesOfLine(line))).join('\n');
  const inUtf8 = new TextEncoder().encode(text);
  return joinBytes([inUtf8, raw.subarray(end)], inUtf8.length + raw.length - end);
}

/** Where the empty line behind the headers is; all of it when there is none within reach. */
function headEnd(raw: Uint8Array): number {
  for (let at = raw.indexOf(LF); at >= 0 && at < MAX_HEADERS_BYTES; at = raw.indexOf(LF, at + 1)) {
    if (raw[at + 1] === LF || (raw[at + 1] === CR && raw[at + 2] === LF)) return at + 1;
  }
  return Math.min(raw.length, MAX_HEADERS_BYTES);
}

/** The header block alone, as a mail without a body. */
function headOf(raw: Uint8Array): Uint8Array {
  const text = decodeText(raw.subarray(0, MAX_HEADERS_BYTES / 8));
  const end = /\r?\n\r?\n/.exec(text);
  const head = (end ? text.slice(0, end.index) : text).replace(/^content-type:/gim, 'X-Content-Type:');
  return new TextEncoder().encode(`${head}\r\n\r\n`);
}

function flatten(addresses: readonly Address[]): string[] {
  return addresses.flatMap(({ name, address, group }) => {
    if (group) return flatten(group);
    if (!address) return name ? [name] : [];
    return [name && name !== address ? `${asWindows1252(name)} <${address}>` : address];
  });
}

function decodeHeader(decodeWords: PostalMime['decodeWords'], value: string): string {
  if (!value.includes('=?')) return value;
  try {
    return decodeWords(value);
  } catch {
    return value;
  }
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

function extensionOf(mediaType: string): string {
  return mediaType === 'message/rfc822' ? 'eml' : (/\/(?:x-)?([a-z0-9]{1,8})$/.exec(mediaType)?.[1] ?? 'bin');
}
