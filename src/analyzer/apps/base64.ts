/** Base64 as it comes from the wire; null for anything else. */

/** A line of an AUTH exchange is shorter (RFC 4954 §4). */
const MAX_BASE64 = 16 * 1024;

export function decodeBase64(text: string): Uint8Array | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_BASE64 || trimmed.length % 4 === 1 || !/^[A-Za-z0-9+/]*={0,2}$/.test(trimmed)) return null;
  try {
    return Uint8Array.from(atob(trimmed), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
