/** Unaligned reads from a byte array. The caller has checked the length; a byte beyond the end reads as 0. */

const NOTHING = new Uint8Array(0);
let viewed: Uint8Array = NOTHING;
let view = new DataView(viewed.buffer);

/**
 * A view of the bytes: one check and one load a number, where reading byte by byte takes four. Made anew only for other
 * bytes than those of the last call. It throws beyond the end: only for what surely lies within.
 */
export function viewOf(bytes: Uint8Array): DataView {
  if (bytes !== viewed) {
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }
  return view;
}

/** Lets go of the bytes of the last call, which may be a whole file. */
export function forgetView(): void {
  viewOf(NOTHING);
}

export function readUint16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}

/** 32 bits as a signed integer: what stays a small integer in V8 costs no allocation. */
export function readInt32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return readInt32(bytes, at) >>> 0;
}
