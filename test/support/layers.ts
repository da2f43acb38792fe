/** Headers that are put around packets made by hand, written out as the standards draw them. */
import { asPcap, join, type PcapOptions, recordsOf, type StoredPacket } from './capture-formats.ts';
import { Talk } from './packet-builder.ts';

const ETHERNET_LENGTH = 14;
export const ETHER_TYPE = { ipv4: [0x08, 0x00], ipv6: [0x86, 0xdd], bridged: [0x65, 0x58] } as const;

/** A short conversation: five packets; the client says "hello", the server "world". */
export function conversation(ipv6 = false, clientPort = 40_000): StoredPacket[] {
  const addresses = ipv6 ? { client: '2001:db8::1', server: '2001:db8::2' } : {};
  const talk = new Talk(undefined, { ...addresses, clientPort }).open();
  talk.wait(1).client('PA', 'hello');
  talk.wait(1).server('PA', 'world');
  return recordsOf(talk.capture.pcap());
}

export function bytes(head: readonly number[], rest: Uint8Array = new Uint8Array()): Uint8Array {
  return join([Uint8Array.from(head), rest]);
}

/** What an Ethernet frame carries. */
export function payloadOf(frame: Uint8Array): Uint8Array {
  return frame.subarray(ETHERNET_LENGTH);
}

/** IPv4 without options from 192.0.2.1 to 192.0.2.2. */
export function ipv4(protocol: number, payload: Uint8Array): Uint8Array {
  const length = 20 + payload.length;
  const addresses = [192, 0, 2, 1, 192, 0, 2, 2];
  return bytes([0x45, 0, length >> 8, length & 255, 0, 1, 0, 0, 64, protocol, 0, 0, ...addresses], payload);
}

export function ipv6(next: number, payload: Uint8Array): Uint8Array {
  const address = (last: number) => [0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), last];
  const head = [0x60, 0, 0, 0, payload.length >> 8, payload.length & 255, next, 64, ...address(9), ...address(8)];
  return bytes(head, payload);
}

export function udp(port: number, payload: Uint8Array): Uint8Array {
  const length = 8 + payload.length;
  return ipv4(17, bytes([0xc0, 0, port >> 8, port & 255, length >> 8, length & 255, 0, 0], payload));
}

/** An ICMP or ICMPv6 message without its checksum. */
export function icmp(type: number, quoted: Uint8Array): Uint8Array {
  return bytes([type, 0, 0, 0, 0, 0, 0, 0], quoted);
}

/** An Ethernet frame around a datagram of either version. */
export function ethernet(datagram: Uint8Array): Uint8Array {
  const type = datagram[0]! >> 4 === 6 ? ETHER_TYPE.ipv6 : ETHER_TYPE.ipv4;
  return bytes([2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, ...type], datagram);
}

/** A capture in which every Ethernet frame was wrapped by the link layer of another link type. */
export function asLink(
  list: readonly StoredPacket[],
  wrap: (frame: Uint8Array) => Uint8Array,
  options: PcapOptions = {},
): Uint8Array {
  const wrapped = list.map((packet) => {
    const frame = wrap(packet.bytes);
    return { ...packet, bytes: frame, originalLength: frame.length };
  });
  return asPcap(wrapped, options);
}

/** `wrap` makes an outer IP datagram of an Ethernet frame. */
export function through(list: readonly StoredPacket[], wrap: (frame: Uint8Array) => Uint8Array): Uint8Array {
  return asLink(list, (frame) => ethernet(wrap(frame)));
}
