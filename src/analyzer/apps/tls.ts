/** The moment from which a plain dialogue is encrypted (RFC 4217, 3207, 2595). */

export class TlsWatch {
  /** The frame of the first TLS record, or null. */
  encryptedFrom: number | null = null;
  private agreed = false;

  /** The server agreed: the client's next bytes should be a TLS record. */
  agree(): void {
    this.agreed = true;
  }

  get encrypted(): boolean {
    return this.encryptedFrom !== null;
  }

  /** Asked at the start of each line; true once everything is encrypted. */
  begins(firstByte: number, frame: number): boolean {
    if (this.agreed && !this.encrypted && looksEncrypted(firstByte)) this.encryptedFrom = frame;
    return this.encrypted;
  }
}

/** RFC 8446 §5.1 content types 20 to 24, and the high bit with which an SSL 2.0 hello starts: no line of text begins so. */
function looksEncrypted(firstByte: number): boolean {
  return (firstByte >= 0x14 && firstByte <= 0x18) || firstByte >= 0x80;
}
