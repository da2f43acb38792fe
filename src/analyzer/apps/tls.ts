/** TLS: the moment from which a plain dialogue is encrypted (RFC 4217, 3207, 2595), and the version agreed on. */
import type { Direction } from '../model.ts';
import type { AppAnalyzer } from './app.ts';
import type { Notes } from './notes.ts';

/** A ServerHello stands at the beginning of what the server sends, and is far shorter. */
const MAX_HELLO_BYTES = 2048;

/** RFC 8446 §5.1 and §4.1.3; offsets within the record. */
const HELLO = { type: 0, version: 1, handshake: 5, chosen: 9, sessionId: 43 };
const HANDSHAKE_RECORD = 22;
const SERVER_HELLO = 2;
const SUPPORTED_VERSIONS = 43;

/** As Wireshark's Protocol column spells them. */
const VERSIONS: ReadonlyMap<number, string> = new Map([
  [0x0300, 'SSLv3'],
  [0x0301, 'TLSv1'],
  [0x0302, 'TLSv1.1'],
  [0x0303, 'TLSv1.2'],
  [0x0304, 'TLSv1.3'],
]);

/** Finds the version of a TLS connection in its first records; wants nothing more once the ServerHello was seen. */
export class TlsVersion implements AppAnalyzer {
  done = false;
  #version: number | null = null;
  #hello = new Uint8Array();

  /** As Wireshark's Protocol column names it. */
  get name(): string {
    return VERSIONS.get(this.#version ?? 0) ?? 'TLS';
  }

  onData(direction: Direction, bytes: Uint8Array): void {
    if (this.done) return;
    if (direction === 'client') {
      this.#version ??= recordVersion(bytes);
      return;
    }
    const joined = new Uint8Array(this.#hello.length + Math.min(bytes.length, MAX_HELLO_BYTES));
    joined.set(this.#hello);
    joined.set(bytes.subarray(0, MAX_HELLO_BYTES), this.#hello.length);
    this.#hello = joined;
    const chosen = chosenVersion(joined);
    this.done = chosen !== null || joined.length >= MAX_HELLO_BYTES;
    this.#version = chosen ?? recordVersion(joined) ?? this.#version;
    if (this.done) this.#hello = new Uint8Array();
  }

  onGap(direction: Direction): void {
    if (direction === 'server') this.done = true;
  }

  onEnd(direction: Direction): void {
    if (direction === 'server') this.done = true;
  }
}

export class TlsWatch {
  /** The frame of the first TLS record, or null. */
  encryptedFrom: number | null = null;
  readonly version = new TlsVersion();
  #agreed = false;
  /** The frame from which the dialogue is plain again, or null. */
  #plainFrom: number | null = null;

  /** The server agreed: the client's next bytes should be a TLS record. */
  agree(): void {
    this.#agreed = true;
  }

  get encrypted(): boolean {
    return this.encryptedFrom !== null;
  }

  isEncrypted(frame: number): boolean {
    if (this.encryptedFrom === null || frame < this.encryptedFrom) return false;
    return this.#plainFrom === null || frame < this.#plainFrom;
  }

  /** One side speaks plain text again, in this frame. */
  endAt(frame: number, notes: Notes): void {
    if (this.#plainFrom !== null) return;
    this.#plainFrom = frame;
    notes.add('tls-ended', frame);
  }

  /** Nothing more of the connection is wanted. */
  get done(): boolean {
    return this.encrypted && this.version.done;
  }

  /** Asked at the start of each line; true once everything is encrypted. */
  begins(direction: Direction, bytes: Uint8Array, offset: number, frame: number): boolean {
    if (this.encrypted) return true;
    // The agreement may be among bytes that are missing; the beginning of a record is like no text.
    const begun = this.#agreed ? looksEncrypted(bytes[offset]!) : isTlsRecord(bytes.subarray(offset, offset + 3));
    if (!begun) return false;
    this.encryptedFrom = frame;
    this.version.onData(direction, bytes.subarray(offset));
    return true;
  }
}

/** RFC 8446 §5.1 content types 20 to 24, and the high bit with which an SSL 2.0 hello starts: no line of text begins so. */
function looksEncrypted(firstByte: number): boolean {
  return (firstByte >= 0x14 && firstByte <= 0x18) || firstByte >= 0x80;
}

/** RFC 8446 §5.1: content type, then version 3.0 to 3.4. */
export function isTlsRecord(start: Uint8Array): boolean {
  return start.length === 3 && start[0]! >= 0x14 && start[0]! <= 0x18 && start[1] === 3 && start[2]! <= 4;
}

function recordVersion(bytes: Uint8Array): number | null {
  return bytes.length >= 3 && bytes[HELLO.type]! >= 0x14 && bytes[HELLO.type]! <= 0x18
    ? u16(bytes, HELLO.version)
    : null;
}

/** Null as long as the ServerHello is not whole. */
function chosenVersion(bytes: Uint8Array): number | null {
  if (bytes.length < HELLO.sessionId + 1) return null;
  if (bytes[HELLO.type] !== HANDSHAKE_RECORD || bytes[HELLO.handshake] !== SERVER_HELLO) {
    return recordVersion(bytes);
  }
  // Cipher suite (2) and compression (1) follow the session id.
  let at = HELLO.sessionId + 1 + bytes[HELLO.sessionId]! + 3;
  const recordEnd = HELLO.handshake + u16(bytes, 3);
  if (bytes.length < Math.min(recordEnd, MAX_HELLO_BYTES)) return null;
  const end = Math.min(recordEnd, bytes.length, at + 2 + u16(bytes, at));
  for (at += 2; at + 6 <= end; at += 4 + u16(bytes, at + 2)) {
    if (u16(bytes, at) === SUPPORTED_VERSIONS) return u16(bytes, at + 4);
  }
  return u16(bytes, HELLO.chosen);
}

/** 0 beyond the end. */
function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
