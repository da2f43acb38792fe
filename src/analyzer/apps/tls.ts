/** TLS records among plain dialogues. */

/** RFC 8446 §5.1 content types 20 to 24, and the high bit with which an SSL 2.0 hello starts: no line of text begins so. */
export function looksEncrypted(firstByte: number): boolean {
  return (firstByte >= 0x14 && firstByte <= 0x18) || firstByte >= 0x80;
}
