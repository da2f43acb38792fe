/** TCP options (RFC 9293 §3.1, RFC 7323, RFC 2018). One instance is reused for every segment. */
import { readInt32, readUint16, viewOf } from './bytes.ts';
import type { Frame } from './frame.ts';
import { TCP_MIN_HEADER_LENGTH } from './tcp.ts';

const KIND = {
  end: 0,
  noOperation: 1,
  mss: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
  fastOpen: 34,
} as const;
/** RFC 7323 appendix A: the layout that nearly every segment uses: two no-operations, then timestamps. */
const ALIGNED_TIMESTAMPS = 0x0101080a;
const ALIGNED_TIMESTAMPS_LENGTH = 12;
/** Forty bytes of options hold at most four blocks. */
const MAX_SACK_BLOCKS = 4;

export class TcpOptions {
  /** -1 when absent. */
  mss = -1;
  /** The shift as sent, -1 when absent. */
  windowScale = -1;
  sackPermitted = false;
  /** A SACK option is there, even one without blocks. */
  hasSack = false;
  /** A SACK option holds no whole block. */
  sackBroken = false;
  /** What comes after these could not be read: the snapshot cut them. */
  cut = false;
  sackBlocks = 0;
  /** Raw left and right edges in turns. */
  readonly sackEdges: Int32Array = new Int32Array(MAX_SACK_BLOCKS * 2);
  hasTimestamps = false;
  timestampValue = 0;
  timestampEcho = 0;
  fastOpen = false;

  decode(frame: Frame): void {
    const at = frame.headerAt + TCP_MIN_HEADER_LENGTH;
    const length = frame.headerLength - TCP_MIN_HEADER_LENGTH;
    this.mss = -1;
    this.windowScale = -1;
    this.sackPermitted = false;
    this.hasSack = false;
    this.sackBroken = false;
    this.cut = frame.headerCut;
    this.sackBlocks = 0;
    this.hasTimestamps = false;
    this.fastOpen = false;
    if (length <= 0) return;
    const end = Math.min(at + length, frame.capturedEnd);
    if (
      length === ALIGNED_TIMESTAMPS_LENGTH &&
      end - at === length &&
      viewOf(frame.data).getInt32(at) === ALIGNED_TIMESTAMPS
    ) {
      this.#timestamps(frame.data, at + 4);
      return;
    }
    this.#walk(frame.data, at, end);
  }

  #walk(bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    while (at < end) {
      const kind = bytes[at]!;
      if (kind === KIND.end) return;
      if (kind === KIND.noOperation) {
        at++;
        continue;
      }
      const length = at + 1 < end ? bytes[at + 1]! : 0;
      if (length < 2 || at + length > end) return;
      this.#read(bytes, kind, at + 2, length - 2);
      at += length;
    }
  }

  #read(bytes: Uint8Array, kind: number, at: number, length: number): void {
    switch (kind) {
      case KIND.mss:
        if (length === 2) this.mss = readUint16(bytes, at);
        return;
      case KIND.windowScale:
        if (length === 1) this.windowScale = bytes[at]!;
        return;
      case KIND.sackPermitted:
        this.sackPermitted = length === 0;
        return;
      case KIND.sack:
        this.#sack(bytes, at, length);
        return;
      case KIND.timestamps:
        if (length === 8) this.#timestamps(bytes, at);
        return;
      case KIND.fastOpen:
        this.fastOpen = true;
        return;
      default:
    }
  }

  #sack(bytes: Uint8Array, at: number, length: number): void {
    this.hasSack = true;
    this.sackBlocks = Math.min(length >> 3, MAX_SACK_BLOCKS);
    if (this.sackBlocks === 0) this.sackBroken = true;
    for (let i = 0; i < this.sackBlocks * 2; i++) this.sackEdges[i] = readInt32(bytes, at + i * 4);
  }

  #timestamps(bytes: Uint8Array, at: number): void {
    this.hasTimestamps = true;
    const view = viewOf(bytes);
    this.timestampValue = view.getInt32(at);
    this.timestampEcho = view.getInt32(at + 4);
  }
}
