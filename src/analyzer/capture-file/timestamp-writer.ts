/** Nanosecond timestamps and 64-bit counters as a little-endian pcapng holds them. */

const TWO_32 = 4_294_967_296;
/** What a 64-bit count of nanoseconds can hold; in the year 2554. */
const MAX_SECONDS = 18_446_744_073;

/** The high and the low half of a whole number. */
export function halves(value: number): [number, number] {
  return [Math.floor(value / TWO_32), value % TWO_32];
}

/** A timestamp option: as in a packet block, the high half comes first, each in the file's byte order. */
export function stampBytes([high, low]: readonly [number, number]): Uint8Array {
  return uint64([low, high]);
}

/** Little-endian, from the high and low half. */
export function uint64([high, low]: readonly [number, number]): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, low, true);
  view.setUint32(4, high, true);
  return bytes;
}

/**
 * Nanoseconds since the epoch in two halves; every intermediate stays below 2^53. Times before 1970 become 0, those
 * beyond the count its largest value.
 */
export function timestamp(seconds: number, nanoseconds: number, into: [number, number]): [number, number] {
  if (seconds + Math.floor(nanoseconds / 1e9) >= MAX_SECONDS) {
    into[0] = TWO_32 - 1;
    into[1] = TWO_32 - 1;
    return into;
  }
  const whole = Math.max(0, seconds);
  const upper = Math.floor(whole / 65_536) * 1e9;
  const low = (upper % 65_536) * 65_536 + (whole % 65_536) * 1e9 + nanoseconds;
  into[0] = Math.floor(upper / 65_536) + Math.floor(low / TWO_32);
  into[1] = low % TWO_32;
  return into;
}
