/** Reassembly of IP fragments (RFC 791 §3.2, RFC 8200 §4.5). Fragments are rare, so here clarity wins over speed. */
import type { Frame } from './frame.ts';
import type { FragmentInfo } from './ipv4.ts';

/** Datagrams that wait at once; the oldest is let go for a new one. Linux keeps at most 4 MB of fragments for all. */
export const MAX_WAITING_DATAGRAMS = 512;
/** RFC 791 §3.1: the length of a datagram is 16 bits. */
const MAX_DATAGRAM_LENGTH = 65_535;
/** The smallest useful fragment is 8 bytes; a datagram in more pieces than this is an attack. */
export const MAX_FRAGMENTS = 8192;

interface Piece {
  offset: number;
  bytes: Uint8Array;
}

interface Datagram {
  pieces: Piece[];
  /** From the fragment without "more fragments"; -1 until it is here. */
  length: number;
  /** Sum of the pieces' lengths: below `length`, there is no need to look for holes. */
  received: number;
  /** What follows the IP header, told by the first fragment. */
  protocol: number;
}

export class FragmentTable {
  /** Datagrams let go before they were complete. */
  dropped = 0;
  readonly #waiting = new Map<string, Datagram>();

  /** Datagrams that were never completed. */
  get incomplete(): number {
    return this.#waiting.size + this.dropped;
  }

  /** Takes the fragment under the cursor. When it completes its datagram, the frame's cursor moves to the whole of it. */
  add(frame: Frame, fragment: FragmentInfo): boolean {
    const key = keyOf(frame);
    const datagram = this.#waiting.get(key) ?? this.#open(key);
    const bytes = frame.data.slice(frame.at, frame.capturedEnd);
    const end = fragment.offset + bytes.length;
    if (end > MAX_DATAGRAM_LENGTH || datagram.pieces.length >= MAX_FRAGMENTS) {
      this.#waiting.delete(key);
      this.dropped++;
      return false;
    }
    datagram.pieces.push({ offset: fragment.offset, bytes });
    datagram.received += bytes.length;
    if (fragment.offset === 0) datagram.protocol = frame.protocol;
    if (!fragment.more && datagram.length < 0) datagram.length = end;
    if (datagram.length < 0 || datagram.received < datagram.length) return false;
    const whole = assemble(datagram);
    if (whole === null) return false;
    this.#waiting.delete(key);
    frame.data = whole;
    frame.at = 0;
    frame.capturedEnd = whole.length;
    frame.promisedEnd = whole.length;
    frame.protocol = datagram.protocol;
    frame.reassembled = true;
    return true;
  }

  #open(key: string): Datagram {
    if (this.#waiting.size >= MAX_WAITING_DATAGRAMS) {
      const [oldest] = this.#waiting.keys();
      this.#waiting.delete(oldest!);
      this.dropped++;
    }
    const datagram: Datagram = { pieces: [], length: -1, received: 0, protocol: -1 };
    this.#waiting.set(key, datagram);
    return datagram;
  }
}

function keyOf(frame: Frame): string {
  // IPv4 tells datagrams apart by protocol as well (RFC 791); in IPv6 the identification alone does (RFC 8200 §4.5).
  if (frame.ipVersion === 4) return `4|${frame.source3}|${frame.destination3}|${frame.ipId}|${frame.protocol}`;
  const source = `${frame.source0},${frame.source1},${frame.source2},${frame.source3}`;
  const destination = `${frame.destination0},${frame.destination1},${frame.destination2},${frame.destination3}`;
  return `6|${source}|${destination}|${frame.ipId}`;
}

/** Null while there is a hole. Where fragments overlap, the one that starts first wins, as in Wireshark. */
function assemble(datagram: Datagram): Uint8Array | null {
  const whole = new Uint8Array(datagram.length);
  let filled = 0;
  for (const { offset, bytes } of datagram.pieces.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > filled) return null;
    const end = Math.min(offset + bytes.length, datagram.length);
    if (end <= filled) continue;
    whole.set(bytes.subarray(filled - offset, end - offset), filled);
    filled = end;
  }
  return filled < datagram.length ? null : whole;
}
