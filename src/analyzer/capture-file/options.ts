/** Options of pcapng blocks that stay with what they describe when a capture is written again. */
import { OPTION } from './pcapng-format.ts';

export type OptionOwner = 'section' | 'interface' | 'packet';

/** The value's numbers are little-endian, whatever the file was. */
export interface CaptureOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** Options with one number as their value, by its bytes. */
const NUMBERS: Readonly<Record<OptionOwner, Readonly<Record<number, number>>>> = {
  section: {},
  /** Speed, and speeds each way. */
  interface: { 8: 8, 16: 8, 17: 8 },
  /** Flags, drop count, packet id, queue. */
  packet: { 2: 4, 4: 8, 5: 8, 6: 4 },
};
/**
 * Not kept: what the new file says itself (how times are written, the FCS), and a time zone, which the format has given
 * up. An option of a packet beyond the last known one may be numbers that would have to be turned round.
 */
const DROPPED: Readonly<Record<OptionOwner, ReadonlySet<number>>> = {
  section: new Set(),
  interface: new Set([
    OPTION.interfaceTimestampResolution,
    10,
    OPTION.interfaceFcsLength,
    OPTION.interfaceTimestampOffset,
  ]),
  packet: new Set(),
};
const LAST_KNOWN: Readonly<Record<OptionOwner, number>> = { section: 4, interface: 17, packet: 7 };
/** Custom options that may be copied; their value starts with the number of an enterprise. */
const CUSTOM = new Set([2988, 2989]);

/** The option as it goes into a little-endian file; null when it stays behind. The value is a copy. */
export function keptOption(
  owner: OptionOwner,
  code: number,
  value: Uint8Array,
  littleEndian: boolean,
): CaptureOption | null {
  const isCustom = CUSTOM.has(code) && value.length >= 4;
  if (!isCustom && (code > LAST_KNOWN[owner] || DROPPED[owner].has(code))) return null;
  const copy = value.slice();
  const size = isCustom ? 4 : (NUMBERS[owner][code] ?? 0);
  if (!littleEndian && size > 0 && size <= copy.length) copy.subarray(0, size).reverse();
  return { code, value: copy };
}
