/** Captured bytes as text. What a byte means is guessed in the order in which guesses can be refuted. */

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Windows-1252 from 0x80 to 0x9f; elsewhere it is Latin-1. `TextDecoder` gives control characters there in Node.js 20. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** GBK also reads GB2312 (RFC 2640 asks FTP for UTF-8; Chinese servers have long sent GBK). Null where it is not built in. */
let gbk: typeof utf8 | null | undefined;

export interface DecodedText {
  text: string;
  charset: 'utf-8' | 'gbk' | 'windows-1252';
}

/** UTF-8 when it is valid UTF-8, else GBK when it is plausible GBK, else one character a byte. */
export function decodeTextAs(bytes: Uint8Array): DecodedText {
  const asUtf8 = tryDecode(utf8, bytes);
  if (asUtf8 !== null) return { text: asUtf8, charset: 'utf-8' };
  const asGbk = looksLikeGbk(bytes) ? decodeGbk(bytes) : null;
  return asGbk !== null ? { text: asGbk, charset: 'gbk' } : { text: decodeWestern(bytes), charset: 'windows-1252' };
}

/**
 * Almost any pair of bytes is valid GBK, a Western apostrophe before an `s` too. Chinese text is made of GB 2312's
 * characters (both bytes from 0xA1 up), with few of GBK's additions among them.
 */
function looksLikeGbk(bytes: Uint8Array): boolean {
  let common = 0;
  let others = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue;
    if (bytes[at]! >= 0xa1 && (bytes[at + 1] ?? 0) >= 0xa1) common++;
    else others++;
    at++;
  }
  return common > others;
}

export function decodeText(bytes: Uint8Array): string {
  return decodeTextAs(bytes).text;
}

/** Gives each byte a character, and never fails. */
function decodeWestern(bytes: Uint8Array): string {
  return asWindows1252(decodeLatin1(bytes));
}

/** Text with control characters from 0x80 to 0x9f, which nobody writes: it was Windows-1252, and is put right. */
export function asWindows1252(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (letter) => WINDOWS_1252[letter.charCodeAt(0) - 0x80]!);
}

/** One character a byte, whatever the byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096) text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  return text;
}

/** `bytes` without a character that a cut at the end has left incomplete. */
export function trimCutCharacter(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < needed ? bytes.subarray(0, bytes.length - back) : bytes;
    }
  }
  return bytes;
}

/** True for text that a person can read: no control characters but tab, line feed, form feed and carriage return. */
export function isReadable(text: string): boolean {
  return !/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/.test(text);
}

/** ICU loads GBK's tables when a decoder is made, which takes milliseconds: not before something looks like GBK. */
function decodeGbk(bytes: Uint8Array): string | null {
  if (gbk === undefined) gbk = makeGbkDecoder();
  return gbk === null ? null : tryDecode(gbk, bytes);
}

function makeGbkDecoder(): typeof utf8 | null {
  try {
    return new TextDecoder('gbk', { fatal: true });
  } catch {
    return null;
  }
}

function tryDecode(decoder: typeof utf8, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
