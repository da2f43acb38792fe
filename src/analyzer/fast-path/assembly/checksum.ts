/** TCP checksums (RFC 9293 §3.1, RFC 1071). */
import { halves } from './bytes';
import * as segment from './segment';

const TCP_PROTOCOL: i32 = 6;

/** Addresses and protocol of the pseudo-header, folded; the length is not in it. */
export function addressSum(): i32 {
  if (segment.addressSum >= 0) return segment.addressSum;
  return fold((TCP_PROTOCOL + halves(segment.source) + halves(segment.destination)) as u64) as i32;
}

/** What a stack writes when the card is to finish it. */
export function looksPartial(addresses: i32): bool {
  const sum = addresses + segment.headerLength + segment.payloadLength;
  return segment.checksum === (sum & 0xffff) + (sum >>> 16) || segment.checksum === addresses;
}

/** False also where nothing can be said: a part of the segment is missing. */
export function isWrong(addresses: i32): bool {
  if (segment.payloadKept < segment.payloadLength) return false;
  const end = segment.headerAt + segment.headerLength + segment.payloadLength;
  let at = segment.headerAt;
  let sum: u64 = 0;
  // In the order of this processor: the sum's bytes are swapped in the end (RFC 1071 §2).
  for (; at + 8 <= end; at += 8) sum += (load<u32>(at) as u64) + (load<u32>(at, 4) as u64);
  for (; at + 2 <= end; at += 2) sum += load<u16>(at) as u64;
  if (at < end) sum += load<u8>(at) as u64;
  const folded = fold(sum);
  const swapped = ((folded & 0xff) << 8) | (folded >> 8);
  const rest = addresses + segment.headerLength + segment.payloadLength;
  return fold(swapped + (rest as u64)) !== 0xffff;
}

function fold(sum: u64): u64 {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >> 16);
  return folded;
}
