/**
 * A push parser for capture files: bytes in pieces of any size, packets out. The format is told by the content, never
 * by a name; gzip around it is undone on the way.
 */
import { Gunzip } from 'fflate/browser';
import { readUint32 } from '../wire/bytes.ts';
import { type CaptureHandler, MAX_PIECE_BYTES, type PacketRecord, type RecordParser } from './packet-record.ts';
import { PcapParser, pcapVariant } from './pcap-parser.ts';
import { BLOCK } from './pcapng-format.ts';
import { PcapngParser } from './pcapng-parser.ts';

const MAGIC_LENGTH = 4;
const GZIP_FIRST_BYTE = 0x1f;
const INITIAL_CARRY = 64 * 1024;
/** Deflate packs up to 1,032 bytes into one: what comes out of a piece must not fill the memory. */
const MAX_PUSHED_AT_ONCE = 4 * 1024;

export class CaptureReader {
  /** Null until enough bytes have told it, or when it is neither. */
  format: 'pcap' | 'pcapng' | null = null;
  compressed = false;
  readonly #record: PacketRecord;
  readonly #handler: CaptureHandler;
  #parser: RecordParser | null = null;
  #unknown = false;
  #begun = false;
  #gunzip: Gunzip | null = null;
  #gzipBroken = false;
  /** The start of a record that the last piece cut, and its length. */
  #carry: Uint8Array = new Uint8Array(INITIAL_CARRY);
  #carried = 0;
  /** Bytes of the (decompressed) file before what is being read. */
  #offset = 0;

  constructor(record: PacketRecord, handler: CaptureHandler) {
    this.#record = record;
    this.#handler = handler;
  }

  /** Bytes taken so far, of what is inside the gzip if there is one. */
  get position(): number {
    return this.#offset + this.#carried;
  }

  push(bytes: Uint8Array): void {
    // A Node Buffer has another hidden class; one class keeps the hot path's loads monomorphic.
    const plain =
      bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (plain.length === 0) return;
    if (!this.#begun) this.#begin(plain);
    if (this.#gunzip !== null) this.#inflate(plain, false);
    else this.#read(plain);
  }

  /** No capture format starts with gzip's first byte, so that one byte decides. */
  #begin(bytes: Uint8Array): void {
    this.#begun = true;
    if (bytes[0] !== GZIP_FIRST_BYTE) return;
    this.compressed = true;
    this.#gunzip = new Gunzip((chunk) => this.#read(chunk));
  }

  finish(): void {
    if (this.#gunzip !== null) this.#inflate(new Uint8Array(0), true);
    if (this.#parser === null) {
      if (this.#begun) this.#handler.onWarning('not-a-capture', 'neither pcap nor pcapng', 0);
      else this.#handler.onWarning('empty-file', 'the file is empty', 0);
    } else if (this.#carried > 0 && !this.#parser.damaged) {
      this.#handler.onWarning('cut-short', 'the file ends inside a record', this.#offset);
    }
  }

  #inflate(bytes: Uint8Array, final: boolean): void {
    if (this.#gzipBroken) return;
    try {
      let at = 0;
      do {
        const end = Math.min(at + MAX_PUSHED_AT_ONCE, bytes.length);
        this.#gunzip!.push(bytes.subarray(at, end), final && end === bytes.length);
        at = end;
      } while (at < bytes.length);
    } catch (error) {
      this.#gzipBroken = true;
      const message = error instanceof Error ? error.message : String(error);
      this.#handler.onWarning('damaged-gzip', `gzip: ${message}`, this.#offset + this.#carried);
    }
  }

  #read(bytes: Uint8Array): void {
    if (this.#handler.place === undefined) {
      this.#readPiece(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += MAX_PIECE_BYTES) {
      this.#readPiece(this.#handler.place(bytes.subarray(at, at + MAX_PIECE_BYTES)));
    }
  }

  #readPiece(bytes: Uint8Array): void {
    let at = 0;
    while (this.#carried > 0) {
      const wanted = this.#parser?.wanted ?? MAGIC_LENGTH;
      at += this.#take(bytes, at, wanted - this.#carried);
      if (this.#carried < wanted) return;
      const used = this.#consume(this.#carry, 0, this.#carried);
      if (this.#stopped()) return;
      this.#carried -= used;
      if (this.#carried > 0) this.#carry.copyWithin(0, used, used + this.#carried);
    }
    if (this.#stopped()) return;
    at += this.#consume(bytes, at, bytes.length);
    if (!this.#stopped()) this.#take(bytes, at, bytes.length - at);
  }

  #stopped(): boolean {
    return this.#unknown || this.#parser?.damaged === true;
  }

  /** Moves up to `length` bytes behind those carried; returns how many there were. */
  #take(bytes: Uint8Array, at: number, length: number): number {
    const taken = Math.max(0, Math.min(length, bytes.length - at));
    if (this.#carried + taken > this.#carry.length) {
      const larger = new Uint8Array(Math.max(this.#carry.length * 2, this.#carried + taken));
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    this.#carry.set(bytes.subarray(at, at + taken), this.#carried);
    this.#carried += taken;
    return taken;
  }

  /** Returns how many bytes were used. */
  #consume(bytes: Uint8Array, from: number, to: number): number {
    if (this.#parser === null) {
      if (to - from < MAGIC_LENGTH) return 0;
      this.#recognise(readUint32(bytes, from));
      if (this.#parser === null) return 0;
    }
    const parser: RecordParser = this.#parser;
    const used = parser.consume(bytes, from, to, this.#offset) - from;
    this.#offset += used;
    return used;
  }

  #recognise(magic: number): void {
    const variant = pcapVariant(magic);
    if (variant !== undefined) this.#parser = new PcapParser(variant, this.#record, this.#handler);
    else if (magic === BLOCK.sectionHeader) this.#parser = new PcapngParser(this.#record, this.#handler);
    else this.#unknown = true;
    this.format = this.#parser?.format ?? null;
  }
}
