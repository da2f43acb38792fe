/** A lone dot between line ends of which one is a bare LF: RFC 5321 §4.1.1.4 forbids to take it for the end, some servers do. */
import { decodeLatin1 } from '../text.ts';

/** The dot, the line ends around it, and a few empty lines behind. */
const TAIL_BYTES = 12;

export class BareEnd {
  /** Of the message as it is on the wire; it begins at the start of a line. */
  #tail = '\n';

  add(bytes: Uint8Array): void {
    this.#tail = (this.#tail + decodeLatin1(bytes.subarray(-TAIL_BYTES))).slice(-TAIL_BYTES);
  }

  /** Bytes are missing. */
  gap(): void {
    this.#tail = '';
  }

  /** It is the last that was said. */
  get reached(): boolean {
    return /\n\.\r?\n[\r\n]*$/.test(this.#tail);
  }
}
