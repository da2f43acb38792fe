/** Decides from when on the fast path pays off, and which bytes and records it gets. */
import { LINK_TYPE } from '../capture-file/link-types.ts';
import { MAX_PIECE_BYTES, type PcapRecords } from '../capture-file/packet-record.ts';
import type { AnalyzerOptions } from '../observer.ts';
import type { Frame } from '../wire/frame.ts';
import { createFastPath, type FastPath, type FastPathOptions } from './fast-path.ts';

/** From so many bytes or packets on, a capture is large. */
const LARGE_BYTES = 256 * 1024;
const MANY_PACKETS = 1000;
/** The file may grow while it is read. */
const MIN_BUFFER = 64 * 1024;

export interface FastPathGateOptions extends FastPathOptions {
  readonly when: AnalyzerOptions['fastPath'];
  /** Somebody listens to each packet. */
  readonly isObserved: boolean;
  readonly onStart: (fastPath: FastPath) => void;
}

export class FastPathGate {
  readonly #options: FastPathGateOptions;
  #fastPath: FastPath | null = null;
  #failed = false;

  constructor(options: FastPathGateOptions) {
    this.#options = options;
  }

  /** So many bytes are there to be read next, so many packets were read. */
  open(bytes: number, packets: number): void {
    const { when = 'large', onStart } = this.#options;
    if (this.#fastPath !== null || this.#failed || when === 'never') return;
    if (when === 'large' && bytes < LARGE_BYTES && packets < MANY_PACKETS) return;
    this.#fastPath = createFastPath(this.#options);
    this.#failed = this.#fastPath === null;
    if (this.#fastPath !== null) onStart(this.#fastPath);
  }

  /** As `Analyzer.buffersFor`. */
  buffersFor(fileBytes: number): readonly [Uint8Array, Uint8Array] {
    this.open(fileBytes, 0);
    if (this.#fastPath !== null) return this.#fastPath.buffers;
    const size = Math.min(Math.max(fileBytes, MIN_BUFFER), MAX_PIECE_BYTES);
    return [new Uint8Array(size), new Uint8Array(size)];
  }

  place(bytes: Uint8Array): Uint8Array {
    return this.#fastPath === null ? bytes : this.#fastPath.place(bytes);
  }

  /** Records of Ethernet, behind the first packet of the capture, of which nobody wants to see each. */
  admits(records: PcapRecords, { linkType, number }: Frame): boolean {
    if (this.#fastPath?.isTaking(records) === true) return true;
    if (this.#fastPath === null || number === 0 || linkType !== LINK_TYPE.ethernet) return false;
    return !this.#options.isObserved && this.#fastPath.reaches(records.bytes);
  }

  /** Puts into the frame what the fast path has read of its headers; false where it has read nothing. */
  show(frame: Frame): boolean {
    if (this.#fastPath === null || !this.#fastPath.hasRead(frame)) return false;
    this.#fastPath.show(frame);
    return true;
  }
}
