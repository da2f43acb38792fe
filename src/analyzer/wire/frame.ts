/**
 * One captured packet and what its headers say. A single instance is reused for every packet, so that the path from
 * bytes to verdict allocates nothing; whatever must outlive the packet has to be copied.
 */

import { PacketRecord } from '../capture-file/packet-record.ts';

/** How far a decoder got. */
export const OUTCOME = {
  /** The next layer can be decoded, or the segment is complete. */
  next: 0,
  /** A layer that is read correctly but is not TCP over IP: nothing to analyse, nothing wrong. */
  other: 1,
  /** The snapshot ends inside a header. */
  truncated: 2,
  /** The header contradicts itself. */
  malformed: 3,
  /** A part of the format that is not read; it is counted and named in the warnings. */
  unsupported: 4,
  /** A fragment that waits for the rest of its datagram. */
  fragment: 5,
  /** A segment that an ICMP error quotes: its header is in the frame, but nobody sent it here. */
  quoted: 6,
  /** Tunnels within more tunnels than are followed. */
  tooDeep: 7,
  /** A frame of a wireless network whose content is encrypted. */
  encrypted: 8,
  /** A carrier that Wireshark follows and we don't; `notFollowed` names it. */
  notFollowed: 9,
} as const;

export type Outcome = (typeof OUTCOME)[keyof typeof OUTCOME];

/** IEEE 802.3 §3.2.9. */
const CHECK_SEQUENCE_LENGTH = 4;
/** A frame that holds more packets than this is an attack. */
const MAX_PACKETS_IN_FRAME = 256;

/** Where a packet stands of which a frame holds several. */
export interface FurtherPacket {
  data: Uint8Array;
  at: number;
  capturedEnd: number;
  promisedEnd: number;
  etherType: number;
  /** It was not sent here: somebody tells of it. */
  quoted: boolean;
}

/** Carriers in which Wireshark may find TCP, and we do not look. */
export type NotFollowed =
  | 'van-jacobson-compression'
  | 'ppp-multilink-fragments'
  | 'wireless-fragments'
  | 'capwap-fragments'
  | 'gre-hdlc';

export class Frame extends PacketRecord {
  /** The buffer that holds the layer under the cursor: the packet's own, or a reassembled datagram. */
  data: Uint8Array = this.bytes;
  /** The cursor: where the next layer starts. */
  at = 0;
  /** Where the captured bytes of the current layer end. */
  capturedEnd = 0;
  /** Where the current layer ends by what the headers promise; beyond `capturedEnd` when the snapshot cut it. */
  promisedEnd = 0;
  /** Where the IP header alone says that the datagram ends; it may claim more than the frame has. */
  claimedEnd = 0;
  /** EtherType of the layer under the cursor. */
  etherType = 0;

  /** What it is that was not followed, as a warning's code says it. */
  notFollowed: NotFollowed = 'wireless-fragments';
  /** The packets behind the first one, of a frame that holds several; to be taken by `Decoder.decodeRest`. */
  readonly rest: FurtherPacket[] = [];

  /** Where the IP header starts. */
  networkAt = 0;
  /** 4 or 6. */
  ipVersion = 0;
  /** Addresses as 32-bit words, network order; IPv4 uses only the last word. */
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  destination0 = 0;
  destination1 = 0;
  destination2 = 0;
  destination3 = 0;
  ipId = 0;
  timeToLive = 0;
  /** IP protocol number of the layer under the cursor. */
  protocol = 0;
  /** True when the IP length was 0: the sender's network card was to segment it. */
  lengthFromOffload = false;
  /** The segment came in more than one IP fragment. */
  reassembled = false;
  /** Tunnels that the segment came through; the addresses are those of the innermost IP header. */
  tunnels = 0;
  /** Only the first fragment of the datagram can be read, because the snapshot cut it. */
  firstFragmentOnly = false;

  sourcePort = 0;
  destinationPort = 0;
  /** Raw sequence and acknowledgment numbers as signed 32-bit integers. */
  seq = 0;
  ack = 0;
  /** The TCP flag bits, AE to FIN: 0x000 to 0x1ff. */
  flags = 0;
  window = 0;
  checksum = 0;
  headerAt = 0;
  headerLength = 0;
  /** The snapshot ends inside the TCP header. */
  headerCut = false;
  payloadAt = 0;
  /** What the IP header promises, and what the snapshot kept of it. */
  payloadLength = 0;
  payloadKept = 0;

  /** A check sequence ends what is under the cursor; as in Wireshark, even where the IP header claims its bytes. */
  dropCheckSequence(): void {
    this.promisedEnd -= CHECK_SEQUENCE_LENGTH;
    this.capturedEnd = Math.min(this.capturedEnd, this.promisedEnd);
  }

  keepPacket(packet: FurtherPacket): void {
    if (this.rest.length < MAX_PACKETS_IN_FRAME) this.rest.push(packet);
  }
}

/** Names a carrier in the frame and says so. */
export function notFollowed(frame: Frame, what: NotFollowed): Outcome {
  frame.notFollowed = what;
  return OUTCOME.notFollowed;
}
