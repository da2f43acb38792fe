/** Multi-line responses (RFC 1939 §3): every line ends with CRLF, a leading dot is doubled, a line with one dot ends them. */

const LF = 0x0a;
const DOT = 0x2e;
const CRLF = Buffer.from('\r\n');
const TERMINATOR = Buffer.from('.\r\n');

/** The bytes as they go over the wire, terminator included. */
export function encodeMultiLine(bytes: Uint8Array): Buffer {
  const parts: Uint8Array[] = [];
  let start = 0;
  let atLineStart = true;
  for (let index = 0; index < bytes.length; index++) {
    if (atLineStart && bytes[index] === DOT) {
      parts.push(bytes.subarray(start, index), TERMINATOR.subarray(0, 1));
      start = index;
    }
    atLineStart = bytes[index] === LF;
  }
  parts.push(bytes.subarray(start));
  if (!atLineStart) parts.push(CRLF);
  return Buffer.concat([...parts, TERMINATOR]);
}

/** One received line without its doubled dot; null when it is the terminator. */
export function decodeLine(line: Buffer): Buffer | null {
  if (line[0] !== DOT) return line;
  return line.length === 1 ? null : line.subarray(1);
}

/** The header, the blank line and the first `count` lines of the body (RFC 1939 §7, TOP). */
export function topOf(message: Buffer, count: number): Buffer {
  const blank = message.indexOf('\r\n\r\n');
  if (blank === -1) return message;
  let end = blank + 4;
  for (let lines = 0; lines < count && end < message.length; lines++) {
    const next = message.indexOf(LF, end);
    end = next === -1 ? message.length : next + 1;
  }
  return message.subarray(0, end);
}
