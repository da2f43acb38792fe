/** Numbers in network byte order (big-endian), which this processor reads the other way round. */

export function read16(at: usize): i32 {
  return ((load<u8>(at) as i32) << 8) | (load<u8>(at, 1) as i32);
}

export function read32(at: usize): i32 {
  return swap32(load<i32>(at));
}

export function swap32(word: i32): i32 {
  return rotl<u32>((word as u32) & 0x00ff_00ff, 24) | rotl<u32>((word as u32) & 0xff00_ff00, 8);
}

/** The two halves of a word, added up. */
export function halves(word: i32): i32 {
  return (word >>> 16) + (word & 0xffff);
}
