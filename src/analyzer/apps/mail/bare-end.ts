/** A lone dot between line ends of which one is a bare LF: no end by RFC 5321 §4.1.1.4 and RFC 1939 §3, but some programs mean it so. */
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
