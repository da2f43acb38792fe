/** The MPLS label stack (RFC 3032) and what it carries, told by the first nibble, as there is no type field: RFC 4928 §3. */
import { readUint16 } from './bytes.ts';
import { ETHER_TYPE } from './ether-type.ts';
import { type Frame, OUTCOME, type Outcome } from './frame.ts';

const LABEL_LENGTH = 4;
const BOTTOM = 0x01;
const NIBBLE = { control: 0, channel: 1, ipv4: 4, ipv6: 6 } as const;
/** RFC 4385: a pseudowire's control word, or the header of a channel that goes with it. */
const CONTROL_WORD_LENGTH = 4;
/** RFC 4385 §5, numbered as in PPP. */
const CHANNEL = { ipv4: 0x0021, ipv6: 0x0057 } as const;
const TYPE_AT = 12;
/** What bridged frames carry, as a rule: nothing else tells a frame without a control word from one with it. */
const KNOWN_TYPES: ReadonlySet<number> = new Set([
  ETHER_TYPE.ipv4,
  ETHER_TYPE.ipv6,
  ETHER_TYPE.vlan,
  ETHER_TYPE.providerBridge,
  ETHER_TYPE.mpls,
  ETHER_TYPE.pppoeSession,
]);

/** Steps over the label stack. */
export function decodeMpls(frame: Frame): Outcome {
  for (;;) {
    if (frame.capturedEnd - frame.at <= LABEL_LENGTH) return OUTCOME.truncated;
    const bottom = frame.data[frame.at + 2]! & BOTTOM;
    frame.at += LABEL_LENGTH;
    if (bottom !== 0) break;
  }
  switch (frame.data[frame.at]! >> 4) {
    case NIBBLE.ipv4:
      frame.etherType = ETHER_TYPE.ipv4;
      return OUTCOME.next;
    case NIBBLE.ipv6:
      frame.etherType = ETHER_TYPE.ipv6;
      return OUTCOME.next;
    case NIBBLE.channel:
      return decodeChannel(frame);
    default:
      return decodePseudowire(frame);
  }
}

function decodeChannel(frame: Frame): Outcome {
  if (frame.capturedEnd - frame.at < CONTROL_WORD_LENGTH) return OUTCOME.other;
  const type = readUint16(frame.data, frame.at + 2);
  if (type !== CHANNEL.ipv4 && type !== CHANNEL.ipv6) return OUTCOME.other;
  frame.at += CONTROL_WORD_LENGTH;
  frame.etherType = type === CHANNEL.ipv4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6;
  return OUTCOME.next;
}

/** RFC 4448: an Ethernet frame, behind a control word or not. */
function decodePseudowire(frame: Frame): Outcome {
  const hasControlWord = frame.data[frame.at]! >> 4 === NIBBLE.control && isEthernet(frame, CONTROL_WORD_LENGTH);
  if (!hasControlWord && !isEthernet(frame, 0)) return OUTCOME.other;
  if (hasControlWord) frame.at += CONTROL_WORD_LENGTH;
  frame.etherType = ETHER_TYPE.bridged;
  return OUTCOME.next;
}

function isEthernet({ data, at, capturedEnd }: Frame, offset: number): boolean {
  const type = at + offset + TYPE_AT;
  return type + 2 <= capturedEnd && KNOWN_TYPES.has(readUint16(data, type));
}
