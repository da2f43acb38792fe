/** The records of a pcapng name resolution block. */
import { formatIpv4, formatIpv6 } from '../wire/address.ts';
import { readInt32 } from '../wire/bytes.ts';
import type { BlockFields } from './block-fields.ts';
import { NAME_RECORD, padded } from './pcapng-format.ts';

/** `tell` gets an address in text form and its first name: the one that Wireshark shows. */
export function eachName(
  fields: BlockFields,
  from: number,
  end: number,
  tell: (address: string, name: string) => void,
): void {
  const { bytes } = fields;
  let at = from;
  while (end - at >= 4) {
    const type = fields.uint16(at);
    const length = fields.uint16(at + 2);
    const value = at + 4;
    if (type === NAME_RECORD.end || value + length > end) return;
    const address = addressOf(bytes, type, value, length);
    const name = address === null ? '' : firstName(bytes, value + address.size, value + length);
    if (address !== null && name !== '') tell(address.text, name);
    at = value + padded(length);
  }
}

function addressOf(bytes: Uint8Array, type: number, at: number, length: number): { text: string; size: number } | null {
  if (type === NAME_RECORD.ipv4 && length > 4) return { text: formatIpv4(readInt32(bytes, at)), size: 4 };
  if (type !== NAME_RECORD.ipv6 || length <= 16) return null;
  const words = [0, 4, 8, 12].map((word) => readInt32(bytes, at + word));
  return { text: formatIpv6(words[0]!, words[1]!, words[2]!, words[3]!), size: 16 };
}

/** Names end in a zero byte each. */
function firstName(bytes: Uint8Array, from: number, to: number): string {
  const zero = bytes.indexOf(0, from);
  return new TextDecoder().decode(bytes.subarray(from, zero < 0 || zero > to ? to : zero));
}
